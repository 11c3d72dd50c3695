import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { type GraphProto, ModelProtoSchema, type NodeProto, type TensorProto } from '../../../src/onnx/gen/onnx-ml_pb';
import { openModel } from '../../../src/onnx/open';
import { readTensor } from '../../../src/onnx/readTensor';
import type { Tensor } from '../../../src/onnx/tensor';
import { readTensorBytes, type TensorHome } from '../../../src/onnx/tensorBytes';
import { bytesOf } from '../../../src/onnx/tensorData';
import { decodeTensorFile } from '../../../src/onnx/tensorProto';
import { SHARED } from './sharedModels';

type Digest = [type: string, dims: number[], hash: string];

/** What `onnx` and `numpy` read, by fixtures/onnx/reader/make.py; null for a file that holds no tensor. */
const expected = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/onnx/reader/shared.json'), 'utf8')) as {
  models: Record<string, { nodes: number; tensors: number; sha256: string }>;
  tensors: Record<string, Digest | null>;
};

describe.skipIf(!existsSync(SHARED))('the public models', () => {
  it.each(Object.entries(expected.models))('%s: graph and every tensor are what onnx reads', (name, want) => {
    const model = openModel(join(SHARED, name));
    try {
      const graph = model.proto.graph!;
      const tensors = [...graphTensors(graph), ...model.proto.functions.flatMap((body) => [...nodeTensors(body.node)])];
      const digests = tensors.map((tensor) => digest(readTensor(model, tensor)));
      expect({
        nodes: graph.node.length,
        tensors: digests.length,
        sha256: hash(new TextEncoder().encode(JSON.stringify(digests))),
      }).toEqual(want);
    } finally {
      model.close();
    }
  });

  it.each(Object.keys(expected.models))('%s: what was decoded, with its data put back, is the message that is in the file', (name) => {
    const model = openModel(join(SHARED, name));
    try {
      for (const tensor of graphTensors(model.proto.graph!)) putBack(model, tensor);
      const file = fromBinary(ModelProtoSchema, readFileSync(join(SHARED, name)));
      expect(Buffer.from(toBinary(ModelProtoSchema, model.proto)).equals(toBinary(ModelProtoSchema, file))).toBe(true);
    } finally {
      model.close();
    }
  });

  it.each(Object.entries(expected.tensors))('%s', (name, want) => {
    const read = () => decodeTensorFile(readFileSync(join(SHARED, name))).tensor;
    if (want) expect(digest(read())).toEqual(want);
    else expect(read).toThrow(expect.objectContaining({ name: 'UserError', code: 'tensor.container' }));
  });
});

function putBack(home: TensorHome, tensor: TensorProto): void {
  const reference = home.references.get(tensor);
  if (!reference) return;
  if (reference.field === 4) tensor.floatData = [...new Float32Array(readTensorBytes(home, tensor).slice().buffer)];
  else tensor.rawData = readTensorBytes(home, tensor);
}

function digest({ type, dims, data }: Tensor): Digest {
  return [type, [...dims], hash(Array.isArray(data) ? new TextEncoder().encode(data.join('\0')) : bytesOf(data))];
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** In the order of make.py's `tensors_of`. */
function* graphTensors(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer;
  for (const { values, indices } of graph.sparseInitializer) for (const tensor of [values, indices]) if (tensor) yield tensor;
  yield* nodeTensors(graph.node);
}

function* nodeTensors(nodes: readonly NodeProto[]): Generator<TensorProto> {
  for (const { attribute } of nodes) {
    for (const { t, tensors, g, graphs } of attribute) {
      if (t) yield t;
      yield* tensors;
      if (g) yield* graphTensors(g);
      for (const graph of graphs) yield* graphTensors(graph);
    }
  }
}
