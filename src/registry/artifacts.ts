import { isAbsolute, join, normalize, sep } from 'node:path';
import { readSmallFile } from './smallFile';
import { readYaml } from './yaml';

/** An entry of `artifacts.yaml` (GTO) or of `artifacts:` in `dvc.yaml` (DVC): a name for a file of the repository. */
export interface Artifact {
  readonly name: string;
  /** Relative to the folder of the file, inside it. */
  readonly path: string;
  readonly type?: string;
  readonly description?: string;
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
  return [
    ...(own === undefined ? [] : artifactsOf(readYaml(own))),
    ...(dvc === undefined ? [] : artifactsOf(member(readYaml(dvc), 'artifacts'))),
  ];
}

/** The entries of a parsed list of artifacts. Those without a usable path are left out. */
export function artifactsOf(value: unknown): Artifact[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const artifacts: Artifact[] = [];
  for (const [name, entry] of Object.entries(value).slice(0, MAX_ENTRIES)) {
    const [path, type, description] = ['path', 'type', 'description'].map((key) => plainText(member(entry, key)));
    if (path !== undefined && staysInside(path)) artifacts.push({ name, path: normalize(path), type, description });
  }
  return artifacts;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function staysInside(path: string): boolean {
  const plain = normalize(path);
  return (
    path !== '' && !isAbsolute(path) && !/^[a-z]:/i.test(path) && plain !== '..' && !plain.startsWith(`..${sep}`) && !path.includes('\0')
  );
}
