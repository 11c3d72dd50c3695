import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { suggestBump, suggestBumpOf } from '../../../../src/onnx/diff/bump';
import { diffModels, isSame } from '../../../../src/onnx/diff/diff';
import { compareStructure } from '../../../../src/onnx/diff/structure';
import type { NodeDiff } from '../../../../src/onnx/diff/types';
import { makeValueInfo } from '../../../../src/onnx/edit/make';
import {
  FunctionProtoSchema,
  type ModelProto,
  type NodeProto,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
} from '../../../../src/onnx/gen/onnx-ml_pb';
import { modelOf } from '../modelOf';
import { graph, model, node, weight } from './models';

const never = new AbortController().signal;
const compare = (before: ModelProto, after: ModelProto) => compareStructure(modelOf(before), modelOf(after));
const short = ({ op, name, graph: place }: NodeDiff) => [op, name, ...(place === undefined ? [] : [place])].join(' ');
const nodesOf = (before: ModelProto, after: ModelProto) => {
  const { added, removed, changed, unchanged } = compare(before, after).nodes;
  return {
    added: added.map(short),
    removed: removed.map(short),
    changed: changed.map((one) => `${short(one)}: ${one.fields?.map((field) => field.name).join()}`),
    unchanged,
  };
};

/** A chain `x → op → … → y`, values called as `value` says, nodes as `name` does. */
function chain(
  operators: readonly string[],
  options: { value?: (i: number) => string; name?: (i: number, op: string) => string; weighted?: boolean } = {},
): ModelProto {
  const { value = (i: number) => `v${i}`, name = () => '', weighted = false } = options;
  const nodes = operators.map((op, i) => {
    const learned = weighted && op === 'MatMul' ? [`w.${i}`] : [];
    return node(op, [i === 0 ? 'x' : value(i), ...learned], [i === operators.length - 1 ? 'y' : value(i + 1)], { name: name(i, op) });
  });
  const weights = weighted ? operators.flatMap((op, i) => (op === 'MatMul' ? [weight(`w.${i}`, [i, 1])] : [])) : [];
  return model({ nodes, weights });
}

