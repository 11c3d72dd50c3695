import { describe, expect, it } from 'vitest';
import { nodeCost } from '../../../src/onnx/cost';
import type { CostTensor } from '../../../src/onnx/costTensor';
import { type AttributeValue, makeNode } from '../../../src/onnx/edit/make';
import reference from '../../fixtures/cost/cost.json' with { type: 'json' };

const floats = (...dims: number[]): CostTensor => ({ dims, elementBytes: 4 });
const bytes = (...dims: number[]): CostTensor => ({ dims, elementBytes: 1 });

const node = (op: string, attributes: Record<string, AttributeValue> = {}, domain = '') =>
  makeNode(op, { inputs: [], outputs: [], attributes, domain });

describe('operations of a node', () => {
  it.each(reference.cases)('as PyTorch counts them: $op $inputs', ({ op, attributes, inputs, outputs, flop }) => {
    const values = Object.entries(attributes).map(([name, value]): [string, AttributeValue] => [
      name,
      typeof value === 'number' ? { int: value } : { ints: value as number[] },
    ]);
    const shapes = (all: number[][]) => all.map((dims) => floats(...dims));
    expect(nodeCost(node(op, Object.fromEntries(values)), shapes(inputs), shapes(outputs))?.flop).toBe(flop);
  });

  it('counts a quantized product as the one of its numbers', () => {
    const scale = floats();
    const zero = bytes();
    const linear = nodeCost(node('QLinearMatMul'), [bytes(5, 7), scale, zero, bytes(7, 11), scale, zero, scale, zero], [bytes(5, 11)]);
    expect(linear).toEqual({ flop: 2 * 5 * 7 * 11, bytes: 35 + 77 + 55 + 3 * 4 + 3 });
    expect(nodeCost(node('MatMulInteger'), [bytes(5, 7), bytes(7, 11)], [floats(5, 11)])?.flop).toBe(770);
    const conv = [bytes(1, 3, 8, 8), scale, zero, bytes(4, 3, 3, 3), scale, zero, scale, zero];
    expect(nodeCost(node('QLinearConv'), conv, [bytes(1, 4, 6, 6)])?.flop).toBe(2 * 4 * 36 * 27);
    const last = nodeCost(node('QLinearConv', { channels_last: { int: 1 } }, 'com.microsoft'), conv, [bytes(1, 6, 6, 4)]);
    expect(last?.flop).toBe(2 * 4 * 36 * 27);
    expect(nodeCost(node('ConvInteger'), [bytes(1, 3, 8, 8), bytes(4, 3, 3, 3)], [floats(1, 4, 6, 6)])?.flop).toBe(2 * 4 * 36 * 27);
    const bits = node('MatMulNBits', { K: { int: 64 }, N: { int: 32 }, bits: { int: 4 } }, 'com.microsoft');
    expect(nodeCost(bits, [floats(2, 5, 64), bytes(32, 2, 16), floats(64)], [floats(2, 5, 32)])?.flop).toBe(2 * 10 * 64 * 32);
  });

  it('counts what a fused product does by its own attributes', () => {
    expect(nodeCost(node('FusedMatMul', { transA: { int: 1 } }), [floats(7, 5), floats(7, 11)], [floats(5, 11)])?.flop).toBe(770);
    // Layouts in blocks pad the output's channels to 16: ten are computed.
    expect(nodeCost(node('Conv'), [floats(1, 16, 4, 4), floats(10, 16, 1, 1)], [floats(1, 16, 4, 4)])?.flop).toBe(2 * 10 * 16 * 16);
  });

  it('counts attention in all of its operators alike', () => {
    // 2 rows, 6 tokens, 4 heads of 8: the scores and their product with the values are 2·2·6·6·(32 + 32).
    const scores = 2 * 2 * 6 * 6 * 64;
    const own = (op: string, inputs: (CostTensor | undefined)[], outputs: CostTensor[], attributes: Record<string, AttributeValue> = {}) =>
      nodeCost(node(op, attributes, 'com.microsoft'), inputs, outputs)?.flop;
    const x = floats(2, 6, 32);
    expect(own('Attention', [x, floats(32, 96)], [x])).toBe(2 * 2 * 6 * 32 * 96 + scores);
    expect(own('QAttention', [x, bytes(32, 96)], [x])).toBe(2 * 2 * 6 * 32 * 96 + scores);
    const uneven = { qkv_hidden_sizes: { ints: [32, 32, 16] } };
    expect(own('Attention', [x, floats(32, 80)], [floats(2, 6, 16)], uneven)).toBe(2 * 2 * 6 * 32 * 80 + 2 * 2 * 6 * 6 * 48);
    expect(own('MultiHeadAttention', [x, x, x], [x])).toBe(scores);
    expect(own('MultiHeadAttention', [floats(2, 6, 4, 3, 8)], [x])).toBe(scores);
    expect(own('MultiHeadAttention', [x, floats(2, 4, 9, 8), floats(2, 4, 9, 8)], [x])).toBe((scores / 6) * 9);
    // With a past of 4.
    expect(own('MultiHeadAttention', [x, x, x], [x, floats(2, 4, 10, 8)])).toBe((scores / 6) * 10);
    const grouped = { num_heads: { int: 4 }, kv_num_heads: { int: 2 } };
    expect(own('GroupQueryAttention', [x, floats(2, 6, 16), floats(2, 6, 16)], [x, floats(2, 2, 6, 8)], grouped)).toBe(scores);
    expect(own('GroupQueryAttention', [floats(2, 6, 64)], [x, floats(2, 2, 6, 8)], grouped)).toBe(scores);
    const flat = { q_num_heads: { int: 4 }, kv_num_heads: { int: 2 } };
    expect(nodeCost(node('Attention', flat), [x, floats(2, 6, 16), floats(2, 6, 16)], [x])?.flop).toBe(scores);
  });

  it('counts a recurrent layer by its weights', () => {
    // 5 steps, 2 rows, 3 inputs, 4 hidden, 2 directions, 4 gates.
    const lstm = nodeCost(node('LSTM'), [floats(5, 2, 3), floats(2, 16, 3), floats(2, 16, 4)], [floats(5, 2, 2, 4)]);
    expect(lstm?.flop).toBe(2 * 5 * 2 * 2 * 16 * (3 + 4));
  });

  it('counts memory once each way, and none for a view', () => {
    expect(nodeCost(node('Add'), [floats(2, 3), floats(3)], [floats(2, 3)])).toEqual({ bytes: 4 * (6 + 3 + 6) });
    // A row of a large table is not the table.
    expect(nodeCost(node('Gather'), [floats(50_000, 8), { dims: [2], elementBytes: 8 }], [floats(2, 8)])).toEqual({ bytes: 64 + 16 + 64 });
    expect(nodeCost(node('Reshape'), [floats(2, 3), floats(2)], [floats(6)])).toBeUndefined();
  });

  it('says nothing of operations where a shape is missing or makes no sense', () => {
    expect(nodeCost(node('Conv'), [floats(1, 3, 8, 8), undefined], [floats(1, 4, 6, 6)])?.flop).toBeUndefined();
    expect(nodeCost(node('MatMul'), [floats(), floats(3)], [floats()])?.flop).toBeUndefined();
    expect(nodeCost(node('Attention'), [floats(2, 6)], [])?.flop).toBeUndefined();
    expect(nodeCost(node('GroupQueryAttention', {}, 'com.microsoft'), [floats(2, 6, 64)], [floats(2, 6, 32)])?.flop).toBeUndefined();
  });
});
