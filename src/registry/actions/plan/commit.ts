import { join, posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import { readSmallFile } from '../../../base/smallFile';
import type { Consequence } from '../../../report/schemas/action';
import { withArtifact } from '../../declared/artifactsEdit';
import { assertType } from '../../declared/settings';
import { consequence } from './consequences';
import { assertCommittable, type FileState, stampOf, uncommitted } from './files';
import { assertDvcFresh, type ModelFiles, modelFiles, tracksOtherwise } from './modelFiles';
import type { PlannedCommit, PlannedEdit, PlannedFile } from './plan';
import type { Situation } from './situation';

/** What is asked about the commit of the model's own files. */
export interface CommitRequest {
  /** Of the model, from the root. */
  readonly path: string;
  /** Allowed to commit files that are not committed yet. */
  readonly commit: boolean;
  readonly message: string;
  readonly type?: string;
  readonly description?: string;
}

const INDEX_LIMIT = 1 << 20;

/**
 * The commit that has to be made before a version of the working copy can be registered; undefined where everything is committed.
 * @throws UserError `register.uncommitted`, `register.missing`, `commit.*`, `artifacts.yaml`, `type.*`
 */
export async function planCommit(
  situation: Situation,
  request: CommitRequest,
  signal?: AbortSignal,
): Promise<{ commit?: PlannedCommit; consequences: Consequence[] }> {
  const { registry, settings } = situation;
  const { path, message } = request;
  const root = registry.repository.root!;
  const files = await modelFiles(registry, path, signal);
  await assertDvcFresh(registry, files.tracked, signal);
  const edit = await declarationEdit(situation, request);
  const index = settings.index;
  const trackers = await changedTrackers(situation, files);
  const changed = await uncommitted(registry, [...new Set([...files.own, ...trackers, index, 'dvc.yaml'])], signal);
  const own = changed.filter((file) => files.own.includes(file.path) || trackers.has(file.path));
  const declaring: FileState[] = [];
  for (const file of changed.filter((each) => (each.path === index || each.path === 'dvc.yaml') && !own.includes(each))) {
    if ((edit && file.path === index) || (await declaresOtherwise(situation, path, file))) declaring.push(file);
  }
  const mine = own.filter((file) => !(file.ignored && file.path !== path));
  assertCommittable([...mine, ...declaring]);
  const wanted: FileState[] = [...mine, ...declaring.filter((file) => file.path !== edit?.path)];
  if (wanted.length > 0 && !request.commit) throw uncommittedError(situation.name, wanted);
  if (wanted.length === 0 && !edit) return { consequences: [] };
  const planned: PlannedFile[] = wanted.map(({ path: file, change, untracked, stamp }) => ({
    path: file,
    change,
    untracked,
    ...(stamp === undefined ? {} : { stamp }),
  }));
  const consequences: Consequence[] = [];
  if (edit) {
    const before = declaring.find((file) => file.path === edit.path);
    if (before && !request.commit) throw uncommittedError(situation.name, [before]);
    const stamp = await stampOf(join(root, edit.path));
    const added = before?.untracked ?? edit.before === undefined;
    planned.push({ path: edit.path, change: added ? 'added' : 'changed', untracked: added, ...(stamp === undefined ? {} : { stamp }) });
    consequences.push(
      consequence('commit.declares', 'info', `${edit.path} gets an entry for ${situation.name}.`, {
        file: edit.path,
        name: situation.name,
      }),
    );
  }
  // Those speak of other models too.
  const shared = [...declaring, ...mine.filter((file) => trackers.has(file.path) && !isOwnTracker(file.path, files))];
  if (shared.length > 0) {
    const names = shared.map((file) => file.path).join(', ');
    consequences.push(consequence('commit.more', 'info', `All uncommitted changes of ${names} are in the commit.`, { files: names }));
  }
  if (situation.branch === undefined) {
    consequences.push(consequence('commit.detached', 'warning', 'HEAD is detached: no branch will have the commit, only the tag.'));
  }
  const commit = {
    files: planned,
    edits: edit ? [edit] : [],
    message,
    ...(situation.head === undefined ? {} : { parent: situation.head }),
  };
  return { commit, consequences };
}

/**
 * The `.dvc` files and `dvc.lock`s that say something new of the model's files. A lock goes with the pipeline it is of: without its
 * `dvc.yaml` nobody could tell where its outputs lie.
 */
async function changedTrackers({ registry, head }: Situation, { tracked }: ModelFiles): Promise<Set<string>> {
  const found = new Set<string>();
  for (const file of tracked) {
    const { tracker } = file.dvc!;
    if (tracker !== `${file.path}.dvc` && !(await tracksOtherwise(registry, file, head))) continue;
    found.add(tracker);
    if (posix.basename(tracker) === 'dvc.lock') found.add(posix.join(posix.dirname(tracker), 'dvc.yaml'));
  }
  return found;
}

/** Whether a tracker is of one file of the model alone. */
function isOwnTracker(tracker: string, { tracked }: ModelFiles): boolean {
  return tracked.some(({ path }) => tracker === `${path}.dvc`);
}

/** The new text of `artifacts.yaml`, where neither it nor `dvc.yaml` declares the model. */
async function declarationEdit(situation: Situation, request: CommitRequest): Promise<PlannedEdit | undefined> {
  const { registry, name, settings } = situation;
  const colon = name.indexOf(':');
  const entries = await registry.declarations.entries(undefined, colon < 0 ? '' : name.slice(0, colon));
  const declared = entries.find((entry) => entry.name === name.slice(colon + 1));
  if (declared) {
    if (declared.type !== undefined) assertType(settings, declared.type);
    return undefined;
  }
  const type = request.type ?? 'model';
  assertType(settings, type);
  const { path, description } = request;
  const before = await readSmallFile(join(registry.repository.root!, settings.index), INDEX_LIMIT);
  const after = withArtifact(before, { name, path, type, ...(description === undefined ? {} : { description }) }, settings.index);
  return { path: settings.index, before, after };
}

/** Whether a changed `artifacts.yaml` or `dvc.yaml` says something else of this model than HEAD's does. */
async function declaresOtherwise({ registry, name, head }: Situation, path: string, file: FileState): Promise<boolean> {
  if (file.path !== 'dvc.yaml' && file.unmerged) return true;
  const entryOf = async (ref?: string) => {
    const found = (await registry.entries(ref)).find((entry) => entry.name === name || entry.path === path);
    return found && JSON.stringify([found.name, found.path, found.type, found.description]);
  };
  return (await entryOf()) !== (head === undefined ? undefined : await entryOf(head));
}

function uncommittedError(name: string, files: readonly FileState[]): UserError {
  const list = files.map((file) => `  ${file.path} (${CHANGES[file.change]()})`).join('\n');
  return new UserError('register.uncommitted', `${l10n.t('{0} has files that are not committed:', name)}\n${list}`, {
    where: files[0]!.path,
    remedy: l10n.t('Commit them, or give --commit: then just these are committed first.'),
  });
}

const CHANGES = { added: () => l10n.t('new'), changed: () => l10n.t('changed'), deleted: () => l10n.t('deleted') };
