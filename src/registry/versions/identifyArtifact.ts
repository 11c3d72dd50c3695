import { realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { statOrMissing } from '../../base/statOrMissing';
import { suggest } from '../../base/suggest';
import { readPointer } from '../files/pointer';
import { nestedRepository } from '../nested';
import { parseReference } from '../references/reference';
import { Registry } from '../registry';

/** A model as the registry knows it, whether it has versions or not. */
export interface IdentifiedArtifact {
  readonly registry: Registry;
  readonly name: string;
  /** Its file in the work tree (or a bare repository's HEAD), from the root with `/`; absent where none is known. */
  readonly path?: string;
}

/**
 * The artifact that a person names: by a file's path, which wins where it exists, by its name, or by a reference to one of its versions. The
 * caller disposes of the registry.
 * @param options.past also by where its file was: `PATH@TAG`, or a path where no file is any more. For those who look and do not write
 * @throws UserError `git.*`, `model.missing`, `model.ambiguous`
 */
export async function identifyArtifact(
  given: string,
  cwd: string,
  signal?: AbortSignal,
  options: { readonly past?: boolean } = {},
): Promise<IdentifiedArtifact> {
  const file = resolve(cwd, given);
  const isFile = (await statOrMissing(file))?.isFile() || (await statOrMissing(`${file}.dvc`))?.isFile() || (await isTracked(file));
  const past = isFile || !options.past ? undefined : pastFile(given, cwd);
  try {
    return await openAt(isFile ? file : (past?.file ?? cwd), signal, async (registry) => {
      const found = past && (await identifyPast(registry, past));
      return found ?? (await identify(registry, given, isFile ? file : undefined));
    });
  } catch (error) {
    const unknown = error instanceof UserError && ['model.missing', 'git.notRepository'].includes(error.code);
    const nested = unknown && !isFile && !past ? await nestedRepository(nameIn(given), cwd, signal) : undefined;
    if (nested === undefined) throw error;
    return openAt(nested, signal, (registry) => identify(registry, given, undefined));
  }
}

/** The artifact that is found in the repository around a place. */
async function openAt(
  start: string,
  signal: AbortSignal | undefined,
  find: (registry: Registry) => Promise<{ name: string; path?: string }>,
): Promise<IdentifiedArtifact> {
  const registry = await Registry.open(start, { signal });
  if (!registry) throw noRepository(start);
  try {
    return { registry, ...(await find(registry)) };
  } catch (error) {
    registry.dispose();
    throw error;
  }
}

/** The model's name of a reference to a version or stage, else the whole. */
function nameIn(given: string): string {
  const parsed = parseReference(given);
  return parsed.kind === 'version' || parsed.kind === 'stage' ? parsed.name : given;
}

/** Whether DVC tracks a model that is not here, in a folder or by a pipeline. */
async function isTracked(file: string): Promise<boolean> {
  const pointer = /\.onnx$/i.test(file) && !(await statOrMissing(file)) ? await readPointer(file) : undefined;
  return pointer?.kind === 'dvc' && !pointer.oid.endsWith('.dir');
}

/** A file that is not there as it is named: at a tag, or at all. */
interface PastFile {
  /** Absolute. */
  readonly file: string;
  readonly ref?: string;
}

function pastFile(given: string, cwd: string): PastFile | undefined {
  const parsed = parseReference(given);
  if (parsed.kind === 'ref') return { file: resolve(cwd, parsed.path), ref: parsed.ref };
  return parsed.kind === 'path' && /\.onnx$/i.test(given) ? { file: resolve(cwd, given) } : undefined;
}

/** By the tag, which names one artifact; else by what lay, or was declared, at that path. */
async function identifyPast(registry: Registry, { file, ref }: PastFile): Promise<{ name: string; path?: string } | undefined> {
  const states = await registry.artifacts();
  const tagged = ref === undefined ? undefined : [...states.values()].find(({ events }) => events.some(({ tag }) => tag === ref));
  const path = await pathBelow(registry, file);
  const entries = await registry.entries();
  const name = tagged?.name ?? entries.find((entry) => entry.path === path)?.name ?? nameByPath(path, states);
  if (name === undefined) return (await statOrMissing(file))?.isFile() ? identify(registry, path, file) : undefined;
  const today = entries.find((entry) => entry.name === name)?.path ?? (await trackedPath(registry, name));
  return { name, ...(today === undefined ? {} : { path: today }) };
}

/** `nets/m.onnx` is of `nets/m`, of `nets:m`, or of `m`: the first that tags name. */
function nameByPath(path: string, states: ReadonlyMap<string, unknown>): string | undefined {
  const plain = path.replace(/\.onnx$/i, '');
  const slash = plain.lastIndexOf('/');
  const names = [plain, ...(slash < 0 ? [] : [`${plain.slice(0, slash)}:${plain.slice(slash + 1)}`]), plain.slice(slash + 1)];
  return names.find((name) => states.has(name));
}

async function identify(registry: Registry, given: string, file: string | undefined): Promise<{ name: string; path?: string }> {
  const [states, entries] = await Promise.all([registry.artifacts(), registry.entries()]);
  if (file !== undefined) {
    const path = await pathBelow(registry, file);
    const stem = path.replace(/^.*\//, '').replace(/\.onnx$/i, '');
    const names = entries.flatMap((entry) => (entry.path === path ? entry.name : []));
    if (names.length > 1) throw severalNames(path, names);
    return { name: names[0] ?? stem, path };
  }
  const name = nameIn(given);
  const declared = entries.find((entry) => entry.name === name);
  const path = declared?.path ?? (await trackedPath(registry, name));
  if (declared || states.has(name) || path !== undefined) return { name, path };
  const near = suggest(name, [...states.keys(), ...entries.map((entry) => entry.name)]);
  throw new UserError('model.missing', l10n.t('There is no model {0} in this repository.', name), {
    where: registry.repository.root ?? registry.repository.gitDir,
    remedy: near === undefined ? l10n.t('"modelwright models" lists those that are here.') : l10n.t('Did you mean {0}?', near),
  });
}

/** A file that is declared under several names is several models. */
function severalNames(path: string, names: readonly string[]): UserError {
  return new UserError('model.ambiguous', l10n.t('{0} has {1} names: {2}.', path, names.length, names.join(', ')), {
    where: path,
    remedy: l10n.t('Say which is meant: give the name in place of the path.'),
  });
}

/** The one file called `NAME.onnx`: of those that git tracks, else of those it could. */
async function trackedPath(registry: Registry, name: string): Promise<string | undefined> {
  const fits = (path: string) => path === `${name}.onnx` || path.endsWith(`/${name}.onnx`);
  const found = (await registry.declarations.tracked()).filter(fits);
  if (found.length === 1) return found[0];
  const head = await registry.objects.info('HEAD^{commit}');
  const committed = head && (await registry.pathAt(name, head.oid));
  if (committed !== undefined || found.length > 1) return committed;
  const fresh = (await registry.declarations.untracked()).filter(fits);
  return fresh.length === 1 ? fresh[0] : undefined;
}

/** From the root of the repository, with `/`: git names a work tree by its real path. Folders that are gone are taken as they are named. */
async function pathBelow({ repository }: Registry, file: string): Promise<string> {
  let folder = dirname(file);
  while (!(await statOrMissing(folder)) && dirname(folder) !== folder) folder = dirname(folder);
  const real = resolve(await realpath(folder), relative(folder, file));
  return relative(repository.root ?? '', real)
    .split(sep)
    .join('/');
}

function noRepository(where: string): UserError {
  return new UserError('git.notRepository', l10n.t('{0} is not in a git repository.', where), {
    where,
    remedy: l10n.t('Run "git init" in the folder of your models, or open one that has a repository.'),
  });
}
