import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { ModelProtoSchema, TensorProto_DataLocation } from '../../../src/onnx/gen/onnx-ml_pb';
import { openModel } from '../../../src/onnx/open';
import { modelStatistics } from '../../../src/onnx/statistics';
import { modelOf } from './modelOf';

const shared = join(import.meta.dirname, '../../../../shared/models');
interface Expected {
  nodes: number;
  parameters: number;
  operators: Record<string, number>;
}
// Made by test/fixtures/onnx/makeStatistics.py with the onnx package.
const expected = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/onnx/statistics.json'), 'utf8')) as Record<
  string,
  Expected
>;

describe.skipIf(!existsSync(shared))('statistics of the public models', () => {
  it.each(Object.keys(expected))('%s counts what the onnx package counts', (path) => {
    const model = openModel(join(shared, path));
    try {
      const { nodeCount, parameterCount, operators } = modelStatistics(model);
      const sorted = Object.fromEntries(Object.entries(operators).sort(([a], [b]) => (a < b ? -1 : 1)));
      expect({ nodes: nodeCount, parameters: parameterCount, operators: sorted }).toEqual({
        nodes: expected[path].nodes,
        parameters: expected[path].parameters,
        operators: expected[path].operators,
      });
    } finally {
      model.close();
    }
  });
});

describe('statistics', () => {
  const statistics = (init: MessageInitShape<typeof ModelProtoSchema>) => modelStatistics(modelOf(create(ModelProtoSchema, init)));
  const external = (name: string, offset: string) => ({
    name,
    dims: [10n, 10n],
    dataType: 1,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: 'w.bin' },
      { key: 'offset', value: offset },
    ],
  });

  it('count a range that two tensors share once', () => {
    const tied = statistics({ graph: { initializer: [external('a', '0'), external('b', '0'), external('c', '400')] } });
    expect(tied).toMatchObject({ parameterCount: 200, weightBytes: 800 });
    expect(tied.tensors.map((tensor) => tensor.name)).toEqual(['a', 'c']);
  });

  it('count packed types packed, and by storage type', () => {
    const { weights, weightBytes } = statistics({
      graph: {
        initializer: [
          { name: 'a', dims: [3n], dataType: 22, rawData: new Uint8Array(2) },
          { name: 'b', dims: [5n], dataType: 25, int32Data: [1, 2] },
          { name: 'c', dims: [2n], dataType: 8, stringData: [new Uint8Array(3), new Uint8Array(4)] },
        ],
      },
    });
    expect(weightBytes).toBe(2 + 2 + 7);
    expect(weights).toEqual([
      { type: 'string', tensors: 1, elements: 2, bytes: 7 },
      { type: 'int4', tensors: 1, elements: 3, bytes: 2 },
      { type: 'uint2', tensors: 1, elements: 5, bytes: 2 },
    ]);
  });

  it('do not believe dims that nothing bears out', () => {
    const { parameterCount } = statistics({
      graph: { initializer: [{ name: 'w', dims: [1n << 40n, 1n << 40n], dataType: 1, rawData: new Uint8Array(48) }] },
    });
    expect(parameterCount).toBe(12);
  });

  it('keep operators of other domains and odd names apart', () => {
    const { operators } = statistics({
      graph: { node: [{ opType: '__proto__' }, { opType: 'Add', domain: 'my' }, { opType: 'Add' }, { opType: 'Add', domain: 'ai.onnx' }] },
    });
    expect(Object.entries(operators)).toEqual([
      ['Add', 2],
      ['__proto__', 1],
      ['my.Add', 1],
    ]);
  });
});
