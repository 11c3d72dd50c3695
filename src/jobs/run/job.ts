import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { TensorProtoSchema } from '../../onnx/gen/onnx-ml_pb';
import { readTensor } from '../../onnx/readTensor';
import { bytesSource } from '../../onnx/source';
import type { Tensor } from '../../onnx/tensor';
import { resolveModelFile } from '../../registry/resolve';
import type { RunResult } from '../../report/schemas/run';
import { defineJob } from '../job';
import { runParameters } from './parameters';

/** Runs a model. */
export const runJob = defineJob({
  parameters: runParameters,
  schemaVersion: 1,
  async run(parameters, context) {
    const model = await resolveModelFile(parameters.model, context.cwd);
    const session = await context.sessions.open({ path: model.path });
    const feeds = new Map<string, Tensor>();
    const inputs: RunResult['inputs'] = [];
    for (const [i, input] of session.inputs.entries()) {
      const given = parameters.input.find((text) => text.startsWith(`${input.name}=`)) ?? parameters.input[i];
      const source = given?.replace(/^[^=]*=/, '') ?? 'random';
      let tensor: Tensor;
      if (source.endsWith('.pb')) {
        const bytes = readFileSync(resolve(context.cwd, source));
        const home = { source: bytesSource(bytes), references: new WeakMap(), directory: context.cwd };
        tensor = readTensor(home, fromBinary(TensorProtoSchema, bytes));
      } else {
        const dims = (input.shape ?? []).map((dim) => (typeof dim === 'number' ? dim : 1));
        const count = dims.reduce((a, b) => a * b, 1);
        tensor = { type: 'float32', dims, data: Float32Array.from({ length: count }, Math.random) };
      }
      feeds.set(input.name, tensor);
      inputs.push({ name: input.name, type: tensor.type, shape: [...tensor.dims], kind: 'tensor', source });
    }
    const { outputs, milliseconds } = await session.run(feeds);
    const result: RunResult = {
      inputs,
      outputs: [...outputs].map(([name, tensor]) => ({
        name,
        type: tensor.type,
        shape: [...tensor.dims],
        ...(tensor.data.length <= 100 ? { values: Array.from(tensor.data as Float32Array) } : {}),
      })),
      milliseconds,
      loadMilliseconds: session.loadMilliseconds,
    };
    return { result, verdict: `${model.name}: ${milliseconds.toFixed(1)} ms` };
  },
});
