import { createHash } from 'node:crypto';
import type { ActionResult, Consequence, PlannedTag } from '../../../report/schemas/action';

/** A tag that goes, and what it is now: it is deleted only while it is that. */
export interface PlannedDelete {
  readonly tag: string;
  readonly object: string;
}

/** A file in the commit that is made first. */
export interface PlannedFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly change: 'added' | 'changed' | 'deleted';
  /** git does not know it yet. */
  readonly untracked: boolean;
  /** Size and time as they were when it was planned; absent for one that is not there. */
  readonly stamp?: string;
}

/** A text that is written before the commit. */
export interface PlannedEdit {
  /** From the root. */
  readonly path: string;
  /** What must be there still; undefined: nothing. */
  readonly before: string | undefined;
  readonly after: string;
}

export interface PlannedCommit {
  readonly files: readonly PlannedFile[];
  readonly edits: readonly PlannedEdit[];
  readonly message: string;
  /** HEAD as planned; absent: the first commit. */
  readonly parent?: string;
}

/** Exactly what an action will write. */
export interface Plan {
  readonly artifact: string;
  /** In the order they are written, a second apart. `commit` is empty where the commit is one yet to be made. */
  readonly writes: readonly PlannedTag[];
  readonly deletes: readonly PlannedDelete[];
  readonly commit?: PlannedCommit;
  readonly version?: string;
  readonly stage?: string;
  readonly suggestion?: ActionResult['suggestion'];
  readonly consequences: readonly Consequence[];
}

/** Names a plan by what it writes: two plans of one digest write the same. */
export function digestOf(plan: Plan): string {
  const { artifact, writes, deletes, commit } = plan;
  return createHash('sha256')
    .update(JSON.stringify([artifact, writes, deletes, commit]))
    .digest('hex')
    .slice(0, 32);
}
