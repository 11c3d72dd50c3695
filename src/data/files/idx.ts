import * as l10n from '@vscode/l10n';
import type { ElementType } from '../../onnx/elementType';
import { elementCount, type Tensor } from '../../onnx/tensor';
import { allocateData, bytesOf, storedByteLength } from '../../onnx/tensorData';
import { gunzip, isGzip } from './gunzip';
import { swapBytes } from './npy';
import { damaged } from './read';

const TYPES: Readonly<Record<number, Exclude<ElementType, 'string'>>> = {
  8: 'uint8',
  9: 'int8',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};

/** An array whose first axis counts records, such as the pictures of MNIST. */
export interface IdxFile {
  readonly type: Exclude<ElementType, 'string'>;
  readonly dims: readonly number[];
  /** Records `first` up to `end` as a tensor of their own. */
  records(first: number, end: number): Tensor;
}

/** True where a file begins as IDX does: two zeros, a type, a rank. */
export function isIdx(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && TYPES[bytes[2]!] !== undefined && bytes[3]! >= 1 && bytes[3]! <= 8;
}

/**
 * Reads an IDX file (of http://yann.lecun.com/exdb/mnist/), also packed with gzip. Its numbers are big-endian.
 * @throws UserError `data.damaged`
 */
export async function decodeIdx(packed: Uint8Array, path: string): Promise<IdxFile> {
  const bytes = isGzip(packed) ? await gunzip(packed, path) : packed;
  if (!isIdx(bytes)) throw damaged(path, 'IDX', l10n.t('it does not begin as such a file does.'));
  const type = TYPES[bytes[2]!]!;
  const rank = bytes[3]!;
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw damaged(path, 'IDX', l10n.t('it ends in its header.'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const width = storedByteLength(type, 1);
  const perRecord = dims.slice(1).reduce((product, dim) => product * dim, 1);
  const needed = dims[0]! * perRecord * width;
  if (bytes.length - start !== needed) {
    throw damaged(path, 'IDX', l10n.t('its header promises {0} bytes of data, there are {1}.', needed, bytes.length - start));
  }
  return {
    type,
    dims,
    records(first, end) {
      const shape = [end - first, ...dims.slice(1)];
      const data = allocateData(type, elementCount(shape));
      const target = bytesOf(data);
      target.set(bytes.subarray(start + first * perRecord * width, start + end * perRecord * width));
      if (width > 1) swapBytes(target, width);
      return { type, dims: shape, data };
    },
  };
}
