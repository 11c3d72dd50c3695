import type { JobEntry } from './entry';
import { loaded } from './job';
import { REGISTRY_JOBS } from './registryJobs';

export type { JobEntry } from './entry';

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
    name: 'benchmark',
    title: 'Benchmark',
    summary: 'Measure how long a model takes',
    icon: 'dashboard',
    takesModel: true,
    doors: ['palette', 'explorer', 'editor', 'lens'],
    // A version has icons enough.
    rows: [{ row: '\\bmodel file\\b', group: 'inline@4' }],
    worker: 'batch',
    untrusted: false,
    history: true,
    parameters: async () => (await import('./benchmark/parameters')).benchmarkParameters,
    load: async () => loaded((await import('./benchmark/job')).benchmarkJob),
  },
  {
    name: 'compare',
    title: 'Compare Speed',
    summary: 'Measure models in turns and say whether they differ in speed',
    icon: 'arrow-swap',
    takesModel: false,
    positionals: ['baseline', 'candidates'],
    doors: ['palette', 'explorer', 'editor', 'lens'],
    worker: 'batch',
    untrusted: false,
    history: true,
    parameters: async () => (await import('./compare/parameters')).compareParameters,
    load: async () => loaded((await import('./compare/job')).compareJob),
  },
  {
    name: 'diff',
    title: 'Diff Models',
    summary: 'Say what differs between two models or two versions of one',
    icon: 'diff',
    takesModel: false,
    positionals: ['before', 'after'],
    doors: ['palette'],
    rows: [
      {
        row: '\\b(model file|version (active|deregistered)|versionModel|workingCopy (clean|changed|unregistered))\\b',
        group: '3_compare@1',
        selected: 'two',
      },
    ],
    worker: 'batch',
    untrusted: true,
    history: true,
    parameters: async () => (await import('./diff/parameters')).diffParameters,
    load: async () => loaded((await import('./diff/job')).diffJob),
  },
  ...REGISTRY_JOBS,
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
