import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  type AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  TensorProtoSchema,
} from '../../src/onnx/gen/onnx-ml_pb';

/** Sizes of a transformer encoder. */
export interface EncoderSizes {
  layers: number;
  hidden: number;
  inner: number;
  vocabulary: number;
  heads: number;
}

/** 365 MB of float32 weights: the shape of BERT's base model, with a shorter table. */
export const BENCH_ENCODER: EncoderSizes = { layers: 12, hidden: 768, inner: 3072, vocabulary: 8000, heads: 12 };

type Node = MessageInitShape<typeof NodeProtoSchema>;
type Attribute = MessageInitShape<typeof AttributeProtoSchema>;

/** A weight to be written: filled from a generator, so that the model is never in memory as a whole. */
interface Weight {
  name: string;
  dims: number[];
  /** All elements the same; pseudo-random around zero where left out. */
  value?: number;
}

/** Writes the encoder to `path` unless it is there: input_ids [batch, sequence] int64 → hidden [batch, sequence, H]. */
export function writeEncoder(path: string, sizes: EncoderSizes): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const { nodes, weights, constants } = encoder(sizes);
  const graph = toBinary(
    GraphProtoSchema,
    create(GraphProtoSchema, {
      name: 'encoder',
      node: nodes,
      initializer: constants,
      input: [value('input_ids', 7, ['batch', 'sequence'])],
      output: [value('hidden', 1, ['batch', 'sequence', sizes.hidden])],
    }),
  );
  const heads = weights.map(weightHeader);
  const graphLength = heads.reduce((sum, { head, bytes }) => sum + head.length + bytes, graph.length);
  const file = openSync(`${path}.part`, 'w');
  const model = create(ModelProtoSchema, { irVersion: 8n, producerName: 'bench', opsetImport: [{ domain: '', version: 17n }] });
  writeSync(file, toBinary(ModelProtoSchema, model));
  writeSync(file, new BinaryWriter().tag(7, WireType.LengthDelimited).uint32(graphLength).finish());
  writeSync(file, graph);
  weights.forEach((weight, i) => {
    writeSync(file, heads[i].head);
    writeSync(file, fill(weight, i));
  });
  closeSync(file);
  renameSync(`${path}.part`, path);
}

/** Everything of an initializer but its data: its tag in the graph, its length, its fields, the tag and length of raw_data. */
function weightHeader({ name, dims }: Weight): { head: Uint8Array; bytes: number } {
  const bytes = 4 * dims.reduce((product, dim) => product * dim, 1);
  const fields = toBinary(TensorProtoSchema, create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: 1 }));
  const raw = new BinaryWriter().tag(9, WireType.LengthDelimited).uint32(bytes).finish();
  const head = new BinaryWriter()
    .tag(5, WireType.LengthDelimited)
    .uint32(fields.length + raw.length + bytes)
    .finish();
  return { head: Buffer.concat([head, fields, raw]), bytes };
}

/** xorshift32, uniform in ±0.04: content does not matter, only that it does not compress to nothing. */
function fill({ dims, value }: Weight, seed: number): Uint8Array {
  const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
  if (value !== undefined) data.fill(value);
  else {
    let state = (seed + 1) * 0x9e3779b1;
    for (let i = 0; i < data.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      data[i] = state * (0.04 / 0x8000_0000);
    }
  }
  return new Uint8Array(data.buffer);
}

function encoder({ layers, hidden, inner, vocabulary, heads }: EncoderSizes) {
  const nodes: Node[] = [];
  const weights: Weight[] = [{ name: 'table', dims: [vocabulary, hidden] }];
  const constants = [
    { name: 'heads', dims: [4n], dataType: 7, int64Data: [0n, 0n, BigInt(heads), BigInt(hidden / heads)] },
    { name: 'flat', dims: [3n], dataType: 7, int64Data: [0n, 0n, BigInt(hidden)] },
    { name: 'scale', dims: [], dataType: 1, floatData: [1 / Math.sqrt(hidden / heads)] },
    { name: 'sqrt2', dims: [], dataType: 1, floatData: [Math.SQRT2] },
    { name: 'one', dims: [], dataType: 1, floatData: [1] },
    { name: 'half', dims: [], dataType: 1, floatData: [0.5] },
  ];
  let count = 0;
  const add = (opType: string, input: string[], attribute: Attribute[] = [], output = `t${count++}`) => {
    nodes.push({ opType, name: `${opType}_${nodes.length}`, input, output: [output], attribute });
    return output;
  };
  const ints = (name: string, ...values: number[]): Attribute => ({ name, type: 7, ints: values.map(BigInt) });
  const int = (name: string, i: number): Attribute => ({ name, type: 2, i: BigInt(i) });
  const linear = (x: string, name: string, from: number, to: number) => {
    weights.push({ name: `${name}.weight`, dims: [from, to] }, { name: `${name}.bias`, dims: [to], value: 0 });
    return add('Add', [add('MatMul', [x, `${name}.weight`]), `${name}.bias`]);
  };
  const normalize = (x: string, name: string, output?: string) => {
    weights.push({ name: `${name}.weight`, dims: [hidden], value: 1 }, { name: `${name}.bias`, dims: [hidden], value: 0 });
    return add('LayerNormalization', [x, `${name}.weight`, `${name}.bias`], [int('axis', -1)], output);
  };
  const split = (x: string, ...permutation: number[]) => add('Transpose', [add('Reshape', [x, 'heads'])], [ints('perm', ...permutation)]);
  let x = normalize(add('Gather', ['table', 'input_ids']), 'embedding');
  for (let layer = 0; layer < layers; layer++) {
    const at = (name: string) => `layer.${layer}.${name}`;
    const query = split(linear(x, at('query'), hidden, hidden), 0, 2, 1, 3);
    const key = split(linear(x, at('key'), hidden, hidden), 0, 2, 3, 1);
    const held = split(linear(x, at('value'), hidden, hidden), 0, 2, 1, 3);
    const scores = add('Softmax', [add('Mul', [add('MatMul', [query, key]), 'scale'])], [int('axis', -1)]);
    const mixed = add('Reshape', [add('Transpose', [add('MatMul', [scores, held])], [ints('perm', 0, 2, 1, 3)]), 'flat']);
    x = normalize(add('Add', [linear(mixed, at('output'), hidden, hidden), x]), at('attention.norm'));
    const wide = linear(x, at('inner'), hidden, inner);
    const gelu = add('Mul', [add('Mul', [wide, add('Add', [add('Erf', [add('Div', [wide, 'sqrt2'])]), 'one'])]), 'half']);
    const last = layer === layers - 1 ? 'hidden' : undefined;
    x = normalize(add('Add', [linear(gelu, at('outer'), inner, hidden), x]), at('norm'), last);
  }
  return { nodes, weights, constants };
}

function value(name: string, elemType: number, shape: (number | string)[]) {
  const dim = shape.map((d) =>
    typeof d === 'string' ? { value: { case: 'dimParam' as const, value: d } } : { value: { case: 'dimValue' as const, value: BigInt(d) } },
  );
  return { name, type: { value: { case: 'tensorType' as const, value: { elemType, shape: { dim } } } } };
}
