import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { findOrigins } from '../../../src/engine/profile/origins';
import { makeNode } from '../../../src/onnx/edit/make';
import { type GraphProto, GraphProtoSchema, type NodeProto, TensorProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';

const node = (op: string, name: string, inputs: string[], outputs: string[], domain = '') =>
  makeNode(op, { name, inputs, outputs, domain });
const graph = (nodes: NodeProto[], weights: string[] = []): GraphProto =>
  create(GraphProtoSchema, { node: nodes, initializer: weights.map((name) => create(TensorProtoSchema, { name })) });

/** Kind, nodes and output of each executed node. */
const origins = (model: GraphProto, executed: GraphProto) => {
  const { of } = findOrigins(model, executed);
  return executed.node.map((one) => {
    const { kind, nodes, output } = of.get(one)!;
    return [kind, nodes.map(({ name }) => name).sort(), output];
  });
};

const NCHWC = 'com.microsoft.nchwc';
const model = graph(
  [
    node('Conv', 'conv', ['x', 'w'], ['c']),
    node('Relu', 'relu', ['c'], ['r']),
    node('Constant', 'shape', [], ['s']),
    node('MatMul', 'mm', ['r', 'v'], ['m']),
    node('Add', 'add', ['m', 'b'], ['a']),
    node('Softmax', 'soft', ['a'], ['y']),
  ],
  ['w', 'v', 'b'],
);

describe('what an executed node is in the model', () => {
  it('is told by its output, with what the fusion swallowed', () => {
    const executed = graph([
      node('FusedConv', 'conv', ['x', 'w'], ['r'], 'com.microsoft'),
      node('Gemm', 'mm/MatMulAddFusion', ['r', 'v', 'b'], ['a']),
      node('Softmax', 'soft', ['a'], ['y']),
    ]);
    expect(origins(model, executed)).toEqual([
      ['fused', ['conv', 'relu'], 'r'],
      ['fused', ['add', 'mm'], 'a'],
      ['same', ['soft'], 'y'],
    ]);
    expect(findOrigins(model, executed)).toMatchObject({ total: 6, executed: 5, folded: 1 });
  });

  it('is followed through another layout and another precision', () => {
    const executed = graph([
      node('Conv', 'r_nchwc', ['x', 'reorder'], ['reorder_token_0'], NCHWC),
      node('ReorderOutput', 'ReorderOutput', ['reorder_token_0'], ['r'], NCHWC),
      node('MatMul', 'renamed', ['r', 'v'], ['InsertedPrecisionFreeCast_m']),
      node('Cast', 'cast', ['InsertedPrecisionFreeCast_m'], ['m']),
      node('Add', 'add', ['m', 'b'], ['a']),
      node('Softmax', 'soft', ['a'], ['soft_token_3']),
    ]);
    expect(origins(model, executed)).toEqual([
      ['fused', ['conv', 'relu'], 'r'],
      ['runtime', ['relu'], 'r'],
      ['same', ['mm'], 'm'],
      ['runtime', ['mm'], 'm'],
      ['same', ['add'], 'a'],
      ['same', ['soft'], 'y'],
    ]);
  });

  it('is the model’s node of the same inputs where its name and output are new, else not known', () => {
    const executed = graph([
      node('Conv', '', ['x', 'w'], ['t0']),
      node('Relu', '', ['t0'], ['t1']),
      node('Mystery', 'other', ['t1'], ['t2']),
    ]);
    expect(origins(model, executed)).toEqual([
      ['same', ['conv'], 'c'],
      ['same', ['relu'], 'r'],
      ['unmatched', [], undefined],
    ]);
  });

  it('is the call of a function for what is written out of it', () => {
    const call = graph([node('MyGelu', 'gelu', ['x'], ['y'], 'local')]);
    const executed = graph([node('Relu', '', ['x'], ['_inlfunc_MyGelu_t']), node('Neg', '', ['_inlfunc_MyGelu_t'], ['y'])]);
    expect(origins(call, executed).map(([kind, nodes]) => [kind, nodes])).toEqual([
      ['rewritten', ['gelu']],
      ['rewritten', ['gelu']],
    ]);
  });

  it('is found in bodies too', () => {
    const branch = (nodes: NodeProto[]) =>
      makeNode('If', { name: 'if', inputs: ['k'], outputs: ['z'], attributes: { then_branch: { graph: graph(nodes) } } });
    const before = graph([branch([node('Conv', 'c', ['x', 'w'], ['c']), node('Relu', 'r', ['c'], ['o'])])]);
    const fused = node('FusedConv', 'c', ['x', 'w'], ['o'], 'com.microsoft');
    const found = findOrigins(before, graph([branch([fused])])).of;
    // The body is the message that the attribute holds.
    const origin = [...found].find(([one]) => one.opType === 'FusedConv')?.[1];
    expect(origin?.nodes.map(({ name }) => name)).toEqual(['c', 'r']);
  });
});
