import type { InferenceSession } from 'onnxruntime-node';
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
 * @throws UserError `runtime.*`, `model.*`
 */
export async function openSession(request: SessionRequest): Promise<RuntimeSession> {
  const runtime = await loadRuntime();
  const began = performance.now();
  let session: InferenceSession;
  try {
    session = await runtime.InferenceSession.create(request.path, { logSeverityLevel: 3 });
  } catch (error) {
    throw loadError(error, request.path);
  }
  const loadMilliseconds = performance.now() - began;
  const outputs = session.outputMetadata.map(sessionValue);
  const tensors = outputs.filter((output) => output.isTensor).map((output) => output.name);
  return {
    inputs: session.inputMetadata.map(sessionValue),
    outputs,
    loadMilliseconds,
    run: (feeds, fetch = tensors) => run(runtime, session, request.path, feeds, fetch),
    release: () => session.release(),
  };
}

async function run(
  runtime: Runtime,
  session: InferenceSession,
  path: string,
  feeds: Parameters<Session['run']>[0],
  fetch: readonly string[],
): Promise<SessionRun> {
  const given = Object.fromEntries([...feeds].map(([name, tensor]) => [name, toRuntime(runtime, name, tensor)]));
  const began = performance.now();
  let returned: InferenceSession.ReturnType;
  try {
    returned = await session.run(given, fetch);
  } catch (error) {
    throw runError(error, path);
  }
  const milliseconds = performance.now() - began;
  return { outputs: new Map(fetch.map((name) => [name, fromRuntime(name, returned[name]!)])), milliseconds };
}

function sessionValue(metadata: InferenceSession.ValueMetadata): SessionValue {
  if (!metadata.isTensor) return { name: metadata.name, type: 'unknown', isTensor: false };
  return { name: metadata.name, type: metadata.type, shape: metadata.shape, isTensor: true };
}
