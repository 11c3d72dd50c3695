import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../src/onnx/check/check';
import { Findings } from '../../../src/onnx/check/finding';
import { makeValueInfo } from '../../../src/onnx/edit/make';
import { type FunctionProtoSchema, type GraphProtoSchema, ModelProtoSchema, type NodeProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import { tensorProto } from '../../../src/onnx/tensorProto';
import { modelOf } from './modelOf';

type Graph = Omit<MessageInitShape<typeof GraphProtoSchema>, '$typeName' | '$unknown'>;
type Node = Omit<MessageInitShape<typeof NodeProtoSchema>, '$typeName' | '$unknown'>;
interface Model {
  irVersion?: bigint;
  opsetImport?: { domain?: string; version: bigint }[];
  metadataProps?: { key: string }[];
  functions?: MessageInitShape<typeof FunctionProtoSchema>[];
  graph?: MessageInitShape<typeof GraphProtoSchema>;
}

function check(init: Model) {
  return checkModel(modelOf(create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }], ...init })));
}
const codes = (init: Model) => check(init).map(({ severity, code }) => `${severity} ${code}`);
const graph = (more: Graph) => ({
  name: 'g',
  input: [makeValueInfo('x', 'float32', [2])],
  output: [makeValueInfo('y', 'float32', [2])],
  ...more,
});
const node = (opType: string, input: string[], output: string[], more: Node = {}) => ({ opType, input, output, ...more });
const relu = node('Relu', ['x'], ['y']);
const scalar = (name: string) => tensorProto({ type: 'float32', dims: [2], data: Float32Array.of(1, 2) }, name);
const branches = (thenNodes: ReturnType<typeof node>[], output = 't') =>
  node('If', ['c'], ['y'], {
    attribute: ['then_branch', 'else_branch'].map((name) => ({ name, type: 5, g: { name, node: thenNodes, output: [{ name: output }] } })),
  });

