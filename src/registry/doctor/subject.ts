import { type GitTag, listTags, tagsOfTags } from '../../git/tags';
import type { Findings } from '../../onnx/check/finding';
import type { ArtifactEntry } from '../declared/artifacts';
import { configuredPatterns, type RegistrySettings } from '../declared/settings';
import type { Registry } from '../registry';
import { type ExtraPattern, isArtifactName, parsePattern, parseTag } from '../tags/grammar';
import type { ArtifactState, TagName } from '../tags/state';

/** A tag and what its name says. */
export interface NamedTag {
  readonly tag: GitTag;
  readonly name: TagName;
}

/** All that the rules look at, read once. */
export interface Subject {
  readonly registry: Registry;
  readonly findings: Findings;
  readonly signal?: AbortSignal;
  readonly settings: RegistrySettings;
  readonly states: ReadonlyMap<string, ArtifactState>;
  /** What `artifacts.yaml` and `dvc.yaml` declare in the work tree, or in a bare repository's HEAD. */
  readonly entries: readonly ArtifactEntry[];
  /** Paths of the `.onnx` files that git or DVC tracks. */
  readonly tracked: readonly string[];
  /** Name → object of every tag, also of those that lead to no commit. */
  readonly objects: ReadonlyMap<string, string>;
  readonly tags: readonly GitTag[];
  /** Names of tags that lead to another tag. */
  readonly nested: ReadonlySet<string>;
  /** Annotated tags of GTO's grammar. */
  readonly own: readonly NamedTag[];
  /** Tags of the other patterns. */
  readonly others: readonly NamedTag[];
  /** Names of models: declared, tagged, or of a tracked file. */
  readonly models: ReadonlySet<string>;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Reads what the rules need. @throws UserError `git.*` */
export async function readSubject(registry: Registry, findings: Findings, signal?: AbortSignal): Promise<Subject> {
  const { repository } = registry;
  const [, settings, entries, tracked, objects, patterns, nested] = await Promise.all([
    registry.refresh(signal),
    registry.settings(),
    registry.entries(),
    registry.declarations.tracked(),
    listTags(repository, signal),
    configuredPatterns(repository, signal),
    tagsOfTags(repository, signal),
  ]);
  const [states, tags] = [await registry.artifacts(), registry.tags()];
  const models = new Set([...(await registry.modelNames()), ...states.keys()].filter(isArtifactName));
  const { own, others } = sorted(tags, patterns, models);
  const now = Math.floor(Date.now() / 1000);
  return { registry, findings, signal, settings, states, entries, tracked, objects, tags, nested, own, others, models, now };
}

function sorted(tags: readonly GitTag[], patterns: readonly ExtraPattern[], models: ReadonlySet<string>) {
  const own: NamedTag[] = [];
  const others: NamedTag[] = [];
  const only = models.size === 1 ? [...models][0] : undefined;
  for (const tag of tags) {
    const name = parseTag(tag.name);
    if (name) {
      if (tag.annotated) own.push({ tag, name });
      continue;
    }
    const other = parsePattern(tag.name, patterns);
    const artifact = other?.pattern === 'v' ? only : other?.artifact;
    if (other && artifact !== undefined && models.has(artifact)) others.push({ tag, name: { ...other, artifact } });
  }
  return { own, others };
}

/** A file's name without its folder and `.onnx`. */
export function stem(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.onnx$/i, '');
}
