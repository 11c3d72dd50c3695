import type { Feeds } from '../../engine/meter/protocol';
import { numericValues } from '../../measure/numeric';
import type { Tensor } from '../../onnx/tensor';
import type { Agreement, OutputAgreement } from '../../report/schemas/compare';

/** Answers are close where no value is further off than this share of the largest one. */
const CLOSE = 0.05;

/** Whether a candidate answers as the baseline does, to the same inputs. Outputs are matched by name; where there is one each, that one. */
export function outputAgreement(baseline: Feeds, candidate: Feeds): Agreement {
  const others = new Map(candidate);
  const only = baseline.length === 1 && candidate.length === 1 ? candidate[0]![1] : undefined;
  const pairs = baseline.flatMap(([name, tensor]): [string, Tensor, Tensor][] => {
    const other = others.get(name) ?? only;
    return other ? [[name, tensor, other]] : [];
  });
  const found = pairs.map(([name, tensor, other]) => compared(name, tensor, other));
  const outputs = found.map(({ output }) => output);
  const comparable = outputs.filter(({ maxAbsDiff }) => maxAbsDiff !== undefined);
  if (pairs.length > 0 && pairs.length === baseline.length && found.every(({ same }) => same)) return { state: 'same', outputs };
  if (comparable.length === 0) return { state: 'unknown', outputs };
  return { state: comparable.every(isClose) ? 'close' : 'differs', outputs };
}

function isClose({ relative, rows, sameLargest }: OutputAgreement): boolean {
  return (relative ?? Number.NaN) <= CLOSE && rows === sameLargest;
}

function compared(name: string, tensor: Tensor, other: Tensor): { output: OutputAgreement; same: boolean } {
  const [before, after] = [numericValues(tensor), numericValues(other)];
  if (!before || !after || tensor.dims.join() !== other.dims.join()) {
    const same = tensor.type === other.type && tensor.dims.join() === other.dims.join() && sameTexts(tensor, other);
    return { output: { name }, same };
  }
  const { maxAbsDiff, largest, same } = distance(before, after);
  const relative = maxAbsDiff === 0 ? 0 : maxAbsDiff / largest;
  return { output: { name, maxAbsDiff, relative, ...largestOfRows(before, after, tensor.dims) }, same: same && tensor.type === other.type };
}

/** Values that are NaN on one side only are infinitely far apart, on both sides nowhere. */
function distance(before: ArrayLike<number>, after: ArrayLike<number>): { maxAbsDiff: number; largest: number; same: boolean } {
  let [maxAbsDiff, largest, same] = [0, 0, true];
  for (let index = 0; index < before.length; index++) {
    const [one, two] = [before[index]!, after[index]!];
    if (Number.isFinite(one)) largest = Math.max(largest, Math.abs(one));
    if (Object.is(one, two) || one === two) continue;
    same = false;
    const difference = Math.abs(one - two);
    maxAbsDiff = Math.max(maxAbsDiff, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  return { maxAbsDiff, largest, same };
}

/** In how many rows, along the last axis, the largest value is at the same place: what a classifier, or a model of language, answers. */
function largestOfRows(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  dims: readonly number[],
): Pick<OutputAgreement, 'rows' | 'sameLargest'> {
  const size = dims.at(-1) ?? 0;
  if (dims.length < 2 || dims.length > 3 || size < 2) return {};
  const rows = before.length / size;
  let sameLargest = 0;
  for (let row = 0; row < rows; row++) if (largestAt(before, row * size, size) === largestAt(after, row * size, size)) sameLargest++;
  return { rows, sameLargest };
}

function largestAt(values: ArrayLike<number>, from: number, size: number): number {
  let found = from;
  for (let index = from + 1; index < from + size; index++) if (values[index]! > values[found]!) found = index;
  return found - from;
}

function sameTexts({ data }: Tensor, { data: other }: Tensor): boolean {
  return Array.isArray(data) && Array.isArray(other) && data.every((text, index) => text === other[index]);
}
