import type { VersionNode } from '../explorer/nodes';

/** Rows of versions by their age, before those of files in the work tree; those of one age as they were selected. */
export function olderFirst(selected: readonly unknown[]): unknown[] {
  return [...selected].sort((a, b) => compareAges(ageOf(a), ageOf(b)));
}

/** When a version was registered, and how many of its model are newer; none of a file. */
interface Age {
  readonly registeredAt: number;
  readonly newer: number;
  readonly name: string;
}

function compareAges(a: Age | undefined, b: Age | undefined): number {
  if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
  // By their numbers within one model: a fix of an old version may be registered after a new one.
  return a.name === b.name ? b.newer - a.newer : a.registeredAt - b.registeredAt;
}

function ageOf(row: unknown): Age | undefined {
  if (typeof row !== 'object' || row === null || !('kind' in row) || row.kind !== 'version') return undefined;
  // Rows are the extension's own; what else VS Code passes has no such kind.
  const { name, version, result } = row as unknown as Pick<VersionNode, 'name' | 'version' | 'result'>;
  const newer = result.versions.findIndex((each) => each.tag === version.tag);
  return { registeredAt: Date.parse(version.registeredAt), newer, name };
}
