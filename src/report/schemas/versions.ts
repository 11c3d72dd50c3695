import { z } from 'zod';

/** What a tag of the registry says happened. GTO's names. */
export const zEventKind = z.enum(['registration', 'deregistration', 'assignment', 'unassignment', 'deprecation']);

/** One tag of a model, read as an event. */
export const zRegistryEvent = z.object({
  /** The tagger's time, ISO 8601 in UTC. */
  at: z.string(),
  event: zEventKind,
  /** With its `v`. Absent: a stage tag on a commit that carries no version, or a deprecation. */
  version: z.string().optional(),
  stage: z.string().optional(),
  tag: z.string(),
  /** Full object name of the commit the tag points at. */
  commit: z.string(),
  author: z.string(),
  message: z.string(),
});

/**
 * Figures at a version. `committed`: `NAME.metrics.json` at the tag; `measured`: a report on this machine for the same bytes. One metric may
 * have several, each of an environment of its own.
 */
export const zVersionMetric = z.object({
  /** Dotted path in the metrics file: `evaluation.accuracy`. */
  name: z.string(),
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  origin: z.enum(['committed', 'measured']),
  /** Data set it was measured on. */
  dataset: z.string().optional(),
  /** What a latency was measured on; only points of one environment are joined by a line. */
  environment: z.string().optional(),
  /** It was measured on another file than this model, which has changed since: shown as such, and compared with nothing. */
  stale: z.literal(true).optional(),
});

/**
 * What is wrong with a metrics file. `large`: not read; `invalid`: no JSON object; `missing`: its bytes are not on this machine; `cut`: it has
 * more numbers than are taken; `other`: a part of it measured a file that is not this version's model, so that its figures are stale.
 */
export const zMetricsNote = z.object({ code: z.enum(['large', 'invalid', 'missing', 'cut', 'other']), path: z.string() });

/** A time during which one version was in a stage. */
export const zStageSpan = z.object({
  stage: z.string(),
  version: z.string(),
  /** ISO 8601 in UTC. */
  from: z.string(),
  /** Absent: it is in it now. */
  to: z.string().optional(),
});

/** The model that one was derived from, as its metadata say, and where that is found. */
export const zDerivedFrom = z.object({
  sha256: z.string(),
  recipe: z.string().optional(),
  /** The version that it is: of this model, or of `model`. */
  version: z.string().optional(),
  /** Another model of the repository. */
  model: z.string().optional(),
  /** A file of the work tree with those bytes, relative to the repository's root. */
  file: z.string().optional(),
});

export const zVersion = z.object({
  /** With its `v`. */
  version: z.string(),
  tag: z.string(),
  commit: z.string(),
  /** Stages this version is in now. */
  stages: z.array(z.string()),
  /** ISO 8601 in UTC. */
  registeredAt: z.string(),
  /** False where it was deregistered. */
  active: z.boolean(),
  /** Where the model lies at that commit, relative to the repository's root; absent where it cannot be told. */
  path: z.string().optional(),
  bytes: z.number().optional(),
  /** Where its bytes are kept. */
  storage: z.enum(['git', 'lfs', 'dvc']).optional(),
  sha256: z.string().optional(),
  author: z.string(),
  message: z.string(),
  /** Which way of naming tags it was read by; absent: GTO's. */
  pattern: z.string().optional(),
  metrics: z.array(zVersionMetric).optional(),
  /** Why its metrics file, which there is, says nothing or less than it has. */
  metricsNote: zMetricsNote.optional(),
  derivedFrom: zDerivedFrom.optional(),
});

/** Result of job `versions`, schema version 1: versions newest first (by SemVer), events newest first (by time). */
export const zVersionsResult = z.object({
  name: z.string(),
  deprecated: z.boolean(),
  /** Stage → the version in it now, or null. */
  stages: z.record(z.string(), z.string().nullable()),
  versions: z.array(zVersion),
  events: z.array(zRegistryEvent),
  /** The work tree's file against the versions. */
  workingCopy: z
    .object({
      path: z.string(),
      state: z.enum(['clean', 'changed', 'unregistered', 'missing']),
      /** The version it is at, or was changed since. */
      version: z.string().optional(),
      bytes: z.number().optional(),
      /** Where it is no version of its own. */
      derivedFrom: zDerivedFrom.optional(),
      /** What the metrics file in the work tree says. */
      metrics: z.array(zVersionMetric).optional(),
      /** Why it says nothing or less than it has. */
      metricsNote: zMetricsNote.optional(),
    })
    .optional(),
  /** The model card of the manifest in the work tree. */
  card: z.record(z.string(), z.unknown()).optional(),
  /** Why the manifest, which there is, has no card to show. */
  cardProblem: z.string().optional(),
  /** Stage history, oldest first. */
  spans: z.array(zStageSpan).optional(),
  /** Name of the metric that stands for a version where there is room for one. */
  headline: z.string().optional(),
});

export type EventKind = z.infer<typeof zEventKind>;
export type RegistryEvent = z.infer<typeof zRegistryEvent>;
export type VersionMetric = z.infer<typeof zVersionMetric>;
export type MetricsNote = z.infer<typeof zMetricsNote>;
export type DerivedFrom = z.infer<typeof zDerivedFrom>;
export type StageSpan = z.infer<typeof zStageSpan>;
export type Version = z.infer<typeof zVersion>;
export type VersionsResult = z.infer<typeof zVersionsResult>;
