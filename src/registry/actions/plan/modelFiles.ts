import { basename, join, posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import { shownCommand } from '../../../base/shell';
import { readSmallFile } from '../../../base/smallFile';
import { statOrMissing } from '../../../base/statOrMissing';
import { git } from '../../../git/process';
import { MAX_MANIFEST_BYTES, manifestNames } from '../../../manifest/load';
import { namedFilesIn } from '../../../manifest/namedFiles';
import { locationComponents } from '../../../onnx/externalData';
import { externalFiles } from '../../../onnx/externalFiles';
import { openModel } from '../../../onnx/open';
import { CommitTree } from '../../files/commitTree';
import { locateInDvc } from '../../files/dvc';
import { asArgument } from '../../files/dvcPull';
import type { LocatedFile } from '../../files/located';
import { assertPlainPath } from '../../files/missing';
import { isIntact } from '../../files/stored';
import { WorkTree } from '../../files/workTree';
import type { Registry } from '../../registry';

/** What a commit needs for a version of a model, by name: from the root, there or not. */
export interface ModelFiles {
  /** What git itself keeps: the model, its external data, its manifests and what the one in force names, its metrics. */
  readonly own: readonly string[];
  /** What DVC keeps of these, with the `.dvc` file or `dvc.lock` that git has in its place. */
  readonly tracked: readonly LocatedFile[];
}

/**
 * The files that make up a model.
 * @param path of the model, from the root
 */
export async function modelFiles({ repository }: Registry, path: string, signal?: AbortSignal): Promise<ModelFiles> {
  const root = repository.root!;
  const folder = posix.dirname(path);
  const beside = (name: string) => posix.join(folder, name);
  const stem = basename(path).replace(/\.onnx$/i, '');
  const manifests = manifestNames(basename(path)).map(beside);
  const names = [
    path,
    ...(await dataFiles(join(root, path))).map(beside),
    ...manifests,
    ...(await namedIn(root, manifests)).map(beside),
    beside(`${stem}.metrics.json`),
  ];
  const work = await WorkTree.around(join(root, path));
  const located = await Promise.all([...new Set(names)].map(async (name) => ({ name, dvc: await locateInDvc(work, name) })));
  const taken = await takenByGit(
    root,
    located.flatMap(({ name, dvc }) => (dvc ? [name] : [])),
    signal,
  );
  // An output of a pipeline may be git's all the same (`cache: false`).
  const byDvc = (name: string, dvc: LocatedFile | undefined) =>
    dvc?.dvc !== undefined && (dvc.dvc.tracker === `${name}.dvc` || !taken.has(name));
  return {
    own: located.flatMap(({ name, dvc }) => (byDvc(name, dvc) ? [] : [name])),
    tracked: located.flatMap(({ name, dvc }) => (byDvc(name, dvc) ? [dvc!] : [])),
  };
}

/** Names of the files that a model's weights are in, relative to its folder. A file that is no model has none. @param path absolute */
export async function dataFiles(path: string): Promise<string[]> {
  if (!(await statOrMissing(path))?.isFile()) return [];
  try {
    const model = openModel(path);
    try {
      return externalFiles(model).flatMap(inFolder);
    } finally {
      model.close();
    }
  } catch (error) {
    // What cannot be read as a model (an LFS pointer, a damaged file) is a single file here; opening it says more.
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** What the manifest in force names: class names, vocabularies, tokenizers. Relative to its folder. */
async function namedIn(root: string, manifests: readonly string[]): Promise<string[]> {
  for (const manifest of manifests) {
    const text = await readSmallFile(join(root, manifest), MAX_MANIFEST_BYTES);
    if (text !== undefined) return namedFilesIn(text).flatMap(inFolder);
  }
  return [];
}

/** A stranger's name, where it stays in the folder. What does not is refused by whoever follows it. */
function inFolder(reference: string): string[] {
  try {
    const name = locationComponents(reference, reference).join('/');
    assertPlainPath(name);
    return [name];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Those of `paths` that git has, or would take if asked: neither ignored nor missing. */
async function takenByGit(root: string, paths: readonly string[], signal?: AbortSignal): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths], { cwd: root, signal });
  return new Set(listed.split('\0'));
}

/**
 * Whether what DVC tracks of a file is another thing than at a commit. A tracker speaks of many files, and this asks for the one.
 * @param head absent: there is no commit yet
 */
export async function tracksOtherwise({ repository, objects }: Registry, file: LocatedFile, head: string | undefined): Promise<boolean> {
  if (head === undefined) return true;
  const before = await locateInDvc(new CommitTree(repository, objects, head), file.path);
  return before?.oid !== file.oid || before.dvc?.tracker !== file.dvc?.tracker;
}

/** What DVC tracks must be the bytes in the work tree. @throws UserError `register.dvcStale` */
export async function assertDvcFresh({ repository }: Registry, files: readonly LocatedFile[], signal?: AbortSignal): Promise<void> {
  const root = repository.root!;
  for (const file of files) {
    const { path, dvc } = file;
    const place = join(root, path);
    if (dvc?.unlisted || !(await statOrMissing(place))?.isFile()) continue;
    if (await isIntact({ repository }, file, place, signal)) continue;
    const { tracker } = dvc!;
    const argv = tracker === `${path}.dvc` ? ['dvc', 'add', asArgument(path)] : ['dvc', 'commit', asArgument(path)];
    throw new UserError('register.dvcStale', l10n.t('{0} is not what {1} says: DVC has not taken the change yet.', path, tracker), {
      where: path,
      remedy: l10n.t('Run: {0}', shownCommand(argv)),
      actions: [{ kind: 'terminal', argv, cwd: root }],
    });
  }
}
