import { join, normalize, posix } from 'node:path';
import { readSmallFile } from '../../base/smallFile';
import { readYaml } from '../../base/yaml';

/** An entry of `artifacts.yaml` (GTO) or of `artifacts:` in `dvc.yaml` (DVC): a name for a file of the repository. */
export interface Artifact {
  readonly name: string;
  /** Relative to the folder of the file, inside it. */
  readonly path: string;
  readonly type?: string;
  readonly description?: string;
}

/** An entry as it stands, for those who also want the names without a usable path. */
export interface ArtifactEntry extends Omit<Artifact, 'path'> {
  /** Absent: it has none, or `outside`. */
  readonly path?: string;
  /** True for a path that leaves the folder. */
  readonly outside: boolean;
  /** True where it says that its file is kept elsewhere, as GTO's `virtual` does. */
  readonly virtual?: true;
}

const LIMIT = 1 << 20;
const MAX_ENTRIES = 10_000;

/**
 * The artifacts declared in a folder's `artifacts.yaml` and `dvc.yaml`; nothing where there is neither or where they cannot
 * be read as such. The files come with a repository, so they are a stranger's: they are bounded, aliases are not unfolded,
 * and paths out of the folder are left out.
 */
export async function readArtifacts(folder: string): Promise<Artifact[]> {
  const [own, dvc] = await Promise.all(['artifacts.yaml', 'dvc.yaml'].map((name) => readSmallFile(join(folder, name), LIMIT)));
  return withPath(declarations(own, dvc));
}

/**
 * The entries of both files, one for each name: `artifacts.yaml` goes before `dvc.yaml`.
 * @param own text of `artifacts.yaml`; undefined: there is none
 * @param dvc text of `dvc.yaml`
 */
export function declarations(own: string | undefined, dvc: string | undefined): ArtifactEntry[] {
  const entries = new Map<string, ArtifactEntry>();
  const lists = [own === undefined ? undefined : readYaml(own), dvc === undefined ? undefined : member(readYaml(dvc), 'artifacts')];
  for (const list of lists) for (const entry of entriesOf(list)) if (!entries.has(entry.name)) entries.set(entry.name, entry);
  return [...entries.values()];
}

/** Those that name a file. */
export function withPath(entries: readonly ArtifactEntry[]): Artifact[] {
  return entries.flatMap(({ outside, virtual, path, ...entry }) => (path === undefined ? [] : [{ ...entry, path }]));
}

function entriesOf(list: unknown): ArtifactEntry[] {
  if (typeof list !== 'object' || list === null || Array.isArray(list)) return [];
  return Object.entries(list)
    .slice(0, MAX_ENTRIES)
    .map(([name, entry]) => {
      const [path, type, description, desc] = ['path', 'type', 'description', 'desc'].map((key) => plainText(member(entry, key)));
      const inside = path !== undefined && staysInside(path);
      return {
        name,
        ...(inside ? { path: normalize(path) } : {}),
        type,
        description: description ?? desc,
        outside: path !== undefined && !inside,
        ...(member(entry, 'virtual') === true ? { virtual: true as const } : {}),
      };
    });
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Whether a relative path names something in its folder or below, on any system: a backslash parts names too. */
export function staysInside(path: string): boolean {
  const plain = posix.normalize(path.replaceAll('\\', '/'));
  return (
    path !== '' && !plain.startsWith('/') && !/^[a-z]:/i.test(path) && plain !== '..' && !plain.startsWith('../') && !path.includes('\0')
  );
}
