import { posix } from 'node:path';
import { readSmallFile } from '../../base/smallFile';
import { statOrMissing } from '../../base/statOrMissing';
import { readYaml } from '../../base/yaml';
import type { GitRepository } from '../../git/repository';
import { dvcObject } from './dvcCache';
import type { LocatedFile } from './located';

/** A `.dvc` file is small; `dvc.lock` has an entry for each output of a pipeline. */
const DVC_LIMIT = 64 * 1024;
const LOCK_LIMIT = 8 << 20;
/** A list of a tracked folder's files: 80 bytes each. */
const LIST_LIMIT = 256 << 20;
/** `.dvc` files looked into, per folder. */
const MAX_TRACKERS = 1000;
/** Trackers looked into of a whole tree. */
const MAX_ANYWHERE = 10_000;

/** Where trackers are looked for: a commit, or the work tree. Paths are from its root, with forward slashes. */
export interface DvcTree {
  readonly repository: Pick<GitRepository, 'root' | 'commonDir'>;
  /** Names of the files in a folder; undefined where there is no such folder. */
  names(folder: string): Promise<string[] | undefined>;
  /** A text file; undefined where there is none, or one of more than `limit` bytes. */
  text(path: string, limit: number): Promise<string | undefined>;
  /** Every `dvc.lock` and every `.dvc` file. */
  trackers(): Promise<string[]>;
}

/** An output as DVC writes it, its path from the root of the repository. */
export interface DvcOut {
  readonly path: string;
  readonly md5: string;
  readonly bytes?: number;
  readonly legacy: boolean;
  readonly tracker: string;
  /** What is in a folder, where the entry itself says so. */
  readonly files?: readonly Listed[];
}

interface Listed {
  readonly path: string;
  readonly md5: string;
  readonly bytes?: number;
}

/**
 * Finds a file that DVC tracks at a commit or in the work tree: by the `.dvc` file of its name, by another in its folder, by `dvc.lock`, or as
 * part of a tracked folder, whose list is in DVC's cache.
 * @param path from the root of the repository
 */
export async function locateInDvc(tree: DvcTree, path: string): Promise<LocatedFile | undefined> {
  const wanted = posix.normalize(path);
  for (const out of await trackersOf(tree, wanted)) {
    const { tracker, legacy } = out;
    if (out.path === wanted && !out.md5.endsWith('.dir')) {
      return { path: wanted, storage: 'dvc', oid: out.md5, ...bytesOf(out), dvc: { tracker, legacy } };
    }
    if (!wanted.startsWith(`${out.path}/`)) continue;
    const files = out.files ?? (await listedFiles(tree, out));
    if (!files) return { path: wanted, storage: 'dvc', oid: out.md5, dvc: { tracker, legacy, unlisted: true } };
    const found = files.find((file) => posix.join(out.path, file.path) === wanted);
    if (found) return { path: wanted, storage: 'dvc', oid: found.md5, ...(await sizeOf(tree, found, out)), dvc: { tracker, legacy } };
  }
  return undefined;
}

/** The outputs that are `path` or hold it, nearest folder first; those of a tracker that speaks of another folder last. */
async function trackersOf(tree: DvcTree, path: string): Promise<DvcOut[]> {
  const holds = (out: DvcOut) => out.path === path || path.startsWith(`${out.path}/`);
  const named = (await trackedOuts(tree, `${path}.dvc`)).filter(holds);
  if (named.length > 0) return named;
  let isDvc = false;
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const holding = (await dvcOutsIn(tree, folder)).filter(holds);
    if (holding.length > 0) return holding;
    isDvc ||= (await tree.names(posix.join(folder, '.dvc'))) !== undefined;
    if (folder === '.') break;
  }
  // The whole tree is gone through only where DVC is in use.
  return isDvc ? (await dvcOutsAnywhere(tree)).filter(holds) : [];
}

/** What was read of a commit, which does not change, or of the work tree by one job. */
const read = new WeakMap<DvcTree, Map<string, Promise<DvcOut[]>>>();

function once(tree: DvcTree, key: string, make: () => Promise<DvcOut[]>): Promise<DvcOut[]> {
  const known = read.get(tree) ?? new Map<string, Promise<DvcOut[]>>();
  read.set(tree, known);
  const outs = known.get(key) ?? make();
  known.set(key, outs);
  return outs;
}

/** Outputs in the `.dvc` files and the `dvc.lock` of a folder. */
async function outsIn(tree: DvcTree, folder: string): Promise<DvcOut[]> {
  const names = (await tree.names(folder)) ?? [];
  const trackers = names.filter((name) => name.endsWith('.dvc')).map((name) => posix.join(folder, name));
  const found: DvcOut[] = [];
  for (const tracker of trackers.slice(0, MAX_TRACKERS)) found.push(...(await trackedOuts(tree, tracker)));
  return names.includes('dvc.lock') ? [...found, ...(await lockedOuts(tree, folder))] : found;
}

/** Outputs of the whole tree: the `wdir` of a stage or of a `.dvc` file may be any folder. */
async function outsAnywhere(tree: DvcTree): Promise<DvcOut[]> {
  const outs: DvcOut[] = [];
  for (const tracker of (await tree.trackers()).slice(0, MAX_ANYWHERE)) {
    outs.push(...(await (tracker.endsWith('.dvc') ? trackedOuts(tree, tracker) : lockedOuts(tree, posix.dirname(tracker)))));
  }
  return outs;
}

