import type { EventKind } from '../../report/schemas/versions';

/** How a tag names its version: GTO's grammar, or one of the patterns read beside it. */
export type TagPattern = 'gto' | 'name-v' | 'name/v' | 'v';

/** What a tag's name says, before its time and commit are known. */
export interface TagName {
  readonly tag: string;
  readonly event: EventKind;
  /** With `dir:name` as `dir:name`, not as the tag's `dir=name`. */
  readonly artifact: string;
  /** With its `v`. */
  readonly version?: string;
  readonly stage?: string;
  /** The number behind the last `#`; 0 where there is none. */
  readonly counter: number;
  readonly pattern: TagPattern;
}

/** A tag read as an event of an artifact. */
export interface TagEvent extends TagName {
  /** Full object name of the commit. */
  readonly commit: string;
  /** The tagger's time, seconds since 1970. */
  readonly time: number;
  readonly author: string;
  readonly email: string;
  /** The tag's subject line. */
  readonly message: string;
}

/** A version as the tags tell it. */
export interface VersionState {
  /** With its `v`; where it is not `registered` the full name of its commit, as GTO has it. */
  readonly version: string;
  /** The tag that registered it (last), or that of the stage which made it known. */
  readonly tag: string;
  readonly commit: string;
  /** Seconds since 1970. */
  readonly registeredAt: number;
  readonly active: boolean;
  /** False where only a stage tag makes it known, on a commit that no tag registers. */
  readonly registered: boolean;
  /** Stages it is in now. */
  readonly stages: readonly string[];
  readonly author: string;
  readonly message: string;
  readonly pattern: TagPattern;
}

/** An artifact as the tags tell it. */
export interface ArtifactState {
  readonly name: string;
  /** Greatest SemVer first. */
  readonly versions: readonly VersionState[];
  /** Stage → the version in it now; null where it was emptied. In the order of their first assignment. */
  readonly stages: ReadonlyMap<string, string | null>;
  /** Oldest first. */
  readonly events: readonly TagEvent[];
  /** The greatest active version. */
  readonly latest?: string;
  readonly deprecated: boolean;
  /** The greatest counter of its tags. */
  readonly counter: number;
}

/** A tagger's time; a tag may claim one that no calendar has. @param seconds since 1970 */
export function isoTime(seconds: number): string {
  const milliseconds = seconds * 1000;
  return new Date(Math.abs(milliseconds) <= 8.64e15 ? milliseconds : 0).toISOString();
}
