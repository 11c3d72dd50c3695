import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import { shownCommand } from '../../../base/shell';
import { readSmallFile } from '../../../base/smallFile';
import { statOrMissing } from '../../../base/statOrMissing';
import type { Consequence } from '../../../report/schemas/action';
import { withArtifact } from '../../declared/artifactsEdit';
import { assertType } from '../../declared/settings';
import { dvcEntry } from '../../files/dvc';
import { asArgument } from '../../files/dvcPull';
import { consequence } from './consequences';
import { assertCommittable, type FileState, modelFiles, stampOf, uncommitted } from './files';
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
const DVC_LIMIT = 64 * 1024;

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
  await assertDvcFresh(root, path, signal);
  const edit = await declarationEdit(situation, request);
  const index = settings.index;
  const files = await modelFiles(root, path);
  const changed = await uncommitted(registry, [...new Set([...files, index, 'dvc.yaml'])], signal);
  const own = changed.filter((file) => files.includes(file.path));
  const declaring: FileState[] = [];
  for (const file of changed.filter((each) => each.path === index || each.path === 'dvc.yaml')) {
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
  if (declaring.length > 0) {
    const names = declaring.map((file) => file.path).join(', ');
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

/** A `.dvc` file must name the bytes that are in the work tree. @throws UserError `register.dvcStale` */
async function assertDvcFresh(root: string, path: string, signal?: AbortSignal): Promise<void> {
  const file = join(root, path);
  const text = await readSmallFile(`${file}.dvc`, DVC_LIMIT);
  const pointer = text === undefined ? undefined : dvcEntry(text, basename(path));
  if (!pointer || !(await statOrMissing(file))?.isFile()) return;
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal })) hash.update(chunk as Buffer);
  if (hash.digest('hex') === pointer.oid) return;
  const argv = ['dvc', 'add', asArgument(path)];
  throw new UserError('register.dvcStale', l10n.t('{0} is not what {1} says: DVC has not taken the change yet.', path, `${path}.dvc`), {
    where: path,
    remedy: l10n.t('Run: {0}', shownCommand(argv)),
    actions: [{ kind: 'terminal', argv, cwd: root }],
  });
}

function uncommittedError(name: string, files: readonly FileState[]): UserError {
  const list = files.map((file) => `  ${file.path} (${CHANGES[file.change]()})`).join('\n');
  return new UserError('register.uncommitted', `${l10n.t('{0} has files that are not committed:', name)}\n${list}`, {
    where: files[0]!.path,
    remedy: l10n.t('Commit them, or give --commit: then just these are committed first.'),
  });
}

const CHANGES = { added: () => l10n.t('new'), changed: () => l10n.t('changed'), deleted: () => l10n.t('deleted') };
