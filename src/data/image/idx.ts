import * as l10n from '@vscode/l10n';
import type { ImageInput } from '../../manifest/schema';
import type { Tensor, ValueInfo } from '../../onnx/tensor';
import { describe, mismatch } from '../describe';
import { fitTensor } from '../fit';
import type { PreparedInput } from '../request';
import type { Pixels } from './pixels';
import { prepareDecoded } from './prepare';
import { imageSettings } from './settings';

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
  const prepared: PreparedInput[] = [];
  for (const pixels of pictures(input, records, source)) {
    prepared.push(await prepareDecoded(open(input), pixels, describe(records.type, records.dims.slice(1)), source, settings, given));
  }
  const tensors = prepared.map((one) => one.tensor!);
  if (tensors.length === 1) return { ...prepared[0]!, tensor: fitTensor(tensors[0]!, input, source) };
  const [first] = tensors;
  const ArrayType = first!.data.constructor as new (length: number) => Float32Array;
  const all = new ArrayType(first!.data.length * tensors.length);
  for (const [i, tensor] of tensors.entries()) all.set(tensor.data as Float32Array, i * tensor.data.length);
  const tensor = fitTensor({ type: first!.type, dims: [tensors.length, ...first!.dims.slice(1)], data: all }, input, source);
  return { ...prepared[0]!, tensor };
}

/** The same input for one picture: how many there may be is asked of all together. */
function open(input: ValueInfo): ValueInfo {
  return input.shape?.length === 4 ? { ...input, shape: ['', ...input.shape.slice(1)] } : input;
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
