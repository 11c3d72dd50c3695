import * as l10n from '@vscode/l10n';
import type { ImageInput } from '../../manifest/schema';
import type { Tensor, ValueInfo } from '../../onnx/tensor';
import { describe, mismatch } from '../describe';
import type { PreparedInput } from '../request';
import type { Pixels } from './pixels';
import { imageInput, seen } from './prepare';
import { imageSettings } from './settings';
import { toTensor } from './tensor';

/**
 * Records of an IDX file as pictures: uint8 `[rows, height, width]` or `[rows, height, width, 3]`, each prepared like a
 * picture file. The picture shown is the first's.
 * @throws UserError `input.shape` for records that are no pictures
 */
export async function prepareIdxImages(
  input: ValueInfo,
  records: Tensor,
  source: string,
  given: Partial<ImageInput>,
): Promise<PreparedInput> {
  const settings = imageSettings(input, given);
  const stored = describe(records.type, records.dims.slice(1));
  const tensors: Tensor[] = [];
  let first: Pixels | undefined;
  for (const pixels of pictures(input, records, source)) {
    const sized = seen(input, pixels, stored, source, settings);
    first ??= sized;
    tensors.push(toTensor(sized, settings, input));
  }
  return imageInput(input, stack(tensors), first!, source, settings, given);
}

/** Float32 tensors of one shape along their first axis; a single one as it is. */
function stack(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (tensors.length === 1) return first!;
  const size = first!.data.length;
  const data = new Float32Array(size * tensors.length);
  for (const [i, tensor] of tensors.entries()) data.set(tensor.data as Float32Array, i * size);
  const each = first!.dims.length === 4 ? first!.dims.slice(1) : first!.dims;
  return { type: 'float32', dims: [tensors.length, ...each], data };
}

function* pictures(input: ValueInfo, records: Tensor, source: string): Generator<Pixels> {
  const [count, height, width, depth] = records.dims;
  const channels = depth ?? 1;
  const data = records.data;
  if (!(data instanceof Uint8Array) || records.dims.length < 3 || records.dims.length > 4 || (channels !== 1 && channels !== 3)) {
    const remedy = l10n.t('Give a file of uint8 pictures: [rows, height, width] or [rows, height, width, 3].');
    throw mismatch(input, source, describe(records.type, records.dims), remedy);
  }
  const size = height! * width! * channels;
  for (let i = 0; i < count!; i++) yield { width: width!, height: height!, channels, data: data.subarray(i * size, (i + 1) * size) };
}
