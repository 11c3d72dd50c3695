import { create, toBinary } from '@bufbuild/protobuf';
import { makeNode, makeValueInfo } from '../../onnx/edit/make';
import { GraphProtoSchema, ModelProtoSchema } from '../../onnx/gen/onnx-ml_pb';
import { loadRuntime } from '../runtime';

const RUNS = 300;
const WARM_UP = 50;

/** What a run costs besides the model's own work, in milliseconds. */
export interface Overhead {
  /** Reading the clock twice. */
  readonly clockMs: number;
  /** Calling the runtime: a run of a model that copies one number. */
  readonly callMs: number;
}

/** Measures both, by their medians. */
export async function measureOverhead(): Promise<Overhead> {
  const runtime = await loadRuntime();
  const session = await runtime.InferenceSession.create(identityModel(), { logSeverityLevel: 3, intraOpNumThreads: 1 });
  try {
    const feeds = { x: new runtime.Tensor('float32', Float32Array.of(1), [1]) };
    const calls = new Float64Array(RUNS);
    const clock = new Float64Array(RUNS);
    for (let run = -WARM_UP; run < RUNS; run++) {
      const start = performance.now();
      await session.run(feeds, ['y']);
      const end = performance.now();
      if (run < 0) continue;
      calls[run] = end - start;
      clock[run] = performance.now() - performance.now();
    }
    return { callMs: middle(calls), clockMs: Math.abs(middle(clock)) };
  } finally {
    await session.release();
  }
}

function middle(values: Float64Array): number {
  return values.sort()[values.length >> 1]!;
}

function identityModel(): Uint8Array {
  const graph = create(GraphProtoSchema, {
    name: 'identity',
    node: [makeNode('Identity', { inputs: ['x'], outputs: ['y'] })],
    input: [makeValueInfo('x', 'float32', [1])],
    output: [makeValueInfo('y', 'float32', [1])],
  });
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 13n }], graph }));
}