describe('nodes', () => {
  const operators = ['MatMul', 'Relu', 'MatMul', 'Relu', 'Sigmoid', 'MatMul', 'Tanh'];

  it('are the same under other names of nodes and values', () => {
    const before = chain(operators, { weighted: true, name: (i) => `n${i}` });
    const after = chain(operators, { weighted: true, name: (i, op) => `${op}/${i}`, value: (i) => `other_${i}` });
    expect(nodesOf(before, after)).toEqual({ added: [], removed: [], changed: [], unchanged: 7 });
  });

  it('are found where an inserted node shifts all numbered names', () => {
    // Numbers in nodes and values, as old exporters give them: Relu_1 is another node after.
    const numbered = { value: (i: number) => `${i + 10}`, name: (i: number, op: string) => `${op}_${i}` };
    const before = chain(operators, numbered);
    const after = chain(['Abs', 'Neg', ...operators], numbered);
    const found = nodesOf(before, after);
    expect(found.added).toEqual(['Abs Abs_0', 'Neg Neg_1']);
    expect(found.removed).toEqual([]);
    expect(found.changed).toEqual(['MatMul MatMul_2: inputs[0]']);
  });

  it('inserted and removed are named, and who reads another value for it has changed', () => {
    const named = { name: (i: number) => `n${i}` };
    const before = chain(['Relu', 'Tanh', 'Abs'], named);
    const after = model({
      nodes: [
        node('Relu', ['x'], ['a'], { name: 'n0' }),
        node('Neg', ['a'], ['b'], { name: 'new' }),
        node('Abs', ['b'], ['y'], { name: 'n2' }),
      ],
    });
    expect(nodesOf(before, after)).toEqual({ added: ['Neg new'], removed: ['Tanh n1'], changed: ['Abs n2: inputs[0]'], unchanged: 1 });
  });

  it('of the same name with another operator are two nodes', () => {
    const found = nodesOf(chain(['Relu', 'Tanh'], { name: (i) => `n${i}` }), chain(['Relu', 'Abs'], { name: (i) => `n${i}` }));
    expect(found).toMatchObject({ added: ['Abs n1'], removed: ['Tanh n1'], unchanged: 1 });
  });

  it('change with an attribute’s value, not with the order of attributes', () => {
    const conv = (attributes: NonNullable<Parameters<typeof node>[3]>['attributes']) =>
      model({ nodes: [node('Conv', ['x', 'w'], ['y'], { name: 'c', attributes })], weights: [weight('w', [1])] });
    const pads = { ints: [0, 1] };
    expect(compare(conv({ pads, group: { int: 2 } }), conv({ group: { int: 2 }, pads })).nodes.changed).toEqual([]);
    const { changed } = compare(conv({ pads, group: { int: 2 } }), conv({ pads: { ints: [1, 1] }, auto_pad: { string: 'VALID' } })).nodes;
    expect(changed).toEqual([
      {
        name: 'c',
        op: 'Conv',
        fields: [
          { name: 'auto_pad', change: 'added', after: 'VALID' },
          { name: 'group', change: 'removed', before: 2 },
          { name: 'pads', change: 'changed', before: [0, 1], after: [1, 1] },
        ],
      },
    ]);
  });

  it('compare tensor attributes by their bytes', () => {
    const fill = (value: number) =>
      model({
        nodes: [
          node('ConstantOfShape', ['x'], ['y'], {
            attributes: { value: { tensor: { type: 'float32', dims: [1], data: Float32Array.of(value) } } },
          }),
        ],
      });
    expect(compare(fill(1), fill(1)).nodes).toMatchObject({ changed: [], unchanged: 1 });
    expect(compare(fill(1), fill(2)).nodes.changed[0]?.fields).toEqual([
      { name: 'value', change: 'changed', before: 'float32[1] 1', after: 'float32[1] 2' },
    ]);
  });

  it('whose outputs are swapped have changed, though every name is still there', () => {
    const two = (first: string, second: string) =>
      model({
        nodes: [node('Relu', ['x'], [first], { name: 'r' }), node('Tanh', ['x'], [second], { name: 't' })],
        outputs: ['y', 'z'],
      });
    expect(nodesOf(two('y', 'z'), two('z', 'y')).changed).toEqual(['Relu r: outputs[0]', 'Tanh t: outputs[0]']);
  });

  it('in another order in the file are the same', () => {
    const branches = (order: readonly number[], value: (name: string) => string) => {
      const all: NodeProto[] = [
        node('Relu', ['x'], [value('a')]),
        node('Abs', [value('a')], [value('b')]),
        node('Tanh', ['x'], [value('c')]),
        node('Neg', [value('c')], [value('d')]),
        node('Add', [value('b'), value('d')], ['y']),
      ];
      return model({ nodes: order.map((i) => all[i]!) });
    };
    const before = branches([0, 1, 2, 3, 4], (name) => name);
    expect(
      nodesOf(
        before,
        branches([2, 3, 0, 1, 4], (name) => `other_${name}`),
      ),
    ).toMatchObject({ added: [], removed: [], changed: [] });
    // The same operators on the other branch are not.
    const crossed = model({
      nodes: [
        node('Relu', ['x'], ['a']),
        node('Abs', ['a'], ['b']),
        node('Tanh', ['x'], ['c']),
        node('Neg', ['c'], ['d']),
        node('Add', ['d', 'b'], ['y']),
      ],
    });
    expect(nodesOf(before, crossed).changed).toEqual(['Add y: inputs[0],inputs[1]']);
  });

  it('keep their readers where others make the value under its name', () => {
    const after = model({
      nodes: [
        node('Cast', ['x'], ['q'], { name: 'q' }),
        node('MatMulInteger', ['q', 'w8'], ['v1'], { name: 'mm8' }),
        node('Relu', ['v1'], ['y'], { name: 'n1' }),
      ],
      weights: [weight('w8', [1, 2])],
    });
    const found = nodesOf(chain(['MatMul', 'Relu'], { weighted: true, name: (i) => `n${i}` }), after);
    expect(found).toEqual({ added: ['Cast q', 'MatMulInteger mm8'], removed: ['MatMul n0'], changed: [], unchanged: 1 });
  });

  it('of subgraphs are compared where they are, and see the values around them', () => {
    const branch = (op: string, name: string) => graph({ nodes: [node(op, [name], ['s'])], inputs: [], outputs: ['s'] });
    const outer = (name: string, op: string) =>
      model({
        nodes: [
          node('Abs', ['x'], [name]),
          node('If', ['c'], ['y'], {
            name: 'if',
            attributes: { then_branch: { graph: branch('Relu', name) }, else_branch: { graph: branch(op, name) } },
          }),
        ],
        inputs: ['x', 'c'],
      });
    expect(nodesOf(outer('a', 'Tanh'), outer('b', 'Tanh'))).toEqual({ added: [], removed: [], changed: [], unchanged: 4 });
    const found = nodesOf(outer('a', 'Tanh'), outer('a', 'Neg'));
    expect(found).toMatchObject({ added: ['Neg s if.else_branch'], removed: ['Tanh s if.else_branch'], unchanged: 3 });
  });

  it('of functions are compared by the function', () => {
    const called = (op: string, extra = false): ModelProto => {
      const made = model({ nodes: [node('F', ['x'], ['y'], { domain: 'local' })] });
      const body = (name: string) =>
        create(FunctionProtoSchema, { name, domain: 'local', input: ['i'], output: ['o'], node: [node(op, ['i'], ['o'])] });
      made.functions = extra ? [body('F'), body('G')] : [body('F')];
      return made;
    };
    expect(nodesOf(called('Relu'), called('Tanh'))).toMatchObject({
      added: ['Tanh o function local.F'],
      removed: ['Relu o function local.F'],
    });
    expect(nodesOf(called('Relu'), called('Relu', true))).toMatchObject({ added: ['Relu o function local.G'], removed: [], changed: [] });
  });

  it('are matched in 20,000 as in 20', () => {
    const random = ['MatMul', 'Relu', 'Tanh', 'MatMul', 'Abs'];
    const long = Array.from({ length: 20_000 }, (_, i) => random[(i * i + 3 * i) % 5]!);
    const edited = [...long];
    edited.splice(15_000, 0, 'Neg');
    edited.splice(5_000, 1);
    const found = nodesOf(chain(long), chain(edited, { value: (i) => `t${i}` }));
    expect([found.added.length, found.removed.length]).toEqual([1, 1]);
    expect(found.changed.length).toBeLessThanOrEqual(2);
  });
});

