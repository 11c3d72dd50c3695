import { printable } from '../style';

/** Columns side by side, two spaces between. @param right indices of columns set flush right */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, index) => (right.includes(index) ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** `1.2 MB`, in powers of 1000 as file managers show sizes. */
export function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3).replace(/\.0+$/, '')} ${units[unit]}`;
}

/** A number in at most `digits` significant digits, without an exponent where it reads well. */
export function number(value: number, digits = 6): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(digits)));
}

/** `float32[1,3,224,224]`; an unknown dimension is `?`. */
export function typeText(type: string, shape: readonly (number | string)[] | undefined): string {
  return shape === undefined
    ? printable(type)
    : `${printable(type)}[${shape.map((dim) => (dim === '' ? '?' : printable(String(dim)))).join(',')}]`;
}

/** Cuts to `width` columns, with an ellipsis. */
export function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}

/** A bar of eighths of blocks. @param share 0 to 1 of `width` columns */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  return '█'.repeat(eighths >> 3) + ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths & 7]!;
}
