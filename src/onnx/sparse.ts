import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { SparseTensorProto } from './gen/onnx-ml_pb';
import { readTensor } from './readTensor';
import { shapeOf, tensorPlace } from './shape';
import type { Tensor } from './tensor';
import type { TensorHome } from './tensorBytes';
import { allocateData } from './tensorData';

/** The most elements a sparse tensor is spread out to: its dims say nothing about the file's size. */
export const MAX_DENSE_ELEMENTS = 1 << 24;

/**
 * A sparse tensor as a dense one: zeros (empty strings) but for its values. Indices may be flat (`[n]`) or one row of
 * coordinates each (`[n, rank]`), and are ascending without repeats, as onnx.proto asks.
 * @throws UserError where it breaks a rule of the format, or has more than {@link MAX_DENSE_ELEMENTS} elements
 */
export function readSparseTensor(home: TensorHome, sparse: SparseTensorProto): Tensor {
  const where = sparse.values ? tensorPlace(sparse.values) : l10n.t('a sparse tensor');
  const broken = (message: string) =>
    new UserError('tensor.sparse', message, { where, remedy: l10n.t('The model is damaged; export it again.') });
  const { dims, count } = shapeOf({ dims: sparse.dims, name: sparse.values?.name });
  if (count > MAX_DENSE_ELEMENTS) {
    throw new UserError(
      'tensor.sparse',
      l10n.t('Spread out, the sparse tensor would have {0} elements; at most {1} are made.', count, MAX_DENSE_ELEMENTS),
      { where },
    );
  }
  if (!sparse.values) throw broken(l10n.t('A sparse tensor has no values.'));
  const values = readTensor(home, sparse.values);
  const stored = values.dims.reduce((product, dim) => product * dim, 1);
  const flat = flatIndices(sparse.indices && readTensor(home, sparse.indices), dims, stored, broken);
  const data = values.type === 'string' ? new Array<string>(count).fill('') : allocateData(values.type, count);
  const components = values.type === 'complex64' || values.type === 'complex128' ? 2 : 1;
  let last = -1;
  for (let i = 0; i < stored; i++) {
    const at = flat(i);
    if (at >= count) throw broken(l10n.t('Index {0} of a sparse tensor is outside its dims.', i));
    if (at <= last) throw broken(l10n.t('The indices of a sparse tensor are not in ascending order.'));
    for (let part = 0; part < components; part++) data[at * components + part] = values.data[i * components + part];
    last = at;
  }
  return { type: values.type, dims, data };
}

/** Flat position of the i-th value; not a number's position where a coordinate is outside. */
function flatIndices(
  indices: Tensor | undefined,
  dims: readonly number[],
  stored: number,
  broken: (message: string) => UserError,
): (i: number) => number {
  if (stored === 0) return () => Number.POSITIVE_INFINITY;
  if (!(indices?.data instanceof BigInt64Array)) throw broken(l10n.t('The indices of a sparse tensor are not int64.'));
  const { data } = indices;
  const [rows, width] = indices.dims;
  const coordinates = indices.dims.length === 2 && width === dims.length;
  if (rows !== stored || !(coordinates || indices.dims.length === 1)) {
    throw broken(l10n.t('A sparse tensor has indices of shape {0} for {1} values.', indices.dims.join('×'), stored));
  }
  if (!coordinates) return (i) => (data[i] < 0n ? Number.POSITIVE_INFINITY : Number(data[i]));
  return (i) => {
    let at = 0;
    for (let axis = 0; axis < dims.length; axis++) {
      const coordinate = Number(data[i * dims.length + axis]);
      if (coordinate < 0 || coordinate >= dims[axis]) return Number.POSITIVE_INFINITY;
      at = at * dims[axis] + coordinate;
    }
    return at;
  };
}
