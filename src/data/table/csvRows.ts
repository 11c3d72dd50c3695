import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { parse } from 'csv-parse';
import { fileError } from '../../base/files';
import { openFetched } from '../../base/readRegular';
import { damaged } from '../files/read';
import { ALL_ROWS, type RowRange } from '../rows';

/** One record of a table: its cells in the order of the header. */
export interface CsvRow {
  /** Counted from 0, without the header. */
  readonly index: number;
  /** Line of the file it begins at, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table being read. */
export interface CsvTable {
  /** Names of the columns; `0`, `1`, … where the file has none. */
  readonly header: readonly string[];
  /** The selected rows as they are read. */
  readonly rows: AsyncIterable<CsvRow>;
  /** Lets go of the file, for whoever does not read the rows; reading them does it too. */
  close(): void;
}

/** Most bytes of one record: a quote that is never closed must not swallow the memory. */
const MAX_RECORD = 1 << 20;

/**
 * Streams a CSV or TSV file (`.tsv`, `.tab`: by name; `.gz` is unpacked), so that a table of any size takes little memory.
 * The first line is a header unless each of its cells is a number.
 * @param range the rows wanted; reading stops after the last
 * @throws UserError `file.*`, `file.pointer`, `data.damaged` naming the line
 */
export async function openCsv(path: string, range: RowRange = ALL_ROWS, signal?: AbortSignal): Promise<CsvTable> {
  const file = (await openFetched(path)).createReadStream({ signal });
  const plain = path.replace(/\.gz$/i, '');
  const parser = parse({
    delimiter: ['.tsv', '.tab'].includes(extname(plain).toLowerCase()) ? '\t' : ',',
    bom: true,
    trim: true,
    info: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD,
  });
  // Errors of any part come out of the parser, which is what is read.
  const ended = (error: Error | null | undefined) => {
    if (error && !parser.destroyed) parser.destroy(error);
  };
  if (plain === path) pipeline(file, parser, ended);
  else pipeline(file, createGunzip(), parser, ended);
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<{ record: string[]; info: { lines: number } }>;
  const close = () => {
    parser.destroy();
    file.destroy();
  };
  const next = async () => {
    try {
      return await records.next();
    } catch (error) {
      close();
      throw csvError(error, path);
    }
  };
  const first = await next();
  if (first.done) throw damaged(path, 'CSV', l10n.t('it is empty.'));
  const named = first.value.record.some((cell) => cell === '' || Number.isNaN(Number(cell)));
  const header = named ? first.value.record : first.value.record.map((_, i) => String(i));

  async function* rows(): AsyncGenerator<CsvRow> {
    try {
      let index = 0;
      for (let item = named ? await next() : first; !item.done && index < range.end; item = await next(), index++) {
        if (index < range.first || (index - range.first) % range.step !== 0) continue;
        yield { index, line: item.value.info.lines, cells: item.value.record };
      }
    } finally {
      close();
    }
  }
  return { header, rows: rows(), close };
}

function csvError(error: unknown, path: string): unknown {
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) return damaged(path, 'CSV', error.message);
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) return damaged(path, 'gzip', error.message);
  return fileError(error, path);
}
