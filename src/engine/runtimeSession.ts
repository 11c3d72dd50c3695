import * as l10n from '@vscode/l10n';
import type { InferenceSession } from 'onnxruntime-node';
import { UserError } from '../base/errors';
import type { ElementType } from '../onnx/elementType';
import type { Tensor } from '../onnx/tensor';
import { type AdaptedModel, adaptModel } from './adapt';
import { fromCarrier, toCarrier } from './carrier';
import { loadRuntime, type Runtime } from './runtime';
import { loadError, runError } from './runtimeErrors';
import type { Session, SessionRequest, SessionRun, SessionValue } from './session';
import { fromRuntime, toRuntime } from './tensors';

/** A session together with its end. */
export interface RuntimeSession extends Session {
  release(): Promise<void>;
}

/**
 * Loads a model.
 * @throws UserError `runtime.*`, `model.*`, or what is wrong with the file
 */
export async function openSession(request: SessionRequest): Promise<RuntimeSession> {
  const model = await adaptModel(request.path, request.expose ?? []);
  const runtime = await loadRuntime();
  const began = performance.now();
  const session = await create(runtime, model, request.path);
  const loadMilliseconds = performance.now() - began;
  const inputs = session.inputMetadata.map((value) => sessionValue(value, model, model.declared.inputs));
  const outputs = session.outputMetadata.map((value) => sessionValue(value, model, model.declared.outputs));
  const tensors = outputs.filter((output) => output.isTensor).map((output) => output.name);
  return {
    inputs,
    outputs,
    loadMilliseconds,
    run: (feeds, fetch = tensors) => run({ runtime, session, model, inputs, outputs }, request.path, feeds, fetch),
    release: () => session.release(),
  };
}

async function create(runtime: Runtime, { source, directory, carried, declared }: AdaptedModel, path: string): Promise<InferenceSession> {
  // Of the library's log only errors; they come as exceptions, and its warnings would bury what explains a crash.
  const options = { logSeverityLevel: 3 } as const;
  try {
    if (typeof source === 'string') return await runtime.InferenceSession.create(source, options);
    const extra = { session: { model_external_initializers_file_folder_path: directory } };
    return await runtime.InferenceSession.create(source, { ...options, extra });
  } catch (error) {
    const types = [...carried.keys()].map((name) => (declared.inputs.get(name) ?? declared.outputs.get(name))?.type ?? '');
    throw loadError(error, path, [...new Set(types)]);
  }
}

interface Loaded {
  readonly runtime: Runtime;
  readonly session: InferenceSession;
  readonly model: AdaptedModel;
  readonly inputs: readonly SessionValue[];
  readonly outputs: readonly SessionValue[];
}

async function run(loaded: Loaded, path: string, feeds: Parameters<Session['run']>[0], fetch: readonly string[]): Promise<SessionRun> {
  const { runtime, session, model, outputs } = loaded;
  checkBoundary(loaded, path, feeds, fetch);
  const boundary = (name: string) => model.carried.get(name) ?? name;
  const given: Record<string, ReturnType<typeof toRuntime>> = {};
  for (const [name, tensor] of feeds) {
    given[boundary(name)] = toRuntime(runtime, name, model.carried.has(name) ? toCarrier(tensor) : tensor);
  }
  const began = performance.now();
  let returned: InferenceSession.ReturnType;
  try {
    returned = await session.run(given, fetch.map(boundary));
  } catch (error) {
    throw runError(error, path);
  }
  const milliseconds = performance.now() - began;
  const types = new Map(outputs.map((output) => [output.name, output.type as ElementType]));
  const read = (name: string): Tensor => {
    const tensor = fromRuntime(name, returned[boundary(name)]!);
    return model.carried.has(name) ? fromCarrier(tensor, types.get(name)!) : tensor;
  };
  return { outputs: new Map(fetch.map((name) => [name, read(name)])), milliseconds };
}

/** What the binding says badly or not at all. */
function checkBoundary({ inputs, outputs }: Loaded, path: string, feeds: Parameters<Session['run']>[0], fetch: readonly string[]): void {
  for (const input of inputs) {
    if (!input.isTensor) {
      throw new UserError(
        'input.noTensor',
        l10n.t('Input {0} is of type {1}: only tensors can be passed to ONNX Runtime from here.', input.name, input.type),
        {
          where: input.name,
        },
      );
    }
    if (!feeds.has(input.name)) throw new UserError('input.missing', l10n.t('Input {0} was not given.', input.name), { where: input.name });
  }
  if (fetch.length === 0) {
    const types = outputs.map((output) => `${output.name}: ${output.type}`).join(', ');
    throw new UserError('output.noTensor', l10n.t('No output of the model is a tensor ({0}), so there is nothing to return.', types), {
      where: path,
    });
  }
}

/** A value by the name its file gives it. The runtime's word on type and shape counts; where it has none, the file's. */
function sessionValue(
  metadata: InferenceSession.ValueMetadata,
  model: AdaptedModel,
  declared: AdaptedModel['declared']['inputs'],
): SessionValue {
  const original = [...model.carried].find(([, carrier]) => carrier === metadata.name)?.[0];
  if (original !== undefined) return { ...declared.get(original)!, isTensor: true };
  const info = declared.get(metadata.name);
  if (!metadata.isTensor) return { name: metadata.name, type: info?.type ?? 'unknown', isTensor: false };
  // The runtime gives `[]` for an unknown rank as for a scalar: the file knows better.
  const shape = metadata.shape.length > 0 || info === undefined ? metadata.shape : info.shape;
  return { name: metadata.name, type: metadata.type, ...(shape === undefined ? {} : { shape }), isTensor: true };
}
