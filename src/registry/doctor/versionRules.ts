import { posix } from 'node:path';
import { UserError } from '../../base/errors';
import { shownCommand } from '../../base/shell';
import type { CommitTree } from '../files/commitTree';
import { locateFile } from '../files/locate';
import type { LocatedFile } from '../files/located';
import { missingObjects } from '../files/missing';
import { storedFile } from '../files/stored';
import type { ArtifactState, VersionState } from '../tags/state';
import { type VersionFile, versionFiles } from '../versions/versionFiles';
import { deleteTags, modelwright } from './commands';
import { type Subject, stem } from './subject';

/** Versions looked up at a time: each may read a tree. */
const TOGETHER = 32;

/**
 * Whether the file of each version that holds can be found and its bytes are on this machine.
 * @param advance told how many versions were looked at
 */
export async function checkVersions(subject: Subject, advance: (done: number) => void): Promise<void> {
  const { registry, states, signal } = subject;
  let done = 0;
  for (const state of states.values()) {
    const versions = state.versions.filter((version) => version.registered && version.active);
    for (let start = 0; start < versions.length; start += TOGETHER) {
      signal?.throwIfAborted();
      const some = versions.slice(start, start + TOGETHER);
      const files = await versionFiles(registry, state.name, some);
      for (const [index, version] of some.entries()) await checkVersion(subject, state, version, files[index]!);
      done += some.length;
      advance(done);
    }
  }
}

async function checkVersion(subject: Subject, state: ArtifactState, version: VersionState, file: VersionFile): Promise<void> {
  const { findings, registry } = subject;
  const where = `${state.name}@${version.version}`;
  if (file.problem) {
    findings.add('warning', 'version.path', where, file.problem.message, file.problem.remedy);
    return;
  }
  if (!file.tree || !file.located) {
    if (!(await registry.objects.info(`${version.commit}^{tree}`))) {
      const message = 'The files of its commit are not here: this is a partial or damaged clone.';
      findings.add('warning', 'version.tree', where, message, `git ls-tree -r --name-only ${version.commit}`);
      return;
    }
    const message = file.path === undefined ? 'Its commit has no file of that model.' : `Its commit has no file ${file.path}.`;
    findings.add('warning', 'version.path', where, message, remedyFor(state, version));
    return;
  }
  const missing: LocatedFile[] = [];
  for (const located of [file.located, ...(await companions(file.tree, file.located))]) {
    if (!(await isHere(file.tree, located))) missing.push(located);
  }
  for (const some of byStorage(missing)) {
    const { message, remedy, actions } = await missingObjects(file.tree, version.tag, some);
    const [action] = actions;
    const command = action?.kind === 'terminal' ? shownCommand(action.argv) : remedy;
    const more = some.length > 1 ? ` So are ${some.length - 1} more of its files.` : '';
    findings.add('warning', 'object.missing', where, `${message}${more}`, command);
  }
}

/** A version that is of no model's file can only be taken back. */
function remedyFor(state: ArtifactState, version: VersionState): string {
  if (version.pattern !== 'gto') return deleteTags(version.tag);
  return modelwright('deregister', state.name, '--version', version.version);
}

/** Files beside the model that go by its name, as its external data do. The model itself is not read: it may be large, or elsewhere. */
async function companions(tree: CommitTree, model: LocatedFile): Promise<LocatedFile[]> {
  const folder = posix.dirname(model.path) === '.' ? '' : posix.dirname(model.path);
  const own = posix.basename(model.path);
  const prefix = stem(model.path);
  const names = new Set(((await tree.names(folder)) ?? []).map((name) => name.replace(/\.dvc$/, '')));
  const found: LocatedFile[] = [];
  for (const name of names) {
    if (name === own || !name.startsWith(prefix) || !/^[._]/.test(name.slice(prefix.length)) || /\.onnx$/i.test(name)) continue;
    try {
      const located = await locateFile(tree, posix.join(folder, name));
      if (located) found.push(located);
    } catch (error) {
      // A link that leads elsewhere is no part of the version.
      if (!(error instanceof UserError)) throw error;
    }
  }
  return found;
}

async function isHere(tree: CommitTree, located: LocatedFile): Promise<boolean> {
  if (located.storage === 'git') return located.bytes !== undefined;
  return !located.dvc?.unlisted && (await storedFile(tree, located)) !== undefined;
}

function byStorage(files: readonly LocatedFile[]): LocatedFile[][] {
  return (['git', 'lfs', 'dvc'] as const)
    .map((storage) => files.filter((file) => file.storage === storage))
    .filter((some) => some.length > 0);
}
