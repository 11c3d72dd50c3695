import { setImmediate as breathe } from 'node:timers/promises';
import { bitsPerElement, type ElementType } from '../elementType';
import type { ByteSource } from '../model';
import { toNumbers } from '../numbers';
import { isCodedFloat } from '../smallFloat';
import { allocateData, bytesOf, isSubByte, type NumericData, unpackBits } from '../tensorData';

/** Elements decoded at a time: even for every packed type, and a few megabytes at most. */
const CHUNK = 3 << 16;

/** How far apart two tensors of one shape are. */
export interface Distance {
  /** Euclidean norm of after − before. */
  l2: number;
  /** `l2` over the norm of before; undefined where that is zero. */
  relative?: number;
  maxAbsDiff: number;
  /** Cosine of the angle between both as vectors; null where one is zero or not finite. */
  cosine: number | null;
  /** How many numbers are NaN or infinite. */
  nonFinite: { before: number; after: number };
}

/** One side: its bytes as `raw_data` has them, and what they are. */
export interface Numbers {
  readonly source: ByteSource;
  readonly type: Exclude<ElementType, 'string'>;
}

/**
 * Measures two tensors of the same number of elements, also of different types, in chunks: memory does not grow with them.
 *
 * Sums are in double precision; where squares leave its range, a second pass scales them. Values that are equal on both
 * sides, NaN and infinities included, are no difference; where only one side is NaN, `l2` and `maxAbsDiff` are NaN, as IEEE
 * arithmetic has it. 64-bit integers are subtracted before they are rounded. Of complex numbers the modulus counts.
 * @param elements of each side
 */
export async function distance(before: Numbers, after: Numbers, elements: number, signal: AbortSignal): Promise<Distance> {
  let sums = await pass(before, after, elements, 1, signal);
  const finite = sums.nonFinite.before === 0 && sums.nonFinite.after === 0;
  const lost = [sums.squares, sums.before, sums.after].some((sum) => !Number.isFinite(sum)) || tooSmall(sums);
  let scale = 1;
  if (finite && lost) {
    scale = 1 / Math.max(sums.largest, Number.MIN_VALUE * 2 ** 52);
    sums = { ...(await pass(before, after, elements, scale, signal)), maxAbsDiff: sums.maxAbsDiff };
  }
  const norm = Math.sqrt(sums.before) / scale;
  const l2 = Math.sqrt(sums.squares) / scale;
  const directed = sums.before > 0 && sums.after > 0 && Number.isFinite(sums.product) && finite;
  return {
    l2,
    ...(norm > 0 && { relative: l2 / norm }),
    maxAbsDiff: sums.maxAbsDiff,
    cosine: directed ? Math.max(-1, Math.min(1, sums.product / (Math.sqrt(sums.before) * Math.sqrt(sums.after)))) : null,
    nonFinite: sums.nonFinite,
  };
}

interface Sums {
  squares: number;
  before: number;
  after: number;
  product: number;
  maxAbsDiff: number;
  largest: number;
  nonFinite: { before: number; after: number };
}

/** Whether squares fell out of the range at its small end. */
function tooSmall(sums: Sums): boolean {
  const least = 2 ** -960;
  return (sums.maxAbsDiff > 0 && sums.squares < least) || (sums.largest > 0 && (sums.before < least || sums.after < least));
}

async function pass(before: Numbers, after: Numbers, elements: number, scale: number, signal: AbortSignal): Promise<Sums> {
  const total: Sums = { squares: 0, before: 0, after: 0, product: 0, maxAbsDiff: 0, largest: 0, nonFinite: { before: 0, after: 0 } };
  const wide = before.type === after.type && (before.type === 'int64' || before.type === 'uint64');
  const complex = isComplex(before.type) && isComplex(after.type);
  for (let start = 0; start < elements; start += CHUNK) {
    await breathe();
    signal.throwIfAborted();
    const count = Math.min(CHUNK, elements - start);
    const [a, b] = [read(before, start, count), read(after, start, count)];
    const differences = wide ? wideDifferences(a.data as Wide, b.data as Wide) : undefined;
    add(a.numbers, b.numbers, differences, scale, complex, total);
  }
  return total;
}