describe('the checker', () => {
  it('has nothing to say about a sound model', () => {
    expect(codes({ graph: graph({ node: [relu] }) })).toEqual([]);
  });

  it.each<[string, Graph, string[]]>([
    ['a value assigned twice', { node: [relu, node('Neg', ['x'], ['y'])] }, ['error graph.duplicateOutput']],
    ['a value that hides an initializer', { initializer: [scalar('y')], node: [relu] }, ['error graph.duplicateOutput']],
    ['nodes out of order', { node: [node('Neg', ['h'], ['y']), node('Abs', ['x'], ['h'])] }, ['error graph.order']],
    ['a cycle', { node: [node('Add', ['x', 'b'], ['a']), node('Neg', ['a'], ['b']), node('Abs', ['b'], ['y'])] }, ['error graph.cycle']],
    ['a node that waits for itself', { node: [node('Add', ['x', 'y'], ['y'])] }, ['error graph.cycle']],
    ['a read of nothing', { node: [node('Add', ['x', 'ghost'], ['y'])] }, ['error graph.missingInput']],
    ['an output of nothing', { node: [node('Relu', ['x'], ['h'])] }, ['error graph.missingOutput', 'info node.unused']],
    [
      'two initializers of a name',
      { initializer: [scalar('w'), scalar('w')], node: [node('Add', ['x', 'w'], ['y'])] },
      ['error graph.duplicateName'],
    ],
    ['an initializer nothing reads', { initializer: [scalar('w')], node: [relu] }, ['info initializer.unused']],
    ['an initializer without a name', { initializer: [scalar('')], node: [relu] }, ['error name.empty']],
    [
      'node names used twice',
      {
        node: [
          { ...node('Abs', ['x'], ['h']), name: 'n' },
          { ...node('Neg', ['h'], ['y']), name: 'n' },
        ],
      },
      ['error node.duplicateName'],
    ],
    ['an operator that does not exist', { node: [node('Reluu', ['x'], ['y'])] }, ['error operator.unknown']],
    ['an operator of a later version', { node: [node('Gelu', ['x'], ['y'])] }, ['error operator.tooNew']],
    ['an operator that was removed', { node: [node('Upsample', ['x', 'x'], ['y'])] }, ['error operator.removed']],
    ['a domain that is not imported', { node: [node('Relu', ['x'], ['y'], { domain: 'my' })] }, ['error opset.missing']],
    [
      'an attribute given twice',
      { node: [node('Softmax', ['x'], ['y'], { attribute: [0, 1].map((i) => ({ name: 'axis', type: 2, i: BigInt(i) })) })] },
      ['error attribute.duplicate'],
    ],
    [
      'a reference to an attribute outside of a function',
      { node: [node('Softmax', ['x'], ['y'], { attribute: [{ name: 'axis', type: 2, refAttrName: 'a' }] })] },
      ['error attribute.reference'],
    ],
    [
      'a branch that reads from outside',
      { input: [makeValueInfo('x', 'float32', [2]), makeValueInfo('c', 'bool', [])], node: [branches([node('Abs', ['x'], ['t'])])] },
      [],
    ],
    [
      'a branch that reads what nobody has',
      { input: [makeValueInfo('c', 'bool', [])], node: [branches([node('Abs', ['x'], ['t'])])] },
      ['error graph.missingInput', 'error graph.missingInput'],
    ],
    [
      'a branch whose output is of the graph outside',
      { input: [makeValueInfo('x', 'float32', [2]), makeValueInfo('c', 'bool', [])], node: [branches([], 'x')] },
      ['error graph.outerOutput', 'error graph.outerOutput'],
    ],
    [
      'a branch that waits for its own node',
      { input: [makeValueInfo('c', 'bool', [])], node: [branches([node('Abs', ['y'], ['t'])])] },
      ['error graph.cycle'],
    ],
    [
      'an initializer declared as another type',
      {
        input: [makeValueInfo('x', 'float32', [2]), makeValueInfo('w', 'int64', [2])],
        initializer: [scalar('w')],
        node: [node('Add', ['x', 'w'], ['y'])],
      },
      ['error initializer.type'],
    ],
    [
      'an initializer declared with another shape',
      { valueInfo: [makeValueInfo('w', 'float32', [3])], initializer: [scalar('w')], node: [node('Add', ['x', 'w'], ['y'])] },
      ['warning initializer.shape'],
    ],
    ['an input without a type', { input: [makeValueInfo('x')], node: [relu] }, ['error input.untyped']],
    [
      'a negative dimension',
      { initializer: [{ ...scalar('w'), dims: [-2n] }], node: [node('Add', ['x', 'w'], ['y'])] },
      ['error tensor.dims'],
    ],
    [
      'a type that is none',
      { initializer: [{ ...scalar('w'), dataType: 99 }], node: [node('Add', ['x', 'w'], ['y'])] },
      ['error tensor.type'],
    ],
    [
      'data in two fields',
      { initializer: [{ ...scalar('w'), floatData: [1, 2] }], node: [node('Add', ['x', 'w'], ['y'])] },
      ['error tensor.storage'],
    ],
    [
      'data in the field of another type',
      { initializer: [{ name: 'w', dims: [2n], dataType: 1, int64Data: [1n, 2n] }], node: [node('Add', ['x', 'w'], ['y'])] },
      ['error tensor.storage'],
    ],
    [
      'too few values',
      { initializer: [{ name: 'w', dims: [3n], dataType: 1, floatData: [1, 2] }], node: [node('Add', ['x', 'w'], ['y'])] },
      ['error tensor.size'],
    ],
  ])('finds %s', (_, more, expected) => {
    expect(codes({ graph: graph(more) })).toEqual(expected);
  });

  it.each<[string, Model, string[]]>([
    ['no operator set', { opsetImport: [] }, ['error opset.none']],
    ['an operator set that is too new', { opsetImport: [{ version: 99n }] }, ['error opset.tooNew']],
    ['one that is old', { opsetImport: [{ version: 6n }] }, ['warning opset.old']],
    ['version 0', { opsetImport: [{ version: 0n }] }, ['error opset.invalid', 'error operator.tooNew']],
    ['two versions of one domain', { opsetImport: [{ version: 13n }, { domain: 'ai.onnx', version: 17n }] }, ['error opset.duplicate']],
    ['an IR version from the future', { irVersion: 999n }, ['error ir.tooNew']],
    ['metadata given twice', { metadataProps: [{ key: 'a' }, { key: 'a' }] }, ['warning metadata.duplicate']],
  ])('finds %s', (_, more, expected) => {
    expect(codes({ graph: graph({ node: [relu] }), ...more })).toEqual(expected);
  });

  it('checks functions: bodies, calls in a circle, attributes', () => {
    const call = (name: string, inputs: string[], outputs: string[]) => node(name, inputs, outputs, { domain: 'my' });
    const body = (name: string, calls: string) => ({
      name,
      domain: 'my',
      input: ['a'],
      output: ['b'],
      opsetImport: [{ version: 17n }, { domain: 'my', version: 1n }],
      node: [call(calls, ['a'], ['b'])],
    });
    const imports = [{ version: 17n }, { domain: 'my', version: 1n }];
    const caller = graph({ node: [call('F', ['x'], ['y'])] });
    expect(codes({ opsetImport: imports, graph: caller, functions: [body('F', 'G'), body('G', 'F')] })).toEqual([
      'error function.recursion',
    ]);
    expect(
      codes({ opsetImport: imports, graph: caller, functions: [{ ...body('F', 'G'), node: [node('Abs', ['ghost'], ['c'])] }] }),
    ).toEqual(['error graph.missingInput', 'error graph.missingOutput']);
    expect(codes({ opsetImport: imports, graph: caller, functions: [] })).toEqual(['warning operator.unknownDomain']);
    const softmax = {
      ...body('F', ''),
      attribute: ['axis'],
      node: [node('Softmax', ['a'], ['b'], { attribute: [{ name: 'axis', type: 2, refAttrName: 'axis' }] })],
    };
    expect(codes({ opsetImport: imports, graph: caller, functions: [softmax] })).toEqual([]);
  });

  it('takes a chain of 100,000 nodes in reverse, and a cycle as long, without a deep stack', () => {
    const length = 100_000;
    const chain = Array.from({ length }, (_, index) =>
      node('Abs', [index === 0 ? 'x' : `v${index}`], [index === length - 1 ? 'y' : `v${index + 1}`]),
    ).reverse();
    expect(codes({ graph: graph({ node: chain }) })).toEqual(['error graph.order']);
    chain[length - 1].input = ['y'];
    expect(codes({ graph: graph({ node: chain }) })).toEqual(['error graph.cycle', 'info input.unused']);
  });

  it('does not repeat itself without end', () => {
    const findings = new Findings();
    for (let index = 0; index < 1000; index++) findings.add('warning', 'a', `${index}`, 'again');
    expect(findings.list()).toHaveLength(101);
    expect(findings.list().at(-1)).toMatchObject({ code: 'a', message: '900 more like this (a).' });
  });
});
