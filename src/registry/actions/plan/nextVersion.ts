import { inc } from 'semver';

/** The part of a version that a step raises. */
export type BumpPart = 'major' | 'minor' | 'patch';

/** The next version. A pre-release goes to its release first. @param version with its v */
export function step(version: string, part: BumpPart): string {
  return `v${inc(version, part)}`;
}

/** The next version that is free: goes on in the same step while the number is taken, since a deregistered version keeps its. */
export function freeStep(version: string, part: BumpPart, taken: (version: string) => boolean): string {
  let next = step(version, part);
  while (taken(next)) next = step(next, part);
  return next;
}
