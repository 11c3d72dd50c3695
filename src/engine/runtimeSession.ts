import * as l10n from '@vscode/l10n';
import type { InferenceSession } from 'onnxruntime-node';
import { UserError } from '../base/errors';
import type { ElementType } from '../onnx/elementType';
import type { Tensor } from '../onnx/tensor';
import { type AdaptedModel, adaptModel } from './adapt';
import { fromCarrier, passes, toCarrier } from './carrier';
import { loadRuntime, type Runtime } from './runtime';
import { loadError, runError } from './runtimeErrors';
import type { Session, SessionRequest, SessionRun, SessionValue } from './session';
import { fromRuntime, toRuntime } from './tensors';

/** A session together with its end, and what only measuring needs. */
export interface RuntimeSession extends Session {
  /**
   * Makes ready all of a run but the runtime's own work.
   * @returns runs the model on those inputs for every tensor output, and lets the outputs go
   * @throws UserError as {@link Session.run}
   */
  prepare(feeds: Feeds): () => Promise<void>;
  /** Has the profiler write its file, where it is on. */
  endProfiling(): Promise<void>;
  release(): Promise<void>;
}

type Feeds = Parameters<Session['run']>[0];

/**
 * Loads a model.
 * @param settings beyond those of every session
 * @throws UserError `runtime.*`, `model.*`, or what is wrong with the file
 */
export async function openSession(request: SessionRequest, settings: InferenceSession.SessionOptions = {}): Promise<RuntimeSession> {
  const model = await adaptModel(request.path, request.expose ?? []);
  const runtime = await loadRuntime();
  const began = performance.now();
  const session = await create(runtime, model, request.path, settings);
  const loadMilliseconds = performance.now() - began;
  const inputs = session.inputMetadata.map((value) => sessionValue(value, model, model.declared.inputs));
  const outputs = session.outputMetadata.map((value) => sessionValue(value, model, model.declared.outputs));
  const tensors = outputs.filter((output) => output.isTensor).map((output) => output.name);
  const loaded = { runtime, session, model, inputs, outputs };
  return {
    inputs,
    outputs,
    loadMilliseconds,
    run: (feeds, fetch = tensors) => run(loaded, request.path, feeds, fetch),
    prepare: (feeds) => prepare(loaded, request.path, feeds, tensors),
    endProfiling: async () => session.endProfiling(),
    release: () => session.release(),
  };
}

async function create(
  runtime: Runtime,
  { source, directory, carried, declared }: AdaptedModel,
  path: string,
  settings: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  // Of the library's log only errors; they come as exceptions, and its warnings would bury what explains a crash.
  const options = { logSeverityLevel: 3, ...settings } as const;
  try {
    if (typeof source === 'string') return await runtime.InferenceSession.create(source, options);
    const given = (settings.extra?.session ?? {}) as Record<string, unknown>;
    const extra = { session: { ...given, model_external_initializers_file_folder_path: directory } };
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

async function run(loaded: Loaded, path: string, feeds: Feeds, fetch: readonly string[]): Promise<SessionRun> {
  const { session, model, outputs } = loaded;
  const given = toFeeds(loaded, path, feeds, fetch);
  const boundary = (name: string) => model.carried.get(name) ?? name;
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
    const type = types.get(name)!;
    return passes(type) || !model.carried.has(name) ? tensor : fromCarrier(tensor, type);
  };
  return { outputs: new Map(fetch.map((name) => [name, read(name)])), milliseconds };
}

function prepare(loaded: Loaded, path: string, feeds: Feeds, fetch: readonly string[]): () => Promise<void> {
  const given = toFeeds(loaded, path, feeds, fetch);
  const names = fetch.map((name) => loaded.model.carried.get(name) ?? name);
  return async () => {
    try {
      await loaded.session.run(given, names);
    } catch (error) {
      throw runError(error, path);
    }
  };
}

/** Inputs as the runtime takes them. */
function toFeeds(loaded: Loaded, path: string, feeds: Feeds, fetch: readonly string[]): InferenceSession.FeedsType {
  checkBoundary(loaded, path, feeds, fetch);
  const { runtime, model } = loaded;
  const given: Record<string, ReturnType<typeof toRuntime>> = {};
  for (const [name, tensor] of feeds) {
    const carrier = model.carried.get(name);
    given[carrier ?? name] = toRuntime(runtime, name, carrier === undefined || passes(tensor.type) ? tensor : toCarrier(tensor));
  }
  return given;
}

/** What the binding says badly or not at all. */
function checkBoundary({ inputs, outputs }: Loaded, path: string, feeds: Feeds, fetch: readonly string[]): void {
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
  const info = declared.get(original ?? metadata.name);
  if (original !== undefined && info) return { ...info, isTensor: true };
  if (!metadata.isTensor) return { name: metadata.name, type: info?.type ?? 'unknown', isTensor: false };
  // The runtime gives `[]` for an unknown rank as for a scalar: the file knows better.
  const shape = metadata.shape.length > 0 || info === undefined ? metadata.shape : info.shape;
  return { name: original ?? metadata.name, type: metadata.type, ...(shape === undefined ? {} : { shape }), isTensor: true };
}