/** Outputs in a `.dvc` file. */
async function trackedOuts(tree: DvcTree, tracker: string): Promise<DvcOut[]> {
  return outsOf(readYaml((await tree.text(tracker, DVC_LIMIT)) ?? ''), posix.dirname(tracker), tracker);
}

/** Outputs in `dvc.lock`: relative to the stage's `wdir`, which only `dvc.yaml` says. */
async function lockedOuts(tree: DvcTree, folder: string): Promise<DvcOut[]> {
  const tracker = posix.join(folder, 'dvc.lock');
  const lock = readYaml((await tree.text(tracker, LOCK_LIMIT)) ?? '');
  // DVC 1 had the stages at the top.
  const stages = record(member(lock, 'stages') ?? lock);
  const pipeline = record(member(readYaml((await tree.text(posix.join(folder, 'dvc.yaml'), LOCK_LIMIT)) ?? ''), 'stages'));
  return Object.entries(stages).flatMap(([name, stage]) => {
    // A stage of a `foreach` or `matrix` is locked as NAME@ITEM.
    const declared = pipeline[name] ?? pipeline[name.split('@')[0]!];
    const wdir = text(member(declared, 'wdir') ?? member(member(declared, 'do'), 'wdir'));
    return outsOf(stage, posix.join(folder, wdir ?? '.'), tracker);
  });
}

function outsOf(value: unknown, folder: string, tracker: string): DvcOut[] {
  const base = tracker.endsWith('.dvc') ? posix.join(folder, text(member(value, 'wdir')) ?? '.') : folder;
  const outs = member(value, 'outs');
  return (Array.isArray(outs) ? (outs as unknown[]) : []).flatMap((out) => {
    const [path, md5, files] = [text(member(out, 'path')), text(member(out, 'md5')), member(out, 'files')];
    const listed = Array.isArray(files) ? listOf(files) : undefined;
    const sum = md5 ?? (listed ? `${'0'.repeat(32)}.dir` : '');
    if (path === undefined || path.startsWith('/') || !/^[0-9a-f]{32}(\.dir)?$/.test(sum)) return [];
    const legacy = member(out, 'hash') !== 'md5';
    const place = posix.join(base, path).replace(/\/$/, '');
    return [
      { path: place, md5: sum, ...bytesOf({ bytes: count(member(out, 'size')) }), legacy, tracker, ...(listed ? { files: listed } : {}) },
    ];
  });
}

/** What DVC tracks by the files of a folder, wherever it is. @param folder from the root */
export function dvcOutsIn(tree: DvcTree, folder: string): Promise<DvcOut[]> {
  return once(tree, folder, () => outsIn(tree, folder));
}

/** What DVC tracks in the whole tree, from whichever folder. */
export function dvcOutsAnywhere(tree: DvcTree): Promise<DvcOut[]> {
  return once(tree, '*', () => outsAnywhere(tree));
}

/** Whether DVC says in a file of that path what it tracks; the folder `.dvc` holds none. */
export function isTracker(path: string): boolean {
  const name = posix.basename(path);
  return name === 'dvc.lock' || (name.endsWith('.dvc') && name !== '.dvc');
}

/** The files that an output is, from the root: itself, or those of the folder, where its list is here. */
export async function dvcFilesOf(tree: DvcTree, out: DvcOut): Promise<string[]> {
  if (!out.md5.endsWith('.dir')) return [out.path];
  const files = out.files ?? (await listedFiles(tree, out)) ?? [];
  return files.map((file) => posix.join(out.path, file.path)).filter((path) => path.startsWith(`${out.path}/`));
}

/** What the text of `NAME.dvc` says of the file of that name; undefined where it does not speak of it. */
export function dvcEntry(text: string, name: string): { oid: string; bytes?: number } | undefined {
  const out = outsOf(readYaml(text), '.', `${name}.dvc`).find(({ path, md5 }) => path === name && !md5.endsWith('.dir'));
  return out && { oid: out.md5, ...bytesOf(out) };
}

/** The list of a tracked folder from the cache. It is not verified here: the files it leads to are. */
async function listedFiles(tree: DvcTree, out: DvcOut): Promise<Listed[] | undefined> {
  const path = await dvcObject(tree.repository, posix.dirname(out.path), out.md5);
  const json = path === undefined ? undefined : await readSmallFile(path, LIST_LIMIT);
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? listOf(value) : undefined;
  } catch (error) {
    // A list that is cut off is as good as none: fetching it again is what helps.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function listOf(entries: readonly unknown[]): Listed[] {
  return entries.flatMap((entry) => {
    const [path, md5] = [text(member(entry, 'relpath')), text(member(entry, 'md5'))];
    if (path === undefined || md5 === undefined || !/^[0-9a-f]{32}$/.test(md5)) return [];
    return [{ path, md5, ...bytesOf({ bytes: count(member(entry, 'size')) }) }];
  });
}

/** A list of a folder has no sizes: the object's own says it, where it is here. */
async function sizeOf(tree: DvcTree, file: Listed, out: DvcOut): Promise<{ bytes?: number }> {
  if (file.bytes !== undefined) return { bytes: file.bytes };
  const path = await dvcObject(tree.repository, posix.dirname(out.path), file.md5);
  return bytesOf({ bytes: path === undefined ? undefined : (await statOrMissing(path))?.size });
}

function bytesOf({ bytes }: { readonly bytes?: number | undefined }): { bytes?: number } {
  return bytes === undefined ? {} : { bytes };
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function record(value: unknown): Record<string, unknown> {
  // Without a prototype's members: a stage may be named `constructor`.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.assign(Object.create(null), value)
    : Object.create(null);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
