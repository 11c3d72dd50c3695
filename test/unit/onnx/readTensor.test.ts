import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TensorProto } from '../../../src/onnx/gen/onnx-ml_pb';
import type { OnnxModel } from '../../../src/onnx/model';
import { toNumbers } from '../../../src/onnx/numbers';
import { openModel, openModelBytes } from '../../../src/onnx/open';
import { readTensor } from '../../../src/onnx/readTensor';
import { readSparseTensor } from '../../../src/onnx/sparse';
import { readTensorBytes, tensorByteSource } from '../../../src/onnx/tensorBytes';
import { bytesOf, type NumericData, rawBytes } from '../../../src/onnx/tensorData';
import { decodeTensorFile, encodeTensor } from '../../../src/onnx/tensorProto';

const FIXTURES = join(import.meta.dirname, '../../fixtures/onnx/reader');

interface Expected {
  type: string;
  dims: number[];
  /** The elements' bytes; their SHA-256's first 16 digits for a large tensor. */
  hex?: string;
  numbers?: (number | string)[];
  strings?: string[];
}

const expected = JSON.parse(readFileSync(join(FIXTURES, 'storages.json'), 'utf8')) as {
  tensors: Record<string, Expected>;
  sparse: number[];
};

describe.each([
  ['from a file', () => openModel(join(FIXTURES, 'storages.onnx'))],
  ['from bytes', () => openModelBytes(new Uint8Array(readFileSync(join(FIXTURES, 'storages.onnx'))), { directory: FIXTURES })],
])('every element type in every storage, %s', (_, open) => {
  let model: OnnxModel;
  const tensors = new Map<string, TensorProto>();
  beforeAll(() => {
    model = open();
    for (const tensor of model.proto.graph?.initializer ?? []) tensors.set(tensor.name, tensor);
  });
  afterAll(() => model.close());

  it('has all of them', () => expect([...tensors.keys()].sort()).toEqual(Object.keys(expected.tensors).sort()));

  it.each(Object.entries(expected.tensors))('%s is what onnx reads', (name, want) => {
    const tensor = readTensor(model, tensors.get(name)!);
    expect({ type: tensor.type, dims: tensor.dims }).toEqual({ type: want.type, dims: want.dims });
    if (want.strings) {
      expect(tensor.data).toEqual(want.strings);
      return;
    }
    const bytes = bytesOf(tensor.data as NumericData);
    const hex = name.endsWith('.large')
      ? createHash('sha256').update(bytes).digest('hex').slice(0, 16)
      : Buffer.from(bytes).toString('hex');
    expect(hex).toBe(want.hex);
    if (want.numbers) expect([...toNumbers(tensor)]).toEqual(want.numbers.map(Number));
  });

  it('leaves large data where they are, raw or typed, and no small ones', () => {
    const left = (suffix: string) =>
      [...tensors].filter(([name, tensor]) => name.endsWith(suffix) && model.references.has(tensor)).map(([name]) => name.split('.')[0]);
    expect(left('.raw')).toEqual([]);
    expect(left('.typed')).toEqual([]);
    expect(left('.external.large')).toEqual([]);
    expect(left('.raw.large')).toContain('float32');
    expect(left('.raw.large')).not.toContain('int2');
    expect(left('.typed.large')).toEqual(expect.arrayContaining(['float32', 'float64', 'int64', 'uint32', 'float16', 'complex64', 'bool']));
    for (const tensor of tensors.values())
      if (model.references.has(tensor)) expect(tensor.rawData.length + tensor.floatData.length).toBe(0);
  });

  it.each(Object.keys(expected.tensors).filter((name) => !name.startsWith('string')))(
    '%s has its raw bytes, whole and in ranges',
    (name) => {
      const tensor = tensors.get(name)!;
      const whole = readTensorBytes(model, tensor);
      expect(Buffer.from(whole).equals(rawBytes(readTensor(model, tensor)))).toBe(true);
      if (whole.length < 5) return;
      expect(readTensorBytes(model, tensor, 2, 3)).toEqual(whole.slice(2, 5));
      expect(() => readTensorBytes(model, tensor, whole.length - 1, 2)).toThrow(expect.objectContaining({ code: 'file.range' }));
      const source = tensorByteSource(model, tensor);
      expect(source.size).toBe(whole.length);
      source.close();
    },
  );

  it('spreads out sparse tensors with flat indices and with coordinates', () => {
    const sparse = model.proto.graph?.sparseInitializer ?? [];
    expect(sparse.length).toBe(2);
    for (const one of sparse) {
      const dense = readSparseTensor(model, one);
      expect(dense.dims).toEqual([3, 4]);
      expect([...toNumbers(dense)]).toEqual(expected.sparse);
    }
  });

  it.each(Object.keys(expected.tensors))('%s survives being written as a tensor file', (name) => {
    const tensor = readTensor(model, tensors.get(name)!);
    expect(decodeTensorFile(encodeTensor(tensor, name))).toEqual({ name, tensor });
  });
});
