import { elementTypeName } from '../elementType';
import type { SparseTensorProto, TensorProto } from '../gen/onnx-ml_pb';
import type { OnnxModel } from '../model';
import { declaredElements, entriesFor, externalLocation, packedBytes, storedData } from '../tensorSize';
import { type Findings, quote } from './finding';

const REMEDY = 'Export the model again: the file was cut or its shape was changed.';

/** A tensor's type, dims and stored size, without reading a value. Returns whether all of it holds together. */
export function checkTensor(tensor: TensorProto, where: string, references: OnnxModel['references'], findings: Findings): boolean {
  const error = (code: string, message: string, remedy?: string) => {
    findings.add('error', code, where, message, remedy);
    return false;
  };
  const type = elementTypeName(tensor.dataType);
  if (!type) return error('tensor.type', `Its element type ${tensor.dataType} is not known.`);
  if (tensor.segment) return error('tensor.segment', 'It is stored in segments, which no runtime reads.', 'Export the model again.');
  const negative = tensor.dims.find((dim) => dim < 0n);
  if (negative !== undefined) return error('tensor.dims', `A dimension is negative: ${negative}.`);
  const shape = tensor.dims.map(String).join('×') || 'scalar';
  const elements = declaredElements(tensor);
  if (elements === undefined) return error('tensor.dimsOverflow', `Its shape ${shape} has more elements than any file can hold.`);

  const stored = storedData(tensor, references);
  if (externalLocation(tensor)) {
    if (stored.kind !== 'none') return error('tensor.storage', 'It has data both in the model file and in another file.');
    if (type === 'string') return error('tensor.storage', 'Strings cannot be stored in another file.');
    return true;
  }
  if (stored.kind === 'several') return error('tensor.storage', 'Its data is stored in more than one field.');
  if (stored.kind === 'raw') {
    if (type === 'string') return error('tensor.storage', 'Strings cannot be stored as raw data.');
    const wanted = packedBytes(type, elements);
    return (
      stored.bytes === wanted ||
      error('tensor.size', `Its shape ${shape} of ${type} takes ${wanted} bytes, but ${stored.bytes} are stored.`, REMEDY)
    );
  }
  const wanted = entriesFor(type, elements);
  if (stored.entries === undefined) {
    // Packed varints, whose number only reading tells: of one to ten bytes each.
    const possible = wanted <= stored.bytes && wanted * 10 >= stored.bytes;
    return (
      possible ||
      error('tensor.size', `Its shape ${shape} of ${type} takes ${wanted} values, which ${stored.bytes} bytes cannot be.`, REMEDY)
    );
  }
  if (stored.kind === 'typed' && stored.entries === 0)
    return error('tensor.storage', `Its data is in a field that does not belong to ${type}.`);
  return (
    stored.entries === wanted ||
    error('tensor.size', `Its shape ${shape} of ${type} takes ${wanted} stored values, but there are ${stored.entries}.`, REMEDY)
  );
}

/** A sparse tensor: values [NNZ], indices [NNZ] or [NNZ, rank] of int64. */
export function checkSparseTensor(sparse: SparseTensorProto, where: string, references: OnnxModel['references'], findings: Findings): void {
  const { values, indices } = sparse;
  if (!values || !indices) {
    findings.add('error', 'sparse.incomplete', where, `The sparse tensor has no ${values ? 'indices' : 'values'}.`);
    return;
  }
  const sound = [
    checkTensor(values, `values of ${where}`, references, findings),
    checkTensor(indices, `indices of ${where}`, references, findings),
  ];
  if (sound.includes(false)) return;
  const count = values.dims[0] ?? 0n;
  const rank = BigInt(sparse.dims.length);
  const fits = indices.dims[0] === count && (indices.dims.length === 1 || (indices.dims.length === 2 && indices.dims[1] === rank));
  if (values.dims.length !== 1 || !fits) {
    findings.add(
      'error',
      'sparse.shape',
      where,
      `Its values [${values.dims}] and indices [${indices.dims}] do not fit its shape [${sparse.dims}].`,
    );
  } else if (elementTypeName(indices.dataType) !== 'int64') {
    findings.add('error', 'sparse.indices', where, `Its indices are ${elementTypeName(indices.dataType)}; the standard wants int64.`);
  } else if (sparse.dims.some((dim) => dim <= 0n)) {
    findings.add('error', 'sparse.dims', where, `Its shape [${sparse.dims}] has a dimension that is not positive.`);
  }
}

/** `initializer "w"`. */
export function describeInitializer(name: string, graph = ''): string {
  return `initializer ${quote(name)}${graph && ` of ${graph}`}`;
}
