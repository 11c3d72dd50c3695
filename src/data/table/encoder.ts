import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { suggest } from '../../base/suggest';
import type { TableInput } from '../../manifest/schema';
import type { CsvRow } from './csvRows';

type Column = TableInput['columns'][number];

/** Turns a table's records into the numbers of a model's features, by the manifest's columns. */
export class TableEncoder {
  /** Numbers per row. */
  readonly width: number;
  /** Names of the features, one per number: a column's, or `column=category` for one-hot ones. */
  readonly features: readonly string[];
  readonly #columns: readonly { column: Column; at: number; codes: Map<string, number> | undefined }[];
  readonly #path: string;

  /**
   * @param header the table's columns
   * @param path named in errors
   * @throws UserError `table.column` for a column that is not in the table, or is in it twice
   */
  constructor(columns: readonly Column[], header: readonly string[], path: string) {
    this.#path = path;
    this.#columns = columns.map((column) => {
      const at = placeOf(column.name, header, path);
      const list = column.oneHot ?? column.categories;
      return { column, at, codes: list && codesOf(list) };
    });
    this.features = columns.flatMap((column) => column.oneHot?.map((category) => `${column.name}=${category}`) ?? [column.name]);
    this.width = this.features.length;
  }

  /**
   * One record's numbers.
   * @param out receives them, from `start`
   * @throws UserError `table.cell`, `table.category` naming row, column and value
   */
  encode(row: CsvRow, out: Float64Array, start: number): void {
    let to = start;
    for (const { column, at, codes } of this.#columns) {
      const cell = this.#cell(row, at, column.name);
      if (!codes) {
        out[to++] = this.#number(row, column.name, cell);
        continue;
      }
      const code = codes.get(cell);
      if (code === undefined) throw unknownCategory(row, column, cell, column.oneHot ?? column.categories ?? [], this.#path);
      if (!column.oneHot) {
        out[to++] = code;
        continue;
      }
      out.fill(0, to, to + column.oneHot.length);
      out[to + code] = 1;
      to += column.oneHot.length;
    }
  }

  /** One record's cells as they are, in the order of the columns: for inputs of strings. */
  strings(row: CsvRow): string[] {
    return this.#columns.map(({ column, at }) => this.#cell(row, at, column.name));
  }

  /** One record for a person: the columns in use with their cells. */
  describe(row: CsvRow): { name: string; value: string }[] {
    return this.#columns.map(({ column, at }) => ({ name: column.name, value: row.cells[at] ?? '' }));
  }

  #cell(row: CsvRow, at: number, name: string): string {
    const cell = row.cells[at];
    if (cell !== undefined) return cell;
    throw cellError(row, name, '', l10n.t('there is no such cell'), this.#path);
  }

  #number(row: CsvRow, name: string, cell: string): number {
    if (/^[-+]?nan$/i.test(cell)) return Number.NaN;
    // As spreadsheets and pandas write truth.
    if (/^(true|false)$/i.test(cell)) return /^t/i.test(cell) ? 1 : 0;
    const value = cell === '' ? Number.NaN : Number(cell.replace(/^([-+]?)inf(inity)?$/i, '$1Infinity'));
    if (!Number.isNaN(value)) return value;
    throw cellError(row, name, cell, cell === '' ? l10n.t('it is empty') : l10n.t('it is not a number'), this.#path);
  }
}

function place(row: CsvRow, path: string): string {
  return row.line > 0 ? `${basename(path)}:${row.line}` : basename(path);
}

function cellError(row: CsvRow, column: string, cell: string, reason: string, path: string): UserError {
  return new UserError(
    'table.cell',
    l10n.t('Row {0} of {1}, column "{2}", value "{3}": {4}.', row.index, basename(path), column, cell, reason),
    { where: place(row, path), remedy: cellRemedy(cell) },
  );
}

function cellRemedy(cell: string): string {
  if (cell === '') return l10n.t('Fill it in; where a value is missing and the model takes that, write nan.');
  if (/^[-+]?[\d.\s]*,\d+$/.test(cell)) return l10n.t('Write numbers with a decimal point and nothing between thousands.');
  if (cell.includes('\ufffd')) return notUtf8();
  return l10n.t('Correct the cell, or list the column’s "categories" in the manifest.');
}

/** For what was read with characters that are none. */
function notUtf8(): string {
  return l10n.t('The file is not UTF-8: save it as that (in Excel: CSV UTF-8).');
}

/** The place of each category in its list; spaces around one do not count, as in the cells of a file. */
function codesOf(list: readonly string[]): Map<string, number> {
  // Of two that differ in their spaces alone the exact one goes first.
  return new Map([
    ...list.map((category, i) => [category.trim(), i] as const).reverse(),
    ...list.map((category, i) => [category, i] as const),
  ]);
}

function placeOf(name: string, header: readonly string[], path: string): number {
  const exact = header.indexOf(name);
  const at = exact < 0 ? header.indexOf(name.trim()) : exact;
  if (at < 0) throw missingColumn(name, header, path);
  if (header.indexOf(header[at]!, at + 1) < 0) return at;
  throw new UserError('table.column', l10n.t('{0} has more than one column "{1}".', basename(path), name), {
    where: basename(path),
    remedy: l10n.t('Give each column a name of its own.'),
  });
}

function unknownCategory(row: CsvRow, column: Column, cell: string, known: readonly string[], path: string): UserError {
  const near = suggest(cell, known);
  const shown = known.slice(0, 8).join(', ') + (known.length > 8 ? ', …' : '');
  return new UserError(
    'table.category',
    l10n.t(
      'Row {0} of {1}, column "{2}": "{3}" is none of the {4} known categories.',
      row.index,
      basename(path),
      column.name,
      cell,
      known.length,
    ),
    { where: place(row, path), remedy: remedy(cell, near, shown) },
  );
}

function remedy(cell: string, near: string | undefined, shown: string): string {
  if (cell.includes('\ufffd')) return notUtf8();
  return near ? l10n.t('Did you mean "{0}"?', near) : l10n.t('They are: {0}.', shown);
}

function columnList(header: readonly string[]): string {
  const list = header.slice(0, 20).join(', ');
  const counted = header.every((name, i) => name === String(i));
  return counted
    ? l10n.t('It has no line of names: its columns are called {0}.', list)
    : l10n.t('Its first line names the columns: {0}.', list);
}

function missingColumn(name: string, header: readonly string[], path: string): UserError {
  const near = suggest(name, header);
  return new UserError('table.column', l10n.t('{0} has no column "{1}".', basename(path), name), {
    where: basename(path),
    remedy: near ? l10n.t('Did you mean "{0}"?', near) : columnList(header),
  });
}
