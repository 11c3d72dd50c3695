import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { UserError } from '../../../src/base/errors';
import { seededRandom } from '../../../src/base/random';
import { type GraphProto, ModelProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import { toNumbers } from '../../../src/onnx/numbers';
import { readTensor } from '../../../src/onnx/readTensor';
import { readSparseTensor } from '../../../src/onnx/sparse';
import type { TensorHome } from '../../../src/onnx/tensorBytes';
import { decodeTensorFile } from '../../../src/onnx/tensorProto';
import { valueInfo } from '../../../src/onnx/values';
import { decode } from '../../../src/onnx/wire/decode';
import { CountingSource } from './countingSource';
import { mutate, mutateTensors } from './mutate';

/** What came of a number of mutants. */
export interface FuzzResult {
  mutants: number;
  /** How many still opened as a model. */
  opened: number;
  /** How many of their tensors could be read. */
  tensorsRead: number;
  /** Refusals by code. */
  refused: Record<string, number>;
  /** The largest of: one read, or one tensor's data, as a multiple of the mutant's size; of mutants over 1 MiB or the window's size. */
  largestAllocation: number;
  /** Anything thrown that is no UserError, with the seed that made it. */
  defects: { seed: number; error: unknown }[];
}

/** The reader's longest window: what it may read at once of however small a file. */
const WINDOW = 256 * 1024;

/** Reads mutants of the seed models, in full. The same seed gives the same mutants. */
export function fuzz(models: readonly Uint8Array[], seed: number, count: number): FuzzResult {
  const result: FuzzResult = { mutants: count, opened: 0, tensorsRead: 0, refused: {}, largestAllocation: 0, defects: [] };
  for (let i = 0; i < count; i++) {
    const random = seededRandom(seed + i);
    const model = models[random.integer(models.length)];
    // Every third: a message in good order that says impossible things about its tensors.
    const mutant = i % 3 === 0 ? mutateTensors(model, random) : mutate(model, models[random.integer(models.length)], random);
    guarded(result, seed + i, () => readModel(mutant, result, seed + i));
    if (i % 4 === 0) guarded(result, seed + i, () => decodeTensorFile(mutant));
  }
  return result;
}

function readModel(bytes: Uint8Array, result: FuzzResult, seed: number): void {
  const source = new CountingSource(bytes);
  const { message, references } = decode(source, ModelProtoSchema);
  result.opened++;
  if (message.graph) readGraph({ source, references }, message.graph, result, seed);
  result.largestAllocation = Math.max(result.largestAllocation, source.longestRead / Math.max(bytes.length, WINDOW));
}

function readGraph(home: TensorHome, graph: GraphProto, result: FuzzResult, seed: number): void {
  for (const value of [...graph.input, ...graph.output, ...graph.valueInfo]) valueInfo(value);
  const tensors = [
    ...graph.initializer,
    ...graph.node.flatMap((node) => node.attribute.flatMap(({ t, tensors }) => (t ? [t, ...tensors] : tensors))),
  ];
  for (const tensor of tensors) {
    guarded(result, seed, () => {
      const read = readTensor(home, tensor);
      if (!Array.isArray(read.data)) {
        toNumbers(read);
        result.largestAllocation = Math.max(result.largestAllocation, read.data.byteLength / Math.max(home.source.size, WINDOW));
      }
      result.tensorsRead++;
    });
  }
  for (const sparse of graph.sparseInitializer) guarded(result, seed, () => readSparseTensor(home, sparse));
  for (const { attribute } of graph.node) for (const { g } of attribute) if (g) readGraph(home, g, result, seed);
}

function guarded(result: FuzzResult, seed: number, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (error instanceof UserError) result.refused[error.code] = (result.refused[error.code] ?? 0) + 1;
    else result.defects.push({ seed, error });
  }
}

/** Models to start from: one with everything the format has, small; one with every element type and storage, some of it large. */
export function seedModels(fixtures: string): Uint8Array[] {
  // The small one more often: a mutation there hits structure, not data.
  const storages = new Uint8Array(readFileSync(join(fixtures, 'onnx/reader/storages.onnx')));
  return [...new Array<Uint8Array>(15).fill(richModel()), storages];
}

function richModel(): Uint8Array {
  const large = { name: 'w', dims: [20n, 13n], dataType: 1, rawData: new Uint8Array(1040).fill(1) };
  const small = { name: 'c', dims: [2n], dataType: 10, int32Data: [1, 2] };
  const typed = { name: 'v', dims: [260n], dataType: 1, floatData: new Array(260).fill(0.5) };
  const packed = { name: 'p', dims: [600n], dataType: 7, int64Data: Array.from({ length: 600 }, (_, i) => BigInt(i * i) - 5000n) };
  const words = { name: 's', dims: [2n], dataType: 8, stringData: [new Uint8Array([65]), new Uint8Array([66, 67])] };
  const four = { name: 'i4', dims: [5n], dataType: 22, int32Data: [0x21, 0x43, 0x05] };
  const away = {
    name: 'x',
    dims: [3n],
    dataType: 1,
    dataLocation: 1,
    externalData: [
      { key: 'location', value: 'x.bin' },
      { key: 'offset', value: '0' },
    ],
  };
  const sparse = {
    values: { name: 'sp', dims: [2n], dataType: 1, floatData: [1, 2] },
    indices: { dims: [2n], dataType: 7, int64Data: [1n, 5n] },
    dims: [2n, 4n],
  };
  const tensorType = {
    value: {
      case: 'tensorType' as const,
      value: {
        elemType: 1,
        shape: { dim: [{ value: { case: 'dimParam' as const, value: 'N' } }, { value: { case: 'dimValue' as const, value: 4n } }] },
      },
    },
  };
  const mapType = { value: { case: 'mapType' as const, value: { keyType: 7, valueType: tensorType } } };
  const branch = {
    name: 'then',
    node: [{ opType: 'Constant', output: ['c'], attribute: [{ name: 'value', type: 4, t: small }] }],
    output: [{ name: 'c', type: tensorType }],
  };
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    producerName: 'seed',
    opsetImport: [
      { domain: '', version: 21n },
      { domain: 'ai.onnx.ml', version: 5n },
    ],
    metadataProps: [{ key: 'a', value: 'b' }],
    graph: {
      name: 'g',
      node: [
        {
          name: 'if',
          opType: 'If',
          input: ['b'],
          output: ['y'],
          attribute: [
            { name: 'then_branch', type: 5, g: branch },
            { name: 'else_branch', type: 5, g: branch },
          ],
        },
        {
          opType: 'Trees',
          domain: 'ai.onnx.ml',
          attribute: [
            { name: 'f', type: 6, floats: [1, 2, 3] },
            { name: 'i', type: 7, ints: [1n, -1n, 1n << 40n] },
            { name: 's', type: 8, strings: [new Uint8Array([1])] },
          ],
        },
      ],
      initializer: [large, typed, packed, words, four, away],
      sparseInitializer: [sparse],
      input: [{ name: 'b', type: tensorType }],
      output: [
        { name: 'y', type: { value: { case: 'sequenceType', value: { elemType: mapType } } } },
        { name: 'o', type: { value: { case: 'optionalType', value: { elemType: tensorType } } } },
      ],
    },
    functions: [
      {
        name: 'F',
        domain: 'local',
        input: ['a'],
        output: ['z'],
        node: [{ opType: 'Relu', input: ['a'], output: ['z'] }],
        opsetImport: [{ version: 21n }],
      },
    ],
  });
  return toBinary(ModelProtoSchema, model);
}
