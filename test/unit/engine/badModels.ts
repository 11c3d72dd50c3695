import { create, toBinary } from '@bufbuild/protobuf';
import { makeNode, makeValueInfo } from '../../../src/onnx/edit/make';
import { type GraphProto, GraphProtoSchema, ModelProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import type { Tensor } from '../../../src/onnx/tensor';
import { tensorProto } from '../../../src/onnx/tensorProto';

const model = (graph: GraphProto) =>
  toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 13n }], graph }));

const int64 = (values: readonly bigint[], dims: readonly number[]): Tensor => ({
  type: 'int64',
  dims: [...dims],
  data: BigInt64Array.from(values),
});

/** A model whose input `x` says how often it adds one to a number: a run of it takes as long as one likes. */
export function countingModel(): Uint8Array {
  const body = create(GraphProtoSchema, {
    name: 'body',
    node: [makeNode('Identity', { inputs: ['go'], outputs: ['on'] }), makeNode('Add', { inputs: ['sum', 'one'], outputs: ['more'] })],
    input: [makeValueInfo('turn', 'int64', []), makeValueInfo('go', 'bool', []), makeValueInfo('sum', 'float32', [1])],
    output: [makeValueInfo('on', 'bool', []), makeValueInfo('more', 'float32', [1])],
  });
  return model(
    create(GraphProtoSchema, {
      name: 'counting',
      node: [
        makeNode('Squeeze', { inputs: ['x'], outputs: ['times'] }),
        makeNode('Loop', { inputs: ['times', 'always', 'zero'], outputs: ['y'], attributes: { body: { graph: body } } }),
      ],
      initializer: [
        tensorProto({ type: 'bool', dims: [], data: Uint8Array.of(1) }, 'always'),
        tensorProto({ type: 'float32', dims: [1], data: Float32Array.of(0) }, 'zero'),
        tensorProto({ type: 'float32', dims: [1], data: Float32Array.of(1) }, 'one'),
      ],
      input: [makeValueInfo('x', 'int64', [1])],
      output: [makeValueInfo('y', 'float32', [1])],
    }),
  );
}

/** A model that spreads its input `x` over `times` float32, whatever memory there is. */
export function hungryModel(times: readonly number[]): Uint8Array {
  return model(
    create(GraphProtoSchema, {
      name: 'hungry',
      node: [
        // Asked of the input, so that it is not made when the model is loaded.
        makeNode('Mul', { inputs: ['shape', 'one'], outputs: ['spread'] }),
        makeNode('Expand', { inputs: ['x', 'spread'], outputs: ['wide'] }),
        makeNode('Relu', { inputs: ['wide'], outputs: ['y'] }),
      ],
      initializer: [tensorProto(int64(times.map(BigInt), [times.length]), 'shape')],
      input: [makeValueInfo('x', 'float32', [1]), makeValueInfo('one', 'int64', [1])],
      output: [makeValueInfo('y', 'float32', times.map(String))],
    }),
  );
}
