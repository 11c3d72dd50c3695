import { type CostTensor, type CostTensors, count, type IntAttribute } from './costTensor';
import type { NodeProto } from './gen/onnx-ml_pb';

/** Operations of attention in its several operators: Q·Kᵀ and its product with V, and the projection where it is part of it. */
export function attentionFlop(node: NodeProto, int: IntAttribute, inputs: CostTensors, outputs: CostTensors): number | undefined {
  const contrib = node.domain === 'com.microsoft';
  switch (node.opType) {
    case 'Attention':
      return contrib ? projected(node, inputs, outputs) : standard(int, inputs, outputs);
    case 'QAttention':
      return projected(node, inputs, outputs);
    case 'MultiHeadAttention':
      return multiHead(inputs, outputs);
    case 'GroupQueryAttention':
      return groupQuery(int, inputs, outputs);
    default:
      return undefined;
  }
}

/** com.microsoft.Attention: input [B, S, D], weights [D, Q + K + V]; present [2, B, heads, T, head]. */
function projected(node: NodeProto, [input, weights]: CostTensors, [, present]: CostTensors): number | undefined {
  if (input?.dims.length !== 3 || weights?.dims.length !== 2) return undefined;
  const [batch, sequence, width] = input.dims as [number, number, number];
  const all = weights.dims[1]!;
  const sizes = node.attribute.find(({ name }) => name === 'qkv_hidden_sizes')?.ints.map(Number) ?? [all / 3, all / 3, all / 3];
  const total = present?.dims.length === 5 ? present.dims[3]! : sequence;
  return 2 * batch * sequence * width * all + scores(batch, sequence, total, sizes[0]!, sizes[2]!);
}

/**
 * Query [B, S, D], or all of it packed [B, S, heads, 3, head], or K and V packed [B, T, heads, 2, head];
 * key [B, T, D] or [B, heads, T, head].
 */
function multiHead([query, key, value]: CostTensors, [output, present]: CostTensors): number | undefined {
  if (!query || !output) return undefined;
  const [batch = 0, sequence = 0] = query.dims;
  const packed = query.dims.length === 5;
  const width = packed ? query.dims[2]! * query.dims[4]! : count(query.dims.slice(2));
  const given = packed || !key ? sequence : key.dims.length === 4 ? key.dims[2]! : key.dims[1]!;
  const total = present?.dims.length === 4 ? present.dims[2]! : given;
  const values = packed || !value ? width : value.dims.length === 4 ? value.dims[1]! * value.dims[3]! : value.dims[2]!;
  return scores(batch, sequence, total, width, values);
}

/** Query [B, S, heads·head], or with key and value in it; present key [B, kv heads, T, head]. */
function groupQuery(int: IntAttribute, [query]: CostTensors, [, present]: CostTensors): number | undefined {
  if (query?.dims.length !== 3 || present?.dims.length !== 4) return undefined;
  const width = int('num_heads', 0) * present.dims[3]!;
  return scores(query.dims[0]!, query.dims[1]!, present.dims[2]!, width, width);
}

/** ai.onnx.Attention: Q, K, V of [B, heads, S, head] or [B, S, heads·head]; present key [B, kv heads, T, head]. */
function standard(int: IntAttribute, [query, key, value]: CostTensors, [, present]: CostTensors): number | undefined {
  if (!query || !key || !value) return undefined;
  const flat = query.dims.length === 3;
  if (!flat && query.dims.length !== 4) return undefined;
  const heads = flat ? int('q_num_heads', 0) : query.dims[1]!;
  const head = ({ dims }: CostTensor, own: number) => (dims.length === 3 ? dims[2]! / own : dims[3]!);
  const keyHeads = flat ? int('kv_num_heads', heads) : key.dims[1]!;
  const sequence = flat ? query.dims[1]! : query.dims[2]!;
  const given = flat ? key.dims[1]! : key.dims[2]!;
  const total = present?.dims.length === 4 ? present.dims[2]! : given;
  return scores(query.dims[0]!, sequence, total, heads * head(query, heads), heads * head(value, keyHeads));
}

/** Every one of S asks every one of T: Q·Kᵀ over the width of the keys, its product with V over that of the values. */
function scores(batch: number, sequence: number, total: number, keys: number, values: number): number {
  return 2 * batch * sequence * total * (keys + values);
}
