import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../src/onnx/check/check';
import { makeValueInfo } from '../../../src/onnx/edit/make';
import { type GraphProtoSchema, ModelProtoSchema, type NodeProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import { openModelBytes } from '../../../src/onnx/open';

type Node = Omit<MessageInitShape<typeof NodeProtoSchema>, '$typeName' | '$unknown'>;
type Graph = Omit<MessageInitShape<typeof GraphProtoSchema>, '$typeName' | '$unknown'>;

const node = (opType: string, input: string[], output: string[], more: Node = {}): Node => ({ opType, input, output, ...more });
const value = (name: string) => makeValueInfo(name, 'float32', [2]);
const relu = node('Relu', ['x'], ['y']);
const my = (name: string, input: string[], output: string[]) => node(name, input, output, { domain: 'my' });
const branch = (nodes: Node[], output: string, before: Node[] = []): Graph => ({
  input: [value('x'), makeValueInfo('c', 'bool', [])],
  node: [
    ...before,
    node('If', ['c'], ['y'], {
      attribute: [
        { name: 'then_branch', type: 5, g: { name: 't', node: nodes, output: [value(output)] } },
        { name: 'else_branch', type: 5, g: { name: 'e', node: [node('Neg', ['x'], ['e'])], output: [value('e')] } },
      ],
    }),
  ],
});

/** Graphs and the codes of the errors they have; none where both the checker and the runtime take them. */
const CASES: [string, Graph, string[]][] = [
  ['a sound graph', { node: [relu] }, []],
  [
    'two nodes of a name',
    {
      node: [
        { ...relu, name: 'n' },
        { ...node('Abs', ['x'], ['z']), name: 'n' },
      ],
    },
    ['node.duplicateName'],
  ],
  [
    'two nodes of a name, one of them in a branch',
    branch([node('Relu', ['x'], ['t'], { name: 'n' })], 't', [node('Abs', ['x'], ['a'], { name: 'n' })]),
    [],
  ],
  ['nothing at all', { node: [], input: [], output: [] }, ['graph.empty']],
  ['an input and nothing else', { node: [], output: [] }, ['graph.empty']],
  ['an input handed through', { node: [], output: [value('x')] }, []],
  ['no output', { node: [relu], output: [] }, []],
  ['too few inputs', { node: [node('Add', ['x'], ['y'])] }, ['node.inputCount']],
  ['too many inputs', { node: [node('Add', ['x', 'x', 'x'], ['y'])] }, ['node.inputCount']],
  ['too many outputs', { node: [node('Relu', ['x'], ['y', 'z'])] }, ['node.outputCount']],
  [
    'a variadic operator without an input',
    { node: [node('Concat', [], ['y'], { attribute: [{ name: 'axis', type: 2, i: 0n }] })] },
    ['node.inputCount'],
  ],
  ['a needed input that is left out', { node: [node('Add', ['x', ''], ['y'])] }, ['node.inputMissing']],
  ['a needed output that is left out', { node: [relu, node('Relu', ['x'], [''])] }, ['node.outputMissing']],
  ['optional inputs that are left out', { node: [node('Clip', ['x', '', ''], ['y'])] }, []],
  ['more than the optional inputs', { node: [node('Clip', ['x', '', '', ''], ['y'])] }, ['node.inputCount']],
  [
    'an operator of the runtime without an input',
    { node: [node('FusedMatMul', ['x'], ['y'], { domain: 'com.microsoft' })] },
    ['node.inputCount'],
  ],
  ['a function', { node: [my('F', ['x'], ['y'])] }, []],
  ['a function given too much', { node: [my('F', ['x', 'x'], ['y'])] }, ['node.inputCount']],
  ['no such function in the domain', { node: [my('G', ['x'], ['y'])] }, ['operator.noFunction']],
  ['a branch that hands an outer value through', branch([], 'x'), ['graph.outerOutput']],
  [
    'a branch that assigns an outer value again',
    branch([node('Relu', ['x'], ['a'])], 'a', [node('Abs', ['x'], ['a'])]),
    ['graph.shadowed'],
  ],
  ['a branch whose output is named as that of its node', branch([node('Relu', ['x'], ['y'])], 'y'), []],
];

describe('the checker finds an error where the runtime refuses', () => {
  it.each(CASES)('%s', async (_, graph, errors) => {
    const bytes = toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: 8n,
        opsetImport: [{ version: 17n }, { domain: 'my', version: 1n }, { domain: 'com.microsoft', version: 1n }],
        functions: [
          { name: 'F', domain: 'my', input: ['a'], output: ['b'], opsetImport: [{ version: 17n }], node: [node('Relu', ['a'], ['b'])] },
        ],
        graph: { name: 'g', input: [value('x')], output: [value('y')], ...graph },
      }),
    );
    const found = checkModel(openModelBytes(bytes)).filter((finding) => finding.severity === 'error');
    expect(found.map((finding) => finding.code)).toEqual(errors);
    const session = InferenceSession.create(bytes, { logSeverityLevel: 4 });
    if (errors.length > 0) await expect(session).rejects.toThrow();
    else await (await session).release();
  });
});
