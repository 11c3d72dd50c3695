import type { z } from 'zod';
import type { WorkerKind } from '../engine/engine';
import { type LoadedJob, loaded } from './job';

/** Where a job can be reached; `view`: the menu of the Models view's title. Every job is on the command line. */
export type Door = 'palette' | 'explorer' | 'inline' | 'editor' | 'lens' | 'view';

/** A kind of row of the Models view that has a job in its menu. */
export interface RowDoor {
  /** A regular expression on the words of the row's `viewItem`, as in `when` clauses. */
  readonly row: string;
  /** Where in the menu: `inline@1` is an icon on the row. */
  readonly group: string;
  /** For two rows selected together; left out: for one. */
  readonly two?: boolean;
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

/** Every job. A new one gets all its doors by being here. */
export const JOBS: readonly JobEntry[] = [
  {
    name: 'models',
    title: 'List Models',
    summary: 'List the models found below a folder',
    icon: 'list-tree',
    takesModel: false,
    doors: [],
    worker: 'warm',
    untrusted: true,
    history: false,
    parameters: async () => (await import('./models/parameters')).modelsParameters,
    load: async () => loaded((await import('./models/job')).modelsJob),
  },
  {
    name: 'versions',
    title: 'Model Details',
    summary: "Show a model's versions, stages and history",
    icon: 'versions',
    takesModel: true,
    doors: ['palette', 'explorer'],
    // Its bytes need not be here.
    rows: [{ row: '\\bmodel (pointer|missing)\\b.*\\binRepository\\b', group: '1_jobs@1' }],
    worker: 'warm',
    untrusted: true,
    history: false,
    parameters: async () => (await import('./versions/parameters')).versionsParameters,
    load: async () => loaded((await import('./versions/job')).versionsJob),
  },
  {
    name: 'fetch',
    title: 'Fetch Version',
    summary: 'Write the files of a version into a folder',
    icon: 'cloud-download',
    takesModel: true,
    doors: [],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./fetch/parameters')).fetchParameters,
    load: async () => loaded((await import('./fetch/job')).fetchJob),
  },
  {
    name: 'inspect',
    title: 'Inspect',
    summary: 'Show what a model is made of and check it',
    icon: 'search',
    takesModel: true,
    doors: ['palette', 'explorer', 'inline', 'lens'],
    worker: 'warm',
    untrusted: true,
    history: false,
    parameters: async () => (await import('./inspect/parameters')).inspectParameters,
    load: async () => loaded((await import('./inspect/job')).inspectJob),
  },
  {
    name: 'run',
    title: 'Run',
    summary: 'Run a model on files, literals or random input',
    icon: 'play',
    takesModel: true,
    doors: ['palette', 'explorer', 'inline', 'editor', 'lens'],
    worker: 'warm',
    // Frame by frame it runs as long as the recording is; where the manifest has the frame, the job finds out itself.
    workerFor: ({ frame }) => (frame === undefined ? 'warm' : 'batch'),
    untrusted: false,
    history: true,
    parameters: async () => (await import('./run/parameters')).runParameters,
    load: async () => loaded((await import('./run/job')).runJob),
  },
  {
    name: 'diff',
    title: 'Compare Models',
    summary: 'Say what differs between two models or two versions of one',
    icon: 'diff',
    takesModel: false,
    positionals: ['before', 'after'],
    doors: ['palette'],
    rows: [
      {
        row: '\\b(model file|version (active|deregistered)|versionModel|workingCopy (clean|changed|unregistered))\\b',
        group: '3_compare@1',
        two: true,
      },
    ],
    worker: 'batch',
    untrusted: true,
    history: true,
    parameters: async () => (await import('./diff/parameters')).diffParameters,
    load: async () => loaded((await import('./diff/job')).diffJob),
  },
  {
    name: 'register',
    title: 'Register Version…',
    summary: 'Register a version of a model',
    icon: 'tag',
    takesModel: true,
    confirms: true,
    doors: ['palette'],
    rows: [
      { row: '\\bworkingCopy (changed|unregistered)\\b', group: 'inline@1' },
      { row: '\\bworkingCopy (clean|changed|unregistered)\\b', group: '2_registry@1' },
      { row: '\\bmodel (file|pointer)\\b.*\\binRepository\\b', group: '2_registry@1' },
    ],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./register/parameters')).registerParameters,
    load: async () => loaded((await import('./register/job')).registerJob),
  },
  {
    name: 'assign',
    title: 'Promote to Stage…',
    summary: 'Put a version in a stage',
    icon: 'arrow-up',
    takesModel: true,
    confirms: true,
    doors: ['palette'],
    rows: [
      { row: '\\bversion active\\b', group: 'inline@1' },
      { row: '\\bversion active\\b', group: '2_registry@1' },
      { row: '\\bmodel\\b.*\\bregistered\\b', group: '2_registry@2' },
    ],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./assign/parameters')).assignParameters,
    load: async () => loaded((await import('./assign/job')).assignJob),
  },
  {
    name: 'unassign',
    title: 'Remove from Stage…',
    summary: 'Take a version out of a stage',
    icon: 'arrow-down',
    takesModel: true,
    confirms: true,
    doors: ['palette'],
    rows: [
      { row: '\\bversion active\\b.*\\bstaged\\b', group: '2_registry@2' },
      { row: '\\bmodel\\b.*\\bstaged\\b', group: '2_registry@3' },
    ],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./unassign/parameters')).unassignParameters,
    load: async () => loaded((await import('./unassign/job')).unassignJob),
  },
  {
    name: 'rollback',
    title: 'Roll Back Stage…',
    summary: 'Put the version before in a stage again',
    icon: 'discard',
    takesModel: true,
    confirms: true,
    doors: ['palette'],
    rows: [
      { row: '\\bversion active\\b.*\\bstaged\\b', group: '2_registry@3' },
      { row: '\\bmodel\\b.*\\bstaged\\b', group: '2_registry@4' },
    ],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./rollback/parameters')).rollbackParameters,
    load: async () => loaded((await import('./rollback/job')).rollbackJob),
  },
  {
    name: 'deregister',
    title: 'Deregister Version…',
    summary: 'Take a version back',
    icon: 'circle-slash',
    takesModel: true,
    confirms: true,
    doors: ['palette'],
    rows: [{ row: '\\bversion active\\b', group: '9_delete@1' }],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./deregister/parameters')).deregisterParameters,
    load: async () => loaded((await import('./deregister/job')).deregisterJob),
  },
  {
    name: 'deprecate',
    title: 'Deprecate Model…',
    summary: 'Mark a model as not to be used any more',
    icon: 'archive',
    takesModel: true,
    confirms: true,
    doors: ['palette'],
    rows: [{ row: '\\bmodel\\b.*\\bregistered\\b(?!.*\\bdeprecated\\b)', group: '9_delete@1' }],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./deprecate/parameters')).deprecateParameters,
    load: async () => loaded((await import('./deprecate/job')).deprecateJob),
  },
  {
    name: 'restore',
    title: 'Restore into Work Tree…',
    summary: 'Write the files of a version into the work tree',
    icon: 'history',
    takesModel: true,
    confirms: true,
    doors: ['palette'],
    rows: [{ row: '\\bversion (active|deregistered)\\b', group: '4_files@1' }],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./restore/parameters')).restoreParameters,
    load: async () => loaded((await import('./restore/job')).restoreJob),
  },
  {
    name: 'delete-tag',
    title: 'Delete Tag…',
    summary: 'Delete a tag of a model',
    icon: 'trash',
    takesModel: false,
    positionals: ['tag'],
    confirms: true,
    doors: ['palette'],
    rows: [
      { row: '\\bversion (active|deregistered)\\b', group: '9_delete@2' },
      { row: '\\bmodel\\b.*\\bregistered\\b', group: '9_delete@2' },
    ],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./deleteTag/parameters')).deleteTagParameters,
    load: async () => loaded((await import('./deleteTag/job')).deleteTagJob),
  },
  {
    name: 'push',
    title: 'Push Tags…',
    summary: 'Push the tags of models to a remote',
    icon: 'cloud-upload',
    takesModel: false,
    positionals: ['model'],
    confirms: true,
    doors: ['palette'],
    rows: [
      { row: '\\bmodel\\b.*\\bregistered\\b', group: '2_registry@5' },
      { row: '\\bversion (active|deregistered)\\b', group: '2_registry@4' },
    ],
    worker: 'batch',
    untrusted: false,
    history: false,
    parameters: async () => (await import('./push/parameters')).pushParameters,
    load: async () => loaded((await import('./push/job')).pushJob),
  },
  {
    name: 'doctor',
    title: 'Check Registry',
    summary: 'Say what is wrong with the tags and files of models, and what to do about it',
    icon: 'pulse',
    takesModel: false,
    doors: ['palette', 'view'],
    worker: 'batch',
    untrusted: true,
    history: false,
    parameters: async () => (await import('./doctor/parameters')).doctorParameters,
    load: async () => loaded((await import('./doctor/job')).doctorJob),
  },
  {
    name: 'cache',
    title: 'Clear Cache of Old Versions…',
    summary: 'Say what the cache of old versions takes, and clear it',
    icon: 'clear-all',
    takesModel: false,
    positionals: [],
    doors: [],
    worker: 'batch',
    untrusted: true,
    history: false,
    parameters: async () => (await import('./cache/parameters')).cacheParameters,
    load: async () => loaded((await import('./cache/job')).cacheJob),
  },
];

/** The parameters of a job that the command line takes without their flags. */
export function positionalsOf(entry: JobEntry): readonly string[] {
  return entry.positionals ?? (entry.takesModel ? ['model'] : []);
}

/** The entry of a job by name. */
export function findJob(name: string): JobEntry | undefined {
  return JOBS.find((job) => job.name === name);
}
