import { setImmediate as breathe } from 'node:timers/promises';
import { UserError } from '../../base/errors';
import { isExternal, resolveExternalData } from '../externalData';
import type { TensorProto } from '../gen/onnx-ml_pb';
import type { ByteSource, OnnxModel } from '../model';
import { shapeOf } from '../shape';
import { bytesSource } from '../source';
import { MAX_DENSE_ELEMENTS, readSparseTensor } from '../sparse';
import { storedType, tensorByteSource } from '../tensorBytes';
import { rawBytes } from '../tensorData';
import { storedBytes } from '../tensorSize';
import { tensorKey } from './attributes';
import { distance, type Numbers } from './distance';
import { kindText, tensorKind } from './facts';
import type { TensorDiff, WeightEntry, WeightPair } from './types';

const CHUNK = 1 << 20;

/** The two models that weights lie in. */
export interface Homes {
  readonly before: OnnxModel;
  readonly after: OnnxModel;
}

/** What comparing the weights gave. */
export interface WeightsDiff {
  tensors: TensorDiff[];
  unchanged: number;
  /** Of the unchanged: those with another name. */
  renamed: number;
}

/**
 * Compares weights side by side. Bytes are compared without decoding them, not at all where both are the same range of
 * one file; only tensors that differ are decoded, in chunks.
 * @param advance told the bytes done so far, of {@link weightsToCompare}
 */
export async function compareWeights(
  homes: Homes,
  pairs: readonly WeightPair[],
  signal: AbortSignal,
  advance: (bytes: number) => void = () => undefined,
): Promise<WeightsDiff> {
  const diff: WeightsDiff = { tensors: [], unchanged: 0, renamed: 0 };
  let done = 0;
  for (const pair of pairByBytes(homes, pairs)) {
    signal.throwIfAborted();
    const change = await compareWeight(homes, pair, signal);
    if (change) diff.tensors.push(change);
    else {
      diff.unchanged++;
      if (pair.before?.name !== pair.after?.name) diff.renamed++;
    }
    if (!pair.before || !pair.after) continue;
    done += storedBytes(pair.before.tensor, homes.before.references);
    advance(done);
  }
  return diff;
}

/** Bytes of the weights that both sides have. */
export function weightsToCompare(homes: Homes, pairs: readonly WeightPair[]): number {
  return pairs.reduce((sum, pair) => (pair.before && pair.after ? sum + storedBytes(pair.before.tensor, homes.before.references) : sum), 0);
}

/** Pairs weights that are on one side only and have the same bytes under another name. Reads only those whose type and dims the other side has too. */
export function pairByBytes(homes: Homes, pairs: readonly WeightPair[]): WeightPair[] {
  const lone = new Map<string, { before: WeightPair[]; after: WeightPair[] }>();
  for (const pair of pairs) {
    const entry = pair.before && pair.after ? undefined : (pair.before ?? pair.after);
    if (!entry) continue;
    const key = kindText(entry);
    const group = lone.get(key) ?? { before: [], after: [] };
    group[pair.before ? 'before' : 'after'].push(pair);
    lone.set(key, group);
  }
  const joined = new Map<WeightPair, WeightPair | undefined>();
  for (const group of lone.values()) {
    if (group.before.length === 0 || group.after.length === 0) continue;
    const waiting = new Map<string, WeightPair[]>();
    for (const pair of group.before) {
      const key = entryKey(homes.before, pair.before!);
      waiting.set(key, [...(waiting.get(key) ?? []), pair]);
    }
    for (const pair of group.after) {
      const match = waiting.get(entryKey(homes.after, pair.after!))?.shift();
      if (!match) continue;
      joined.set(match, undefined);
      joined.set(pair, { before: match.before, after: pair.after, graph: pair.graph });
    }
  }
  return pairs.flatMap((pair) => (joined.has(pair) ? (joined.get(pair) ?? []) : pair));
}

function entryKey(home: OnnxModel, { tensor, sparse }: WeightEntry): string {
  const indices = sparse?.indices ? tensorKey(home, sparse.indices) : '';
  return `${tensorKey(home, tensor)} ${indices}`;
}

