import { parse, type SemVer } from 'semver';

/** Most registries use the same few hundred versions again and again, and every tag has one. */
const known = new Map<string, SemVer | null>();
const KNOWN = 4096;

/**
 * A version with its `v` as the `semver` package has it; null where it is none. Narrower than GTO's in what that package cannot hold: more
 * than 256 characters, and numbers beyond 2^53 - 1.
 */
export function parseVersion(text: string): SemVer | null {
  const found = known.get(text);
  if (found !== undefined) return found;
  // The package also takes spaces around it, and a `v` set off by one.
  const parsed = /^v\d\S*$/.test(text) ? parse(text) : null;
  if (known.size >= KNOWN) known.clear();
  known.set(text, parsed);
  return parsed;
}
