import type { FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { parse } from 'csv-parse';
import { fileError } from '../../base/files';
import { openFetched } from '../../base/readRegular';
import { damaged } from '../files/read';
import { ALL_ROWS, type RowRange } from '../rows';
import { findDelimiter } from './delimiter';

/** One record of a table. */
export interface CsvRow {
  /** Counted from 0, without the header. */
  readonly index: number;
  /** Line of the file it begins at, counted from 1; 0 where it came from no file of lines. */
  readonly line: number;
  /** In the order of the header. Undefined where a record has no such cell. */
  readonly cells: readonly (string | undefined)[];
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

/** Bytes of a file that are looked at first, and most that they unpack to: gzip packs by 1032 at most. */
const BEGINNING = 1 << 14;
const MAX_UNPACKED = BEGINNING * 1040;

/** Most bytes of one record: a quote that is never closed must not swallow the memory. */
const MAX_RECORD = 1 << 20;

/**
 * Streams a table as text (`.gz` is unpacked), so that one of any size takes little memory. What separates the cells is found in its
 * beginning: commas, semicolons, tabs or bars. The first line is a header unless it has numbers alone, or numbers and empty cells.
 * @param range the rows wanted; reading stops after the last
 * @throws UserError `file.*`, `file.pointer`, `data.damaged` naming the line
 */
export async function openCsv(path: string, range: RowRange = ALL_ROWS, signal?: AbortSignal): Promise<CsvTable> {
  const handle = await openFetched(path);
  const plain = path.replace(/\.gz$/i, '');
  const usual = ['.tsv', '.tab'].includes(extname(plain).toLowerCase()) ? '\t' : ',';
  const delimiter = findDelimiter(await readBeginning(handle, path, plain !== path), usual);
  const file = handle.createReadStream({ signal });
  const parser = parse({
    delimiter,
    // Each is one wherever it stands, also where several programs wrote to a file.
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
    trim: true,
    info: true,
    // A quote inside of a cell that does not begin with one is a character of it: 5" pipe.
    relax_quotes: true,
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
  const isNumber = (cell: string) => /^[-+]?nan$/i.test(cell) || (cell !== '' && !Number.isNaN(Number(cell)));
  const named = !first.value.record.every((cell) => cell === '' || isNumber(cell)) || !first.value.record.some(isNumber);
  const header = named ? first.value.record : first.value.record.map((_, i) => String(i));

  async function* rows(): AsyncGenerator<CsvRow> {
    try {
      let index = 0;
      const lineOf = lineCounter();
      for (let item = named ? await next() : first; !item.done && index < range.end; item = await next(), index++) {
        const line = lineOf(item.value);
        if (index < range.first || (index - range.first) % range.step !== 0) continue;
        yield { index, line, cells: item.value.record };
      }
    } finally {
      close();
    }
  }
  return { header, rows: rows(), close };
}

/**
 * Tells the line at which each record begins, one after the other. The parser counts the lines up to a record's end, and a line
 * end of two characters in quotes twice.
 */
function lineCounter(): (item: { record: readonly string[]; info: { lines: number } }) => number {
  let surplus = 0;
  return ({ record, info }) => {
    const breaks = record.flatMap((cell) => cell.match(/\r\n|\n|\r/g) ?? []);
    const line = info.lines - surplus - breaks.join('').length;
    surplus += breaks.filter((text) => text.length > 1).length;
    return line;
  };
}

/** The first characters of a file. */
async function readBeginning(handle: FileHandle, path: string, packed: boolean): Promise<string> {
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    const read = buffer.subarray(0, bytesRead);
    // The file goes on: what is there is unpacked without its end.
    const bytes = packed ? gunzipSync(read, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_UNPACKED }) : read;
    return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
  } catch (error) {
    await handle.close();
    throw csvError(error, path);
  }
}

function csvError(error: unknown, path: string): unknown {
  if (error instanceof Error && 'code' in error && /^(CSV|INVALID)_/.test(String(error.code))) return damaged(path, 'CSV', error.message);
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) return damaged(path, 'gzip', error.message);
  return fileError(error, path);
}
