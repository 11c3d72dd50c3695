import { writeFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import type { Random } from '../../../base/random';
import type { JobContext } from '../../../engine/context';
import type { SessionSettings } from '../../../engine/meter/settings';
import { lastLevelCacheBytes } from '../../../engine/profile/cacheSize';
import type { Profile } from '../../../engine/profile/profile';
import { seriesIntervals } from '../../../measure/statistics/bootstrap';
import { ascending, percentile } from '../../../measure/statistics/percentile';
import { makeNode, makeValueInfo } from '../../../onnx/edit/make';
import { ELEMENT_TYPES } from '../../../onnx/elementType';
import { GraphProtoSchema, ModelProtoSchema } from '../../../onnx/gen/onnx-ml_pb';
import { tensorProto } from '../../../onnx/tensorProto';
import type { Roof } from '../../../report/schemas/benchmark/profile';
import { profiledRuns } from './profiledRuns';

/** Rows and columns: the largest is 2 GFLOP, tens of milliseconds on one core; which one is fastest depends on caches and cores. */
const MATRICES = [256, 512, 1024];
/** Runs of each; what a roof takes is a few hundred milliseconds. */
const WARMUP = 2;
const MILLISECONDS = 600;
const MOST_RUNS = 40;
/** The streamed tensor: four times the last-level cache, within these, bytes. */
const LEAST_STREAM = 128e6;
const MOST_STREAM = 1024e6;
/** In the middle of the quarter that took least, as the nodes' times are. */
const QUIET = 12.5;

/**
 * Measures what the machine does at most through the runtime, with the threads and the provider of the settings: a product of large
 * matrices, and a number multiplied with a tensor that no cache holds. By the runtime's profiler, as the nodes are.
 * @param int8 whether to measure products of 8-bit integers too
 * @param scratch folder to write the model to
 */
export async function measureRoof(
  settings: SessionSettings,
  int8: boolean,
  scratch: string,
  random: Random,
  timeoutMilliseconds: number,
  context: JobContext,
): Promise<Roof> {
  const streamBytes = await streamSize();
  const path = join(scratch, 'roof.onnx');
  await writeFile(path, roofModel(streamBytes / 4, int8));
  const feeds = [[['x', { type: 'float32', dims: [1], data: Float32Array.of(0.5) }] as const]];
  const { profile } = await profiledRuns(
    {
      path,
      settings: { ...settings, optimization: 'basic' },
      feeds,
      timeoutMilliseconds,
      warmup: WARMUP,
      milliseconds: MILLISECONDS,
      mostRuns: MOST_RUNS,
      mostCalls: 10_000,
      graph: false,
    },
    scratch,
    context,
  );
  const stream = rate(callsOf(profile, 'stream'), (2 * streamBytes) / 1e6, random);
  const floats = products(profile, 'product', random);
  const integers = int8 ? products(profile, 'product8', random) : undefined;
  return {
    gflops: floats.value,
    gbytesPerSecond: stream.value,
    ridge: floats.value / stream.value,
    ci95: { gflops: floats.ci95, gbytesPerSecond: stream.ci95 },
    ...(integers ? { int8: { gops: integers.value, ci95: integers.ci95 } } : {}),
    ...(settings.threads === undefined ? {} : { threads: settings.threads }),
    matrix: floats.side,
    streamBytes,
  };
}

interface Rate {
  readonly value: number;
  readonly ci95: readonly [number, number];
}

/** The fastest of the products. */
function products(profile: Profile, name: string, random: Random): Rate & { readonly side: number } {
  const rates = MATRICES.map((side) => ({ side, ...rate(callsOf(profile, `${name}${side}`), (2 * side ** 3) / 1e6, random) }));
  return rates.reduce((best, one) => (one.value > best.value ? one : best));
}

/** A size no cache holds, and memory does, a multiple of 4. */
async function streamSize(): Promise<number> {
  const wanted = Math.max(LEAST_STREAM, Math.min(MOST_STREAM, 4 * ((await lastLevelCacheBytes()) ?? LEAST_STREAM)));
  // Input and output exist at the same time.
  return 4 * Math.floor(Math.min(wanted, freemem() / 8) / 4);
}

/** Milliseconds of a node by run. */
function callsOf({ nodes, runs }: Profile, name: string): Float64Array {
  const wanted = nodes.findIndex((node) => node.name === name);
  return Float64Array.from(runs, ({ node, durations }) => durations[node.indexOf(wanted)] ?? Number.NaN);
}

/** Work over the time of quiet runs, with its interval. @param work in millions */
function rate(times: Float64Array, work: number, random: Random): Rate {
  const [low, high] = seriesIntervals(times, [QUIET], random).percentiles.get(QUIET)!;
  return { value: work / percentile(ascending(times), QUIET), ci95: [work / high, work / low] };
}

/** x [1] is spread to what is worked on, and the results reduced to a number, so that nothing large goes in or out. */
function roofModel(streamed: number, int8: boolean): Uint8Array {
  const node = (op: string, name: string, inputs: string[], attributes = {}) => makeNode(op, { name, inputs, outputs: [name], attributes });
  const sizes = (name: string, dims: number[]) =>
    tensorProto({ type: 'int64', dims: [dims.length], data: BigInt64Array.from(dims, BigInt) }, name);
  const one = { keepdims: { int: 0 } };
  const initializer = [sizes('length', [streamed])];
  const nodes = [
    node('Expand', 'long', ['x', 'length']),
    node('Mul', 'stream', ['long', 'x']),
    node('ReduceMax', 'streams', ['stream'], one),
  ];
  const output = [makeValueInfo('streams', 'float32', [])];
  for (const side of MATRICES) {
    const dims = [side, side];
    initializer.push(
      sizes(`side${side}`, dims),
      tensorProto({ type: 'float32', dims, data: new Float32Array(side * side).fill(0.5) }, `weights${side}`),
    );
    nodes.push(
      node('Expand', `matrix${side}`, ['x', `side${side}`]),
      node('MatMul', `product${side}`, [`matrix${side}`, `weights${side}`]),
      node('ReduceMax', `products${side}`, [`product${side}`], one),
    );
    output.push(makeValueInfo(`products${side}`, 'float32', []));
    if (!int8) continue;
    initializer.push(tensorProto({ type: 'int8', dims, data: new Int8Array(side * side).fill(3) }, `integers${side}`));
    nodes.push(
      node('Cast', `bytes${side}`, [`matrix${side}`], { to: { int: ELEMENT_TYPES.uint8 } }),
      node('MatMulInteger', `product8${side}`, [`bytes${side}`, `integers${side}`]),
      node('ReduceMax', `products8${side}`, [`product8${side}`], one),
    );
    output.push(makeValueInfo(`products8${side}`, 'int32', []));
  }
  const graph = create(GraphProtoSchema, { name: 'roof', input: [makeValueInfo('x', 'float32', [1])], initializer, node: nodes, output });
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 13n }], graph }));
}
