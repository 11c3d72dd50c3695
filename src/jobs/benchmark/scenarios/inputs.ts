import type { Tensor, ValueInfo } from '../../../onnx/tensor';
import type { MeasuredInputs } from '../../measuring/feeds';

/** The number of rows that all inputs of a model are fixed at; undefined where one leaves it open. 1 where they differ, so that there is no batch. */
export function fixedRows(inputs: readonly ValueInfo[]): number | undefined {
  const first = inputs.flatMap(({ shape }) => (shape && shape.length > 0 ? [shape[0]!] : []));
  if (inputs.some(({ shape }) => shape === undefined) || first.some((size) => typeof size !== 'number')) return undefined;
  const sizes = new Set(first as number[]);
  const [size] = sizes;
  return size !== undefined && sizes.size === 1 ? size : 1;
}

/**
 * Inputs of any batch size: what was given has so many rows, and is gone through again and again until the batch is full.
 * @param read the inputs of a batch; those of a batch of 1 have all rows that were given
 */
export function anyBatch(
  inputs: readonly ValueInfo[],
  read: (batch: number) => Promise<MeasuredInputs>,
): (batch: number) => Promise<MeasuredInputs> {
  let given: Promise<MeasuredInputs> | undefined;
  return async (batch) => {
    given ??= read(1);
    const { feeds, described } = await given;
    const open = new Set(inputs.filter(({ shape }) => typeof shape?.[0] !== 'number').map(({ name }) => name));
    // One row is repeated, and what is fixed refused, as for any batch.
    if (!feeds.some(([name, { dims }]) => open.has(name) && (dims[0] ?? 1) > 1)) return read(batch);
    const filled = feeds.map(([name, tensor]) => [name, open.has(name) ? cycled(tensor, batch) : tensor] as const);
    return { feeds: filled, described: described.map((one, index) => ({ ...one, shape: [...filled[index]![1].dims] })) };
  };
}

/** So many rows of a tensor, from the first on, again from the first behind the last. */
export function cycled(tensor: Tensor, batch: number): Tensor {
  const { type, dims, data } = tensor;
  const [rows] = dims;
  if (rows === undefined || rows === 0 || rows === batch) return tensor;
  const size = data.length / rows;
  const shape = [batch, ...dims.slice(1)];
  if (Array.isArray(data)) {
    return { type, dims: shape, data: Array.from({ length: batch * size }, (_, index) => data[index % data.length]! as string) };
  }
  const Kind = data.constructor as new (length: number) => Float32Array;
  const filled = new Kind(batch * size);
  for (let row = 0; row < batch; row += rows) {
    const count = Math.min(rows, batch - row);
    filled.set((data as Float32Array).subarray(0, count * size), row * size);
  }
  return { type, dims: shape, data: filled };
}
