import { type RowRange, rowIndices, takenRows } from '../rows';
import type { TableRows } from './prepare';

type JsonRecord = Readonly<Record<string, unknown>>;

/** True for an object of JSON: neither a list nor null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The records in a JSON value: an object is one, a list of objects are several; undefined where there are none. */
export function recordsIn(value: unknown): readonly JsonRecord[] | undefined {
  if (isRecord(value)) return [value];
  return Array.isArray(value) && value.length > 0 && value.every(isRecord) ? value : undefined;
}

/**
 * Records as rows of a table, columns by name in the order they first come. An object of lists of equal length is a table by columns.
 * @param range the rows wanted
 * @throws UserError `rows.none`
 */
export function recordTable(records: readonly JsonRecord[], source: string, range: RowRange): TableRows {
  const [only] = records;
  const columns = only && records.length === 1 ? columnsOf(only) : undefined;
  const header = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const total = columns ? columns[0]!.length : records.length;
  const cells = (row: number) =>
    columns
      ? columns.map((column) => cell(column[row]))
      : header.map((name) => (Object.hasOwn(records[row]!, name) ? cell(records[row]![name]) : undefined));
  const indices = rowIndices(range, total, source);
  const rows = indices.map((index) => ({ index, line: 0, cells: cells(index) }));
  return { path: source, source, header, rows, taken: takenRows(indices, total) };
}

function columnsOf(record: JsonRecord): readonly (readonly unknown[])[] | undefined {
  const columns = Object.values(record);
  const areLists = columns.every((column): column is unknown[] => Array.isArray(column));
  return areLists && columns.length > 0 && columns.every((column) => column.length === columns[0]!.length) ? columns : undefined;
}

/** A value as a cell of a text would have it; null is what is missing. */
function cell(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
