import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { statOrMissing } from '../../base/statOrMissing';
import { suggest } from '../../base/suggest';
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
 * @throws UserError `git.*`, `model.missing`
 */
export async function identifyArtifact(given: string, cwd: string, signal?: AbortSignal): Promise<IdentifiedArtifact> {
  const file = resolve(cwd, given);
  const isFile = (await statOrMissing(file))?.isFile() || (await statOrMissing(`${file}.dvc`))?.isFile() || false;
  const registry = await Registry.open(isFile ? file : cwd, { signal });
  if (!registry) throw noRepository(isFile ? file : cwd);
  try {
    return { registry, ...(await identify(registry, given, isFile ? file : undefined)) };
  } catch (error) {
    registry.dispose();
    throw error;
  }
}

async function identify(registry: Registry, given: string, file: string | undefined): Promise<{ name: string; path?: string }> {
  const [states, entries] = await Promise.all([registry.artifacts(), registry.entries()]);
  if (file !== undefined) {
    const path = relative(registry.repository.root ?? '', await withoutLinks(file))
      .split(sep)
      .join('/');
    const stem = path.replace(/^.*\//, '').replace(/\.onnx$/i, '');
    return { name: entries.find((entry) => entry.path === path)?.name ?? stem, path };
  }
  const parsed = parseReference(given);
  const name = parsed.kind === 'version' || parsed.kind === 'stage' ? parsed.name : given;
  const declared = entries.find((entry) => entry.name === name);
  const path = declared?.path ?? (await trackedPath(registry, name));
  if (declared || states.has(name) || path !== undefined) return { name, path };
  const near = suggest(name, [...states.keys(), ...entries.map((entry) => entry.name)]);
  throw new UserError('model.missing', l10n.t('There is no model {0} in this repository.', name), {
    where: registry.repository.root ?? registry.repository.gitDir,
    remedy: near === undefined ? l10n.t('"modelwright models" lists those that are here.') : l10n.t('Did you mean {0}?', near),
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

/** git names a work tree by its real path. */
async function withoutLinks(path: string): Promise<string> {
  const folder = resolve(path, '..');
  return resolve(await realpath(folder), path.slice(folder.length).replace(/^[\\/]+/, ''));
}

function noRepository(where: string): UserError {
  return new UserError('git.notRepository', l10n.t('{0} is not in a git repository.', where), {
    where,
    remedy: l10n.t('Run "git init" in the folder of your models, or open one that has a repository.'),
  });
}
