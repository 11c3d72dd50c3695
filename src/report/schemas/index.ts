import type { z } from 'zod';
import { ACTION_KINDS } from '../actionKinds';
import { zActionResult } from './action';
import { zBenchmarkResult } from './benchmark';
import { zCacheResult } from './cache';
import { zCompareResult } from './compare';
import { zDiffResult } from './diff';
import { zDoctorResult } from './doctor';
import { zFetchResult } from './fetch';
import { zInspectResult } from './inspect';
import { zModelsResult } from './models';
import { zPushResult } from './push';
import { zRestoreResult } from './restore';
import { zRunResult } from './run';
import { zVersionsResult } from './versions';

/** How results of one kind are read. */
export interface ReportSchema {
  /** The version written today. */
  readonly version: number;
  readonly result: z.ZodType;
  /** Version n → the step that turns a result of version n into one of n + 1. Every version below `version` has one. */
  readonly upgrades?: Readonly<Record<number, (result: unknown) => unknown>>;
}

/** Report kind → schema. A Map, so that a kind named `constructor` finds nothing. */
export type ReportSchemas = ReadonlyMap<string, ReportSchema>;

/** Every kind of report this version of Modelwright writes. */
export const REPORT_SCHEMAS: ReportSchemas = new Map<string, ReportSchema>([
  ...ACTION_KINDS.map((kind): [string, ReportSchema] => [kind, { version: 1, result: zActionResult }]),
  ['benchmark', { version: 1, result: zBenchmarkResult }],
  ['cache', { version: 1, result: zCacheResult }],
  ['compare', { version: 1, result: zCompareResult }],
  ['doctor', { version: 1, result: zDoctorResult }],
  ['fetch', { version: 1, result: zFetchResult }],
  ['inspect', { version: 1, result: zInspectResult }],
  ['push', { version: 1, result: zPushResult }],
  ['restore', { version: 1, result: zRestoreResult }],
  ['run', { version: 1, result: zRunResult }],
  ['diff', { version: 1, result: zDiffResult }],
  ['models', { version: 1, result: zModelsResult }],
  ['versions', { version: 1, result: zVersionsResult }],
]);