function isComplex(type: ElementType): boolean {
  return type === 'complex64' || type === 'complex128';
}

function read({ source, type }: Numbers, start: number, count: number) {
  const data = allocateData(type, count);
  if (isSubByte(type)) {
    const bits = bitsPerElement(type)!;
    const offset = (start * bits) / 8;
    unpackBits(source.read(offset, Math.ceil((count * bits) / 8)), type, data, 0, count);
  } else {
    source.readInto(bytesOf(data), start * (data.byteLength / count));
  }
  // What JavaScript reads as numbers needs no copy.
  const numbers = plain(data) && !isCodedFloat(type) ? data : toNumbers({ type, dims: [count], data });
  return { data, numbers };
}

type Wide = BigInt64Array | BigUint64Array;
type Values = Exclude<NumericData, Wide>;

function plain(data: NumericData): data is Values {
  return !(data instanceof BigInt64Array || data instanceof BigUint64Array);
}

/** By halves: the difference of the high ones is exact, so that the sum rounds once. */
function wideDifferences(a: Wide, b: Wide): Float64Array {
  const halves = (data: Wide) => new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  const high = (data: Wide) =>
    data instanceof BigInt64Array ? new Int32Array(data.buffer, data.byteOffset, data.length * 2) : halves(data);
  const [lowA, lowB, highA, highB] = [halves(a), halves(b), high(a), high(b)];
  const differences = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) {
    differences[i] = (highB[2 * i + 1]! - highA[2 * i + 1]!) * 0x1_0000_0000 + (lowB[2 * i]! - lowA[2 * i]!);
  }
  return differences;
}

/**
 * Adds a chunk. Its sums are added to the whole, so that errors grow with the number of chunks, not of elements. Most chunks
 * are finite and take the short way; where a sum is not, the chunk is gone through again value by value.
 */
function add(a: Values, b: Values, differences: Float64Array | undefined, scale: number, complex: boolean, total: Sums): void {
  if (differences === undefined && scale === 1 && !complex && addFinite(a, b, total)) return;
  let [squares, before, after, product] = [0, 0, 0, 0];
  let { maxAbsDiff, largest } = total;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (!Number.isFinite(x)) total.nonFinite.before++;
    if (!Number.isFinite(y)) total.nonFinite.after++;
    const difference = differences ? differences[i]! : subtract(x, y);
    let size = Math.abs(difference);
    // The imaginary part follows the real one.
    if (complex && i % 2 === 1) size = Math.hypot(size, subtract(a[i - 1]!, b[i - 1]!));
    if (size > maxAbsDiff || Number.isNaN(size)) maxAbsDiff = size;
    const [sx, sy, sd] = [x * scale, y * scale, difference * scale];
    squares += sd * sd;
    before += sx * sx;
    after += sy * sy;
    product += sx * sy;
    largest = Math.max(largest, Math.abs(x), Math.abs(y));
  }
  total.squares += squares;
  total.before += before;
  total.after += after;
  total.product += product;
  total.maxAbsDiff = maxAbsDiff;
  total.largest = largest;
}

/** Equal values, NaN and infinities too, are no difference. */
function subtract(x: number, y: number): number {
  return x === y || Object.is(x, y) ? 0 : y - x;
}

/** @returns false, with nothing added, where a sum is not finite: NaN and infinities in the chunk show in it */
function addFinite(a: Values, b: Values, total: Sums): boolean {
  let [squares, before, after, product] = [0, 0, 0, 0];
  let { maxAbsDiff, largest } = total;
  const { length } = a;
  for (let i = 0; i < length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    const difference = y - x;
    squares += difference * difference;
    before += x * x;
    after += y * y;
    product += x * y;
    const size = Math.abs(difference);
    if (size > maxAbsDiff) maxAbsDiff = size;
    const left = Math.abs(x);
    const right = Math.abs(y);
    if (left > largest) largest = left;
    if (right > largest) largest = right;
  }
  if (!Number.isFinite(squares) || !Number.isFinite(before) || !Number.isFinite(after)) return false;
  total.squares += squares;
  total.before += before;
  total.after += after;
  total.product += product;
  total.maxAbsDiff = maxAbsDiff;
  total.largest = largest;
  return true;
}
