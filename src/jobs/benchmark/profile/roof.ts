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
import { median } from '../../../measure/statistics/percentile';
import { makeNode, makeValueInfo } from '../../../onnx/edit/make';
import { GraphProtoSchema, ModelProtoSchema } from '../../../onnx/gen/onnx-ml_pb';
import { tensorProto } from '../../../onnx/tensorProto';
import type { Roof } from '../../../report/schemas/benchmark/profile';
import { profiledRuns } from './profiledRuns';

/** Rows and columns: 2 GFLOP a product, tens of milliseconds on one core, 12 MB. */
const MATRIX = 1024;
/** Runs of each; what a roof takes is a few hundred milliseconds. */
const WARMUP = 2;
const MILLISECONDS = 600;
const MOST_RUNS = 40;
/** The streamed tensor: four times the last-level cache, within these, bytes. */
const LEAST_STREAM = 128e6;
const MOST_STREAM = 1024e6;

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
  const product = rate(callsOf(profile, 'product'), (2 * MATRIX ** 3) / 1e6, random);
  const stream = rate(callsOf(profile, 'stream'), (2 * streamBytes) / 1e6, random);
  const integers = int8 ? rate(callsOf(profile, 'product8'), (2 * MATRIX ** 3) / 1e6, random) : undefined;
  return {
    gflops: product.value,
    gbytesPerSecond: stream.value,
    ridge: product.value / stream.value,
    ci95: { gflops: product.ci95, gbytesPerSecond: stream.ci95 },
    ...(integers ? { int8: { gops: integers.value, ci95: integers.ci95 } } : {}),
    ...(settings.threads === undefined ? {} : { threads: settings.threads }),
    matrix: MATRIX,
    streamBytes,
  };
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

/** Work over the median time, with the interval of the median. @param work a millisecond's unit of the rate */
function rate(times: Float64Array, work: number, random: Random): { value: number; ci95: readonly [number, number] } {
  const [low, high] = seriesIntervals(times, [50], random).percentiles.get(50)!;
  return { value: work / median(times), ci95: [work / high, work / low] };
}

/** x [1] is spread to what is worked on, and the results summed, so that nothing large goes in or out. */
function roofModel(streamed: number, int8: boolean): Uint8Array {
  const side = [MATRIX, MATRIX];
  const weights = new Float32Array(MATRIX * MATRIX).fill(0.5);
  const sizes = (name: string, dims: number[]) =>
    tensorProto({ type: 'int64', dims: [dims.length], data: BigInt64Array.from(dims, BigInt) }, name);
  const node = (op: string, name: string, inputs: string[], attributes = {}) => makeNode(op, { name, inputs, outputs: [name], attributes });
  const graph = create(GraphProtoSchema, {
    name: 'roof',
    input: [makeValueInfo('x', 'float32', [1])],
    initializer: [
      sizes('side', side),
      sizes('length', [streamed]),
      tensorProto({ type: 'float32', dims: side, data: weights }, 'weights'),
      ...(int8 ? [tensorProto({ type: 'int8', dims: side, data: new Int8Array(MATRIX * MATRIX).fill(3) }, 'weights8')] : []),
    ],
    node: [
      node('Expand', 'matrix', ['x', 'side']),
      node('MatMul', 'product', ['matrix', 'weights']),
      node('ReduceMax', 'products', ['product'], { keepdims: { int: 0 } }),
      node('Expand', 'long', ['x', 'length']),
      node('Mul', 'stream', ['long', 'x']),
      node('ReduceMax', 'streams', ['stream'], { keepdims: { int: 0 } }),
      ...(int8
        ? [
            node('Cast', 'matrix8', ['matrix'], { to: { int: 2 } }),
            node('MatMulInteger', 'product8', ['matrix8', 'weights8']),
            node('ReduceMax', 'products8', ['product8'], { keepdims: { int: 0 } }),
          ]
        : []),
    ],
    output: [
      makeValueInfo('products', 'float32', []),
      makeValueInfo('streams', 'float32', []),
      ...(int8 ? [makeValueInfo('products8', 'int32', [])] : []),
    ],
  });
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 13n }], graph }));
}
