import { Turns } from '../../base/turns';
import type { GitTag } from '../../git/tags';
import { type ExtraPattern, isCreationTag, parsePattern, parseTag } from './grammar';
import type { TagEvent, TagName } from './state';

/** What the tags of one artifact are. */
export interface ArtifactTags {
  readonly events: TagEvent[];
  /** The greatest number of all its tags, lightweight ones among them. */
  counter: number;
  /** False where nothing changed since the last time. */
  changed: boolean;
}

/** The tags of a repository by name, and what each says. */
export class TagBook {
  #tags = new Map<string, { tag: GitTag; name: TagName | undefined }>();
  /** Objects of tags that lead to no commit: known, and of no use. */
  #others = new Map<string, string>();
  /** Artifacts that tags came to or went from. Undefined: all. */
  #touched: Set<string> | undefined;

  /** All of them, also those that name no model. */
  tags(): GitTag[] {
    return [...this.#tags.values()].map(({ tag }) => tag);
  }

  /** Takes all tags anew. */
  async replace(tags: readonly GitTag[]): Promise<true> {
    const read = new Map<string, { tag: GitTag; name: TagName | undefined }>();
    const turns = new Turns();
    for (const tag of tags) {
      if (turns.over) await turns.next();
      read.set(tag.name, { tag, name: parseTag(tag.name) });
    }
    this.#tags = read;
    this.#others = new Map();
    this.#touched = undefined;
    return true;
  }

  /** What differs from the tags that there are now. @param now name → object */
  compare(now: ReadonlyMap<string, string>): { added: string[]; removed: string[] } {
    const added: string[] = [];
    for (const [name, object] of now) {
      if ((this.#tags.get(name)?.tag.object ?? this.#others.get(name)) !== object) added.push(name);
    }
    const removed = [...this.#tags.keys(), ...this.#others.keys()].filter((name) => !now.has(name));
    for (const name of now.keys()) if (!this.#tags.has(name)) this.#others.set(name, now.get(name)!);
    return { added, removed };
  }

  /** Takes tags that are new or changed, and lets go of others. */
  update(read: readonly GitTag[], added: readonly string[], removed: readonly string[]): void {
    const touched = this.#touched ?? new Set<string>();
    this.#touched = touched;
    const touch = (name: TagName | undefined) => name && touched.add(name.artifact);
    for (const name of [...added, ...removed]) {
      touch(this.#tags.get(name)?.name);
      this.#tags.delete(name);
    }
    for (const name of removed) this.#others.delete(name);
    for (const tag of read) {
      const name = parseTag(tag.name);
      touch(name);
      this.#others.delete(tag.name);
      this.#tags.set(tag.name, { tag, name });
    }
  }

  /**
   * Artifact → its tags. A tag of another pattern counts where its name is a model's: one that GTO's tags name, or one of `models`; a plain
   * version where there is one model in all. So a tag `release-v1.0.0` makes no model called release.
   * @param models asked for only where such a tag is there
   */
  async artifacts(patterns: readonly ExtraPattern[], models: () => Promise<ReadonlySet<string>>): Promise<Map<string, ArtifactTags>> {
    const artifacts = new Map<string, ArtifactTags>();
    const of = (name: string): ArtifactTags => {
      let found = artifacts.get(name);
      if (!found) {
        found = { events: [], counter: 0, changed: this.#touched?.has(name) ?? true };
        artifacts.set(name, found);
      }
      return found;
    };
    const extra: { tag: GitTag; name: TagName }[] = [];
    const turns = new Turns();
    for (const { tag, name } of this.#tags.values()) {
      if (turns.over) await turns.next();
      if (name) {
        const tags = of(name.artifact);
        tags.counter = Math.max(tags.counter, name.counter);
        if (tag.annotated) tags.events.push(event(tag, name));
        continue;
      }
      const created = isCreationTag(tag.name) ? parseTag(tag.name.replace('@created', '@deprecated')) : undefined;
      if (created) {
        const tags = of(created.artifact);
        tags.counter = Math.max(tags.counter, created.counter);
        continue;
      }
      const other = parsePattern(tag.name, patterns);
      if (other) extra.push({ tag, name: other });
    }
    if (extra.length > 0) {
      const known = new Set([...artifacts].filter(([, tags]) => tags.events.length > 0).map(([name]) => name));
      for (const name of await models()) known.add(name);
      const only = known.size === 1 ? [...known][0] : undefined;
      for (const { tag, name } of extra) {
        const artifact = name.pattern === 'v' ? only : name.artifact;
        if (artifact === undefined || !known.has(artifact)) continue;
        const tags = of(artifact);
        tags.changed = true;
        tags.events.push(event(tag, { ...name, artifact }));
      }
    }
    this.#touched = new Set();
    return artifacts;
  }
}

function event(tag: GitTag, { event, artifact, version, stage, counter, pattern }: TagName): TagEvent {
  const { name, commit, time, author, email, subject } = tag;
  return { tag: name, event, artifact, version, stage, counter, pattern, commit, time, author, email, message: subject };
}
