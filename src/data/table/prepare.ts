import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { TableInput } from '../../manifest/schema';
import type { Tensor, ValueInfo } from '../../onnx/tensor';
import { describe, mismatch, sourceName } from '../describe';
import { fitTensor } from '../fit';
import type { PreparedInput, TakenRows } from '../request';
import { noRows, type RowRange } from '../rows';
import { type CsvRow, openCsv } from './csvRows';
import { TableEncoder } from './encoder';

/** A table's rows in memory: what `--row` or `--rows` selected. */
export interface TableRows {
  readonly path: string;
  readonly source: string;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  readonly taken: TakenRows;
}

/** Most rows that become one model input. */
const MAX_ROWS = 1_000_000;

/** Reads the selected rows of a CSV file. @throws UserError `rows.none`, `file.*`, `data.damaged` */
export async function readTable(path: string, source: string, range: RowRange, signal?: AbortSignal): Promise<TableRows> {
  // One more than is wanted, to know whether there are others.
  const table = await openCsv(path, { ...range, end: range.end + range.step }, signal);
  const rows: CsvRow[] = [];
  let more = range.first > 0 || range.step > 1;
  for await (const row of table.rows) {
    if (row.index >= range.end) {
      more = true;
      break;
    }
    if (rows.length === MAX_ROWS) {
      throw new UserError('rows.many', l10n.t('More than {0} rows are selected for one run.', MAX_ROWS.toLocaleString('en')), {
        where: source,
        remedy: l10n.t('Select fewer with --rows first:end:step.'),
      });
    }
    rows.push(row);
  }
  if (rows.length === 0) throw noRows(sourceName(source), await countRows(path, signal));
  return { path, source, header: table.header, rows, taken: { first: rows[0]!.index, count: rows.length, more } };
}

async function countRows(path: string, signal?: AbortSignal): Promise<number> {
  let count = 0;
  for await (const _row of (await openCsv(path, undefined, signal)).rows) count++;
  return count;
}

/**
 * Rows of a table as one input: `[rows, width]`, or `[rows, 1]` where the model has an input per column. Without columns from
 * the manifest the input's name decides where it is a column's, else all columns are taken.
 * @throws UserError `table.*`, `input.*`
 */
export function prepareTable(input: ValueInfo, table: TableRows, spec: TableInput | undefined): PreparedInput {
  // A column without a name is no feature: pandas writes its index so, a comma at a line's end makes one.
  const named = table.header.filter((name) => name !== '').map((name) => ({ name }));
  const columns = spec?.columns ?? (table.header.includes(input.name) ? [{ name: input.name }] : named);
  const width = input.shape?.at(-1);
  const wanted = typeof width === 'number' && input.shape!.length > 1 ? width : undefined;
  if (spec === undefined && wanted !== undefined && columns.length !== wanted) {
    const remedy = l10n.t('Name the {0} columns in the manifest: inputs, "{1}", kind "table", "columns".', wanted, input.name);
    throw mismatch(input, table.source, l10n.t('{0} columns', columns.length), remedy);
  }
  const encoder = new TableEncoder(columns, table.header, table.path);
  if (wanted !== undefined && encoder.width !== wanted && columns.length !== wanted) {
    const remedy = l10n.t('Correct "columns" in the manifest.');
    throw mismatch(input, table.source, describe('float32', [table.rows.length, encoder.width]), remedy);
  }
  return {
    name: input.name,
    type: input.type,
    kind: 'table',
    source: table.source,
    tensor: fitTensor(encodeRows(encoder, table.rows, input), input, table.source),
    columns: encoder.describe(table.rows[0]!),
    rows: table.taken,
  };
}

function encodeRows(encoder: TableEncoder, rows: readonly CsvRow[], input: ValueInfo): Tensor {
  const flat = input.shape?.length === 1;
  if (input.type === 'string') {
    const strings = rows.flatMap((row) => encoder.strings(row));
    return { type: 'string', dims: flat ? [strings.length] : [rows.length, strings.length / rows.length], data: strings };
  }
  const data = new Float64Array(rows.length * encoder.width);
  for (const [i, row] of rows.entries()) encoder.encode(row, data, i * encoder.width);
  return { type: 'float64', dims: flat ? [data.length] : [rows.length, encoder.width], data };
}
