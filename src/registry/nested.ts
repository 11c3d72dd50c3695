import { dirname, relative } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { enclosingRepository } from '../git/enclosing';
import { discoverModels } from './discover';
import { OpenRegistries, RepositoryFolders } from './registries';

/** Names listed in a message. */
const LISTED = 6;

/**
 * The one repository below that of a folder (a submodule, a clone; below the folder itself where it is in none) that has a model of a name: what
 * the list of models shows there is found by its name there as well.
 * @returns its root, absolute; undefined where none has
 * @throws UserError `model.ambiguous` where several have
 */
export async function nestedRepository(name: string, cwd: string, signal?: AbortSignal): Promise<string | undefined> {
  const top = (await enclosingRepository(cwd)) ?? cwd;
  const folders = new RepositoryFolders(top);
  const named = new Map<string, string>();
  const roots = new Set<string>();
  for (const model of (await discoverModels(top, signal)).models) {
    const root = await folders.of(dirname(model.path));
    if (root === top) continue;
    roots.add(root);
    if (model.name === name) named.set(root, model.path);
  }
  const registries = new OpenRegistries(() => undefined, signal);
  try {
    for (const root of roots) {
      if (!named.has(root) && (await (await registries.at(root))?.find(name))) named.set(root, root);
    }
  } finally {
    registries.dispose();
  }
  if (named.size <= 1) return named.keys().next().value;
  const paths = [...named.values()].map((path) => relative(cwd, path));
  throw new UserError('model.ambiguous', l10n.t('{0} may be one of {1} models.', name, paths.length), {
    where: name,
    remedy: l10n.t('Name one of {0}.', paths.length > LISTED ? `${paths.slice(0, LISTED).join(', ')}, …` : paths.join(', ')),
  });
}
