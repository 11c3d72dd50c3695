import { createHash } from 'node:crypto';
import { join, posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { GitTreeEntry } from '../../git/objects';
import type { Consequence } from '../../report/schemas/action';
import type { FileRole } from '../cache/assemble';
import { CommitTree } from '../files/commitTree';
import { locateFile } from '../files/locate';
import type { LocatedFile } from '../files/located';
import { type ResolvedModel, resolveModelFile } from '../references/resolve';
import type { Registry } from '../registry';
import { Checkout, type Source } from './checkout';
import { InTheWay, type Obstacle } from './inTheWay';
import { consequence } from './plan/consequences';

/** A file of a version with its place in the work tree. */
export interface RestoredFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly role: FileRole | 'metrics' | 'pointer';
  readonly bytes: number;
  readonly sha256: string;
  readonly source: Source;
  readonly executable: boolean;
  /** Its entry in the version's tree; absent for what DVC keeps. */
  readonly entry?: GitTreeEntry;
  /** What stands in its place. */
  readonly found: Obstacle;
}

export interface RestorePlan {
  readonly model: ResolvedModel;
  /** The model last: it is never without its data. */
  readonly files: readonly RestoredFile[];
  readonly consequences: readonly Consequence[];
  readonly digest: string;
}

/** Metrics and pointers are small. */
const SMALL = 4 << 20;

/**
 * What putting a version's files into the work tree would write: the model's real bytes (never a pointer), its external data, manifest, what
 * that names, and `NAME.metrics.json`; for a model that DVC tracks its `.dvc` file too. At the path that they had in that version, as git would
 * check them out there. Git's index is not touched: what differs from HEAD shows as changed.
 * @param reference `NAME@vX.Y.Z`, `NAME#STAGE` or `PATH@GITREF`
 * @throws UserError `restore.workTree`, `restore.bare`, as `resolveModelFile`
 */
export async function planRestore(registry: Registry, reference: string, cwd: string, signal?: AbortSignal): Promise<RestorePlan> {
  const { root } = registry.repository;
  if (root === undefined) {
    throw new UserError('restore.bare', l10n.t('A bare repository has no work tree to restore into.'), {
      where: registry.repository.gitDir,
    });
  }
  const model = await resolveModelFile(reference, cwd, { signal });
  const { revision } = model;
  if (!revision) {
    throw new UserError('restore.workTree', l10n.t('{0} names the file in the work tree: there is nothing to restore.', reference), {
      where: reference,
      remedy: l10n.t('Name a version: {0}', `${model.name}@v1.0.0`),
    });
  }
  const folder = posix.dirname(revision.path);
  const place = (name: string) => (folder === '.' ? name : `${folder}/${name}`);
  const versions = (await registry.find(model.name))?.versions ?? [];
  const obstacles = new InTheWay(
    registry,
    versions.map((version) => version.commit),
    signal,
  );
  const files: RestoredFile[] = [];
  const checkout = new Checkout(registry, revision.commit, signal);
  const modes = await checkout.hasModes();
  const consequences: Consequence[] = [];
  const add: Add = async (path, role, located, raw) => {
    const file = await checkout.file(located, raw);
    files.push({ path, role, ...file, found: await obstacles.at(path, file.bytes, file.sha256, modes ? file.executable : undefined) });
    if (located.storage === 'lfs' && !(await checkout.cleansLfs(path))) consequences.push(shownAsChanged(path));
  };
  const cached = join(model.path, '..');
  for (const { name, role, located } of revision.files) await add(place(name), role, located, join(cached, ...name.split('/')));
  const tree = new CommitTree(registry.repository, registry.objects, revision.commit);
  const metrics = `${revision.path.replace(/\.onnx$/i, '')}.metrics.json`;
  await addSmall(tree, metrics, 'metrics', add, () => metricsStay(obstacles, metrics, consequences));
  if (revision.files[0]?.located.dvc) await addSmall(tree, `${revision.path}.dvc`, 'pointer', add);
  const today = await registry.declared();
  const elsewhere = today.find((entry) => entry.name === model.name && entry.path !== revision.path);
  if (elsewhere) {
    const message = `${model.name} is at ${elsewhere.path} today; the version's file was at ${revision.path} and is written there.`;
    consequences.push(consequence('restore.elsewhere', 'warning', message, { today: elsewhere.path, version: revision.path }));
  }
  const listed = files.map(({ path, sha256, executable, found }) => [path, sha256, executable, found.state, found.stamp]);
  const digest = createHash('sha256')
    .update(JSON.stringify([revision.commit, listed]))
    .digest('hex')
    .slice(0, 32);
  return { model, files: files.reverse(), consequences, digest };
}

/** @param raw the bytes as the commit has them */
type Add = (path: string, role: RestoredFile['role'], located: LocatedFile, raw: string | Buffer) => Promise<void>;

function shownAsChanged(path: string): Consequence {
  const text = `${path} shows as changed in git status: git here does not make Git LFS pointers of it. "git lfs install" sets that up.`;
  return consequence('restore.lfs', 'info', text, { path });
}

async function addSmall(
  tree: CommitTree,
  path: string,
  role: RestoredFile['role'],
  add: Add,
  absent: () => Promise<void> = async () => undefined,
): Promise<void> {
  const located = await locateFile(tree, path);
  const content = located?.storage === 'git' ? await tree.objects.read(located.oid, SMALL) : undefined;
  if (located && content) await add(path, role, located, content);
  else await absent();
}

async function metricsStay(obstacles: InTheWay, path: string, consequences: Consequence[]): Promise<void> {
  if (!(await obstacles.exists(path))) return;
  consequences.push(
    consequence('restore.metrics', 'warning', `${path} stays as it is: the version has no metrics, so those are of another one.`, { path }),
  );
}

/** @throws UserError `restore.inTheWay` naming what would be lost */
export function refuseObstacles(files: readonly RestoredFile[]): void {
  const mine = files.filter((file) => file.found.state === 'mine');
  if (mine.length === 0) return;
  const list = mine.map(({ path, found }) => `  ${found.blocking ?? path}: ${REASONS[found.reason ?? 'changed']()}`).join('\n');
  throw new UserError('restore.inTheWay', `${l10n.t('These hold something that no commit has. Nothing was written:')}\n${list}`, {
    where: mine[0]!.path,
    remedy: l10n.t('Commit them, or give --keep-mine: then they are moved aside, to NAME.mine-1.'),
  });
}

const REASONS = {
  changed: () => l10n.t('changed and not committed'),
  unknown: () => l10n.t('not in git'),
  link: () => l10n.t('a link'),
  folder: () => l10n.t('a folder'),
  special: () => l10n.t('neither file nor folder'),
  parent: () => l10n.t('stands where a folder is wanted'),
};