/** @returns undefined where both are the same */
async function compareWeight(homes: Homes, pair: WeightPair, signal: AbortSignal): Promise<TensorDiff | undefined> {
  const { before, after, graph } = pair;
  const entry = after ?? before;
  // One tensor of one opened file.
  if (!entry || before?.tensor === after?.tensor) return undefined;
  const about = { name: entry.name, ...(graph !== undefined && { graph }) };
  if (!before || !after) return { ...about, change: before ? 'removed' : 'added', ...tensorKind(entry) };
  const renamed = before.name === after.name ? {} : { renamedFrom: before.name };
  const kind = { ...about, change: 'changed' as const, ...tensorKind(after), ...renamed };
  const retyped = kindText(before) === kindText(after) ? {} : { before: tensorKind(before) };
  try {
    if (!('before' in retyped) && (await sameWeight(homes, before, after, signal))) return undefined;
    return { ...kind, ...retyped, ...(await numbers(homes, before, after, signal)) };
  } catch (error) {
    if (error instanceof UserError) return { ...kind, ...retyped, problem: error.message };
    throw error;
  }
}

/**
 * Whether two weights of one type and shape have the same bytes.
 * @throws UserError where one of them cannot be read
 */
export async function sameWeight(homes: Homes, before: WeightEntry, after: WeightEntry, signal: AbortSignal): Promise<boolean> {
  if (!(await sameBytes(homes, before.tensor, after.tensor, signal))) return false;
  const [was, is] = [before.sparse?.indices, after.sparse?.indices];
  return was && is ? sameBytes(homes, was, is, signal) : was === is;
}

async function sameBytes(homes: Homes, before: TensorProto, after: TensorProto, signal: AbortSignal): Promise<boolean> {
  if (before.dataType !== after.dataType || before.dims.join() !== after.dims.join()) return false;
  if (storedType(before) === 'string') {
    return (
      before.stringData.length === after.stringData.length &&
      before.stringData.every((text, i) => Buffer.compare(text, after.stringData[i]!) === 0)
    );
  }
  if (samePlace(homes, before, after)) return true;
  return withSources(homes, before, after, async (a, b) => {
    if (a.size !== b.size) return false;
    for (let offset = 0; offset < a.size; offset += CHUNK) {
      const length = Math.min(CHUNK, a.size - offset);
      if (a.size > CHUNK) await breathe();
      signal.throwIfAborted();
      if (Buffer.compare(a.read(offset, length), b.read(offset, length)) !== 0) return false;
    }
    return true;
  });
}

/** Whether both are the same range of one file. */
function samePlace(homes: Homes, before: TensorProto, after: TensorProto): boolean {
  if (!isExternal(before) || !isExternal(after)) return false;
  const [a, b] = [resolveExternalData(before, homes.before.directory), resolveExternalData(after, homes.after.directory)];
  return a.file === b.file && a.offset === b.offset && a.length === b.length;
}

async function withSources<T>(
  homes: Homes,
  before: TensorProto,
  after: TensorProto,
  use: (a: ByteSource, b: ByteSource) => Promise<T>,
): Promise<T> {
  const a = tensorByteSource(homes.before, before);
  try {
    const b = tensorByteSource(homes.after, after);
    try {
      return await use(a, b);
    } finally {
      b.close();
    }
  } finally {
    a.close();
  }
}

/** How far apart two weights are; nothing for strings and for other shapes. */
async function numbers(homes: Homes, before: WeightEntry, after: WeightEntry, signal: AbortSignal): Promise<Partial<TensorDiff>> {
  const [was, is] = [storedType(before.tensor), storedType(after.tensor)];
  if (was === 'string' || is === 'string') return {};
  const [shape, other] = [shapeOf(before.sparse ?? before.tensor), shapeOf(after.sparse ?? after.tensor)];
  if (shape.dims.join() !== other.dims.join()) return {};
  // A sparse tensor's dims say nothing about the file's size.
  if ((before.sparse || after.sparse) && shape.count > MAX_DENSE_ELEMENTS) return {};
  const a: Numbers = { source: values(homes.before, before), type: was };
  try {
    const b: Numbers = { source: values(homes.after, after), type: is };
    try {
      const { nonFinite, ...measures } = await distance(a, b, shape.count, signal);
      return { ...measures, ...(nonFinite.before + nonFinite.after > 0 && { nonFinite }) };
    } finally {
      b.source.close();
    }
  } finally {
    a.source.close();
  }
}

function values(home: OnnxModel, { tensor, sparse }: WeightEntry): ByteSource {
  return sparse ? bytesSource(rawBytes(readSparseTensor(home, sparse))) : tensorByteSource(home, tensor);
}
