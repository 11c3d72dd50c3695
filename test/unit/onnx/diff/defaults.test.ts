import { describe, expect, it } from 'vitest';
import { compareStructure } from '../../../../src/onnx/diff/structure';
import type { ModelProto } from '../../../../src/onnx/gen/onnx-ml_pb';
import { modelOf } from '../modelOf';
import { model, node } from './models';

type Attributes = NonNullable<NonNullable<Parameters<typeof node>[3]>['attributes']>;

/** A model of one node. */
function one(op: string, attributes: Attributes, opset: number, domain = ''): ModelProto {
  const made = model({ nodes: [node(op, ['x'], ['y'], { name: 'n', domain, attributes })] });
  Object.assign(made.opsetImport[0]!, { domain, version: BigInt(opset) });
  return made;
}

function changes(before: ModelProto, after: ModelProto): string[] {
  const { nodes } = compareStructure(modelOf(before), modelOf(after));
  expect([nodes.added, nodes.removed, nodes.changed.length + nodes.unchanged]).toEqual([[], [], 1]);
  return nodes.changed.flatMap(({ fields }) => (fields ?? []).map(({ name, change }) => `${name} ${change}`));
}

describe('an attribute that says what is so anyway', () => {
  it.each<[string, Attributes, number, string?]>([
    ['LeakyRelu', { alpha: { float: 0.01 } }, 16],
    ['Elu', { alpha: { float: 1 } }, 6],
    ['InstanceNormalization', { epsilon: { float: 1e-5 } }, 6],
    ['Clip', { max: { float: 3.4028234663852886e38 }, min: { float: -3.4028234663852886e38 } }, 6],
    ['Conv', { group: { int: 1 }, auto_pad: { string: 'NOTSET' } }, 11],
    ['ReduceMean', { keepdims: { int: 1 }, noop_with_empty_axes: { int: 0 } }, 18],
    ['Normalizer', { norm: { string: 'MAX' } }, 1, 'ai.onnx.ml'],
  ])('%s %j', (op, attributes, opset, domain) => {
    const [bare, said] = [one(op, {}, opset, domain), one(op, attributes, opset, domain)];
    expect(changes(bare, said)).toEqual([]);
    expect(changes(said, bare)).toEqual([]);
  });

  it.each<[string, Attributes, number, string?]>([
    ['LeakyRelu', { alpha: { float: 0.02 } }, 16],
    ['Conv', { group: { int: 2 } }, 11],
    // No default that the schema knows, none of that version, and none of a stranger's operators.
    ['Conv', { strides: { ints: [1, 1] } }, 11],
    ['Clip', { max: { float: 3.4028234663852886e38 } }, 13],
    ['LeakyRelu', { alpha: { float: 0.01 } }, 16, 'com.example'],
    ['constructor', { name: { int: 1 } }, 16],
    ['Conv', { constructor: { int: 1 }, toString: { int: 1 } }, 16],
  ])('is not %s %j (opset %i)', (op, attributes, opset, domain) => {
    const [bare, said] = [one(op, {}, opset, domain), one(op, attributes, opset, domain)];
    const names = Object.keys(attributes).sort();
    expect(changes(bare, said)).toEqual(names.map((name) => `${name} added`));
    expect(changes(said, bare)).toEqual(names.map((name) => `${name} removed`));
  });

  it('goes by the opset of the side that leaves it out', () => {
    // Softmax went from axis 1 to the last one in opset 13.
    expect(changes(one('Softmax', {}, 11), one('Softmax', { axis: { int: -1 } }, 13))).toEqual(['axis added']);
    expect(changes(one('Softmax', {}, 11), one('Softmax', { axis: { int: 1 } }, 13))).toEqual([]);
    expect(changes(one('Softmax', { axis: { int: 1 } }, 11), one('Softmax', {}, 13))).toEqual(['axis removed']);
    expect(changes(one('Softmax', { axis: { int: -1 } }, 11), one('Softmax', {}, 13))).toEqual([]);
    expect(changes(one('Softmax', { axis: { int: 1 } }, 11), one('Softmax', { axis: { int: -1 } }, 13))).toEqual(['axis changed']);
  });
});
