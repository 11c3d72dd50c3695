import type { z } from 'zod';
import type { WorkerKind } from '../engine/engine';
import type { LoadedJob } from './job';

/** Where a job can be reached; `view`: the menu of the Models view's title. Every job is on the command line. */
export type Door = 'palette' | 'explorer' | 'inline' | 'editor' | 'lens' | 'view';

/** A kind of row of the Models view that has a job in its menu. */
export interface RowDoor {
  /** A regular expression on the words of the row's `viewItem`, as in `when` clauses. */
  readonly row: string;
  /** Where in the menu: `inline@1` is an icon on the row. */
  readonly group: string;
  /** For two rows selected together, for two or more, or for however many; left out: for one. */
  readonly selected?: 'two' | 'several' | 'any';
}

/** The light part of a job: enough for menus, help and the manifest's contributions, nothing heavy loaded. */
export interface JobEntry {
  /** Command-line verb; the command is `modelwright.NAME`. */
  readonly name: string;
  /** English title for palettes and menus; localized through `package.nls.json`. */
  readonly title: string;
  /** One line for `modelwright --help`. */
  readonly summary: string;
  /** A codicon's name. */
  readonly icon: string;
  /** Whether it is about one model, which its parameter `model` must name: then a door fills that in. */
  readonly takesModel: boolean;
  /** Parameters that are given without their flag on the command line, in this order. Absent: `model` where it takes one. */
  readonly positionals?: readonly string[];
  /**
   * Whether it writes to the repository: its parameters have `dryRun` and `yes`, and every door shows what a dry run says
   * it would write before it asks for the real one.
   */
  readonly confirms?: boolean;
  readonly doors: readonly Door[];
  /** Rows below a model, or models in a certain state, that have it in their menu. */
  readonly rows?: readonly RowDoor[];
  /** `warm`: short, in the worker that stays; `batch`: a process of its own that cancelling kills. */
  readonly worker: WorkerKind;
  /** Where the process depends on the parameters: takes the place of {@link worker}. Light, for the extension host. */
  workerFor?(parameters: Readonly<Record<string, unknown>>): WorkerKind;
  /** Allowed in an untrusted workspace: opens no runtime session. */
  readonly untrusted: boolean;
  /** Whether its reports are kept in the history. */
  readonly history: boolean;
  /** The schema of its parameters alone: what forms, flags and checks need, light enough for the extension host. */
  parameters(): Promise<z.ZodObject>;
  /** The job itself, with everything it needs: for the worker only. */
  load(): Promise<LoadedJob>;
}
