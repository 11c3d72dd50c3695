import { wrap } from '../help';
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

/** The least that a cell is broken into. */
const NARROWEST = 24;

/** Columns of which the last is broken over lines that begin below it, or on lines of its own where it has too little room. */
export function hanging(rows: readonly (readonly string[])[], width: number): string[] {
  const lines = columns(rows.map((row) => row.slice(0, -1)));
  const indent = Math.max(0, ...lines.map((line) => line.length)) + 2;
  const room = width - indent;
  return lines.flatMap((line, index) => {
    const last = rows[index]!.at(-1) ?? '';
    if (last === '') return [line];
    if (room < Math.min(NARROWEST, last.length)) return [line, ...wrap(last, Math.max(NARROWEST, width - 4)).map((part) => `    ${part}`)];
    return wrap(last, room).map((part, row) => `${(row === 0 ? line : '').padEnd(indent)}${part}`);
  });
}

/** A text with each of the commands in it on a line of its own, where it can be copied whole. */
export function withCommands(text: string, commands: readonly string[]): string {
  return commands.reduce((all, command) => {
    const at = all.indexOf(command);
    if (at <= 0 || all[at - 1] === '\n') return all;
    const after = all.slice(at + command.length).trimStart();
    return `${all.slice(0, at).trimEnd()}\n  ${command}${after === '' ? '' : `\n${after}`}`;
  }, text);
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