describe('what is declared', () => {
  it('lists inputs and outputs by name, type, shape and order', () => {
    const before = model({ nodes: [node('Relu', ['x'], ['y'])], inputs: ['x', 'old'], outputs: ['y', 'z'] });
    const after = model({ nodes: [node('Relu', ['x'], ['y'])], inputs: ['x', 'new'], outputs: ['z', 'y'] });
    after.graph!.input[0] = makeValueInfo('x', 'float32', ['batch', 4]);
    const { inputs, outputs } = compare(before, after);
    expect(inputs).toEqual([
      {
        name: 'x',
        change: 'changed',
        before: { name: 'x', type: 'float32', shape: ['N', 4] },
        after: { name: 'x', type: 'float32', shape: ['batch', 4] },
      },
      { name: 'old', change: 'removed', before: { name: 'old', type: 'float32', shape: ['N', 4] } },
      { name: 'new', change: 'added', after: { name: 'new', type: 'float32', shape: ['N', 4] } },
    ]);
    expect(outputs.map(({ name, moved }) => [name, moved])).toEqual([
      ['y', { before: 0, after: 1 }],
      ['z', { before: 1, after: 0 }],
    ]);
  });

  it('lists opsets and metadata', () => {
    const [before, after] = [chain(['Relu']), chain(['Relu'])];
    const entry = (key: string, value: string) => create(StringStringEntryProtoSchema, { key, value });
    before.metadataProps = [entry('__proto__', 'a'), entry('kept', 'k')];
    after.metadataProps = [entry('kept', 'k'), entry('author', 'b')];
    after.opsetImport = [...after.opsetImport, create(OperatorSetIdProtoSchema, { domain: 'com.microsoft', version: 1n })];
    const { opsets, metadata } = compare(before, after);
    expect(opsets).toEqual([{ name: 'com.microsoft', change: 'added', after: 1 }]);
    expect(metadata).toEqual([
      { name: '__proto__', change: 'removed', before: 'a' },
      { name: 'author', change: 'added', after: 'b' },
    ]);
  });
});

describe('suggestBump', () => {
  const bumps = async (before: ModelProto, after: ModelProto) => {
    const [a, b] = [modelOf(before), modelOf(after)];
    const diff = await diffModels(a, b, never);
    const cheap = await suggestBumpOf(a, b, never);
    const full = suggestBump(diff);
    expect(cheap.bump).toBe(full.bump);
    expect(isSame(diff)).toBe(full.bump === 'none');
    return [full.bump, ...full.reasons.map((reason) => reason.code)];
  };
  const weighted = (values: number[], dims?: number[]) =>
    model({ nodes: [node('MatMul', ['x', 'w'], ['y'])], weights: [weight('w', values, dims)] });

  it('is major for inputs and outputs, minor for the graph, patch for values alone', async () => {
    const before = weighted([1, 2, 3, 4]);
    expect(await bumps(before, weighted([1, 2, 3, 4]))).toEqual(['none']);
    expect(await bumps(before, weighted([1, 2, 3, 5]))).toEqual(['patch', 'weights']);
    expect(await bumps(before, weighted([1, 2, 3, 4], [2, 2]))).toEqual(['minor', 'tensors']);
    expect(await bumps(chain(['Relu', 'Tanh']), chain(['Relu', 'Neg', 'Tanh']))).toEqual(['minor', 'nodes']);
    const renamed = model({ nodes: [node('MatMul', ['data', 'w'], ['y'])], weights: [weight('w', [1, 2, 3, 4])], inputs: ['data'] });
    expect(await bumps(before, renamed)).toEqual(['major', 'inputs']);
    const newer = weighted([1, 2, 3, 4]);
    newer.opsetImport[0]!.version = 21n;
    expect(await bumps(before, newer)).toEqual(['minor', 'opset']);
    const other = weighted([1, 2, 3, 4]);
    other.producerName = 'another';
    expect(await bumps(before, other)).toEqual(['patch', 'metadata']);
  });
});
