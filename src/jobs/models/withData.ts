import { dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../base/errors';
import { errorCode } from '../../base/files';
import { statOrMissing } from '../../base/statOrMissing';
import { locationComponents } from '../../onnx/externalData';
import { externalFiles } from '../../onnx/externalFiles';
import { openModel } from '../../onnx/open';
import type { ModelEntry } from '../../report/schemas/models';
import type { JobContext } from '../job';

/** A model with a larger graph than this (about 15,000 nodes) is listed by name alone: a list is not waited for. */
const MAX_OBJECTS = 500_000;
/** A model whose tensors are spread over more files than this is none that was made to be used. */
const MAX_FILES = 1000;
/** Models remembered. */
const KNOWN = 10_000;

/** What models said of their data, by the state of their files: a worker that stays reads each once. */
const known = new Map<string, { readonly stamp: string; readonly locations: readonly string[] }>();

/**
 * Adds to each model's files those that its tensors are kept in, as the model itself says, and takes them from models
 * that only their name connects them with. Reads graphs, never weights, one model at a time. One that cannot be read
 * keeps what goes by name.
 * @throws DOMException `AbortError` where it was cancelled
 */
export async function withData(models: readonly ModelEntry[], context: Pick<JobContext, 'cwd' | 'signal' | 'log'>): Promise<ModelEntry[]> {
  const found = new Map<ModelEntry, string[]>();
  for (const model of models) {
    context.signal.throwIfAborted();
    if (model.state !== 'file') continue;
    const data = await dataFiles(model, context);
    if (data.length > 0) found.set(model, data);
  }
  const claimed = new Set([...found.values()].flat());
  return models.map((model) => {
    const data = found.get(model);
    const own = model.files.filter((file) => !claimed.has(file) && !data?.includes(file));
    return { ...model, files: [...own, ...(data ?? [])], ...(data ? { data } : {}) };
  });
}

/** The files that are there of those a model names, relative to `cwd`. */
async function dataFiles(model: ModelEntry, { cwd, log }: Pick<JobContext, 'cwd' | 'log'>): Promise<string[]> {
  const path = resolve(cwd, model.path);
  const look = async (location: string) => {
    const file = join(dirname(path), ...locationComponents(location, path));
    return (await statOrMissing(file))?.isFile() ? [relative(cwd, file).split(sep).join('/')] : [];
  };
  const leaveOut = (error: unknown): [] => {
    if (!(error instanceof UserError) && errorCode(error) === undefined) throw error;
    log('debug', `${model.path}: external data are not listed: ${(error as Error).message}`);
    return [];
  };
  const files: string[] = [];
  for (const location of await locations(path).catch(leaveOut)) files.push(...(await look(location).catch(leaveOut)));
  return [...new Set(files)];
}

async function locations(path: string): Promise<readonly string[]> {
  const file = await statOrMissing(path);
  const stamp = file ? `${file.size} ${file.mtimeMs} ${file.ino}` : '';
  const before = known.get(path);
  if (before?.stamp === stamp) return before.locations;
  if (known.size >= KNOWN) known.delete(known.keys().next().value ?? '');
  // One that cannot be read is not tried again before it changes.
  known.set(path, { stamp, locations: [] });
  const read = readLocations(path);
  known.set(path, { stamp, locations: read });
  return read;
}

function readLocations(path: string): string[] {
  const model = openModel(path, { objects: MAX_OBJECTS });
  try {
    return externalFiles(model).slice(0, MAX_FILES);
  } finally {
    model.close();
  }
}
