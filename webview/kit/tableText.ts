/** A cell's value: what is sorted and copied. */
export type Cell = string | number | bigint | boolean | undefined;

/** A column of a table. */
export interface Column {
  title: string;
  /** Right-aligned, in tabular numerals. */
  numeric?: boolean;
  /** How a cell is shown; its value as text unless told. */
  show?(value: Cell): string;
}

/**
 * A table as delimited text. A text that a spreadsheet would take for a formula gets an apostrophe in front: names come from
 * model files. Cells with a delimiter, a quote or a line end are quoted.
 */
export function toDelimited(columns: readonly Column[], rows: Iterable<readonly Cell[]>, delimiter: ',' | '\t'): string {
  const lines = [columns.map((column) => cellText(column.title, delimiter)).join(delimiter)];
  for (const row of rows) lines.push(row.map((cell) => cellText(cell, delimiter)).join(delimiter));
  return `${lines.join('\n')}\n`;
}

function cellText(cell: Cell, delimiter: string): string {
  if (cell === undefined) return '';
  let text = String(cell);
  if (
    typeof cell === 'string' &&
    /^[=+\-@\t\r\n]/.test(text) &&
    !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) &&
    text !== '-Infinity'
  )
    text = `'${text}`;
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const collator = new Intl.Collator(undefined, { numeric: true });

/**
 * The order of rows by one column: numbers by size, NaN and empty cells last either way, texts as people sort them. Stable.
 * @returns row indices
 */
export function sortedOrder(rows: readonly (readonly Cell[])[], column: number, descending: boolean): number[] {
  const sign = descending ? -1 : 1;
  const missing = (cell: Cell) => cell === undefined || cell === 'NaN' || (typeof cell === 'number' && Number.isNaN(cell));
  const compare = (a: Cell, b: Cell): number => {
    if (missing(a) || missing(b)) return Number(missing(a)) - Number(missing(b));
    if (typeof a === 'string' && typeof b === 'string' && !isNumeric(a) && !isNumeric(b)) return sign * collator.compare(a, b);
    if (typeof a === 'string' && typeof b === 'string' && /^-?\d+$/.test(a) && /^-?\d+$/.test(b))
      return sign * Number(BigInt(a) > BigInt(b) ? 1 : BigInt(a) < BigInt(b) ? -1 : 0);
    const x = Number(a);
    const y = Number(b);
    if (Number.isNaN(x) || Number.isNaN(y)) return sign * collator.compare(String(a), String(b));
    return sign * (x < y ? -1 : x > y ? 1 : 0);
  };
  return rows.map((_, i) => i).sort((i, j) => compare(rows[i]?.[column], rows[j]?.[column]) || i - j);
}

function isNumeric(text: string): boolean {
  return text !== '' && !Number.isNaN(Number(text));
}
