import { createReadStream } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { fileError } from '../../base/files';

/** What the runtime's profiler wrote of one step. Times in microseconds. */
export interface ProfileRecord {
  readonly category: string;
  readonly name: string;
  readonly thread: number;
  readonly start: number;
  readonly duration: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** No record of a real profile comes near it: a node with 100,000 inputs has 3 MB. */
const MAX_RECORD = 16 * 1024 * 1024;

/** As the profiler writes it. Names are not escaped: quotes, backslashes and line ends of a model's names stand there as they are. */
const HEAD =
  /^\{"cat"\s*:\s*"(\w+)","pid"\s*:\s*-?\d+,"tid"\s*:\s*(-?\d+),"dur"\s*:\s*(\d+),"ts"\s*:\s*(-?\d+),"ph"\s*:\s*"X","name"\s*:\s*"/;
const ARGS = /","args"\s*:\s*\{/g;

/**
 * Reads a profile record by record, holding one at a time.
 * @param onDamaged told of what is not a record, which is left out
 * @throws UserError `profile.empty`, `profile.notOne`, `profile.cutOff`, `profile.damaged`
 */
export async function* profileRecords(path: string, onDamaged: () => void): AsyncGenerator<ProfileRecord> {
  let opened = false;
  let closed = false;
  let held = '';
  const take = (): ProfileRecord | undefined => {
    const text = held.trim();
    held = '';
    if (text === '') return undefined;
    const record = parseRecord(text.endsWith(',') ? text.slice(0, -1) : text);
    if (!record) onDamaged();
    return record;
  };
  for await (const line of lines(path)) {
    if (!opened) {
      if (line.trim() === '') continue;
      if (line.trim() !== '[') throw notOne(path);
      opened = true;
    } else if (line.trim() === ']') {
      const record = take();
      closed = true;
      if (record) yield record;
    } else {
      closed = false;
      // A line end in a name goes on in the next line.
      const begins = line.startsWith('{"cat"');
      const record = begins ? take() : undefined;
      held = held === '' ? line : `${held}\n${line}`;
      if (held.length > MAX_RECORD) throw damaged(path);
      if (record) yield record;
    }
  }
  if (!opened) throw new UserError('profile.empty', l10n.t('The profile that ONNX Runtime wrote is empty.'), again(path));
  if (!closed) throw new UserError('profile.cutOff', l10n.t('The profile that ONNX Runtime wrote is cut off.'), again(path));
}

/** One record; undefined where it is none. */
function parseRecord(text: string): ProfileRecord | undefined {
  const head = HEAD.exec(text);
  // The last: what looks like it before is part of the name.
  const args = head ? [...text.matchAll(ARGS)].at(-1) : undefined;
  if (!head || !args || args.index < head[0].length) return undefined;
  const fields = parseObject(text.slice(args.index + args[0].length - 1, -1));
  if (!fields) return undefined;
  const [, category = '', thread, duration, start] = head;
  return {
    category,
    name: text.slice(head[0].length, args.index),
    thread: Number(thread),
    start: Number(start),
    duration: Number(duration),
    args: fields,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not JSON: the record is counted as damaged by whoever asked.
    return undefined;
  }
}

/** Lines without their ends, of bounded length. */
async function* lines(path: string): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        const piece = chunk.subarray(from, end);
        yield (rest.length === 0 ? piece : Buffer.concat([...rest, piece])).toString('utf8');
        rest = [];
        length = 0;
        from = end + 1;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > MAX_RECORD) throw damaged(path);
    }
  } catch (error) {
    throw error instanceof UserError ? error : fileError(error, path);
  }
  if (length > 0) yield Buffer.concat(rest).toString('utf8');
}

function notOne(path: string): UserError {
  return new UserError('profile.notOne', l10n.t('This is not a profile as ONNX Runtime writes it.'), again(path));
}

function damaged(path: string): UserError {
  return new UserError(
    'profile.damaged',
    l10n.t('The profile that ONNX Runtime wrote is damaged: a record is longer than any can be.'),
    again(path),
  );
}

function again(path: string) {
  return { where: path, remedy: l10n.t('Measure again, with room on the disk for temporary files.') };
}
