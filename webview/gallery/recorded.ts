import type { Report } from '../../src/report/report';
import assign from './recorded/assign.json';
import benchmark from './recorded/benchmark.json';
import benchmarkProfile from './recorded/benchmark-profile.json';
import benchmarkProfileSmall from './recorded/benchmark-profile-small.json';
import cache from './recorded/cache.json';
import deleteTag from './recorded/delete-tag.json';
import diff from './recorded/diff.json';
import diffSame from './recorded/diff-same.json';
import doctor from './recorded/doctor.json';
import fetch from './recorded/fetch.json';
import inspect from './recorded/inspect.json';
import inspectUnreadable from './recorded/inspect-unreadable.json';
import models from './recorded/models.json';
import push from './recorded/push.json';
import register from './recorded/register.json';
import restore from './recorded/restore.json';
import rollback from './recorded/rollback.json';
import runImage from './recorded/run-image.json';
import runMaps from './recorded/run-maps.json';
import runRow from './recorded/run-row.json';
import runRows from './recorded/run-rows.json';
import runRowsMany from './recorded/run-rows-many.json';
import runSequence from './recorded/run-sequence.json';
import runText from './recorded/run-text.json';
import versions from './recorded/versions.json';

/** A report as it crosses to a panel, as the command line wrote it, and its attachments by name, in base64. */
export interface Recorded {
  report: Report;
  attachments: Readonly<Record<string, string>>;
}

const typed = (recorded: { report: unknown; attachments: unknown }) => recorded as Recorded;

/** Made by record.mjs from recordings.mjs. */
export const RECORDED = {
  assign: typed(assign),
  cache: typed(cache),
  deleteTag: typed(deleteTag),
  diffSame: typed(diffSame),
  diff: typed(diff),
  benchmark: typed(benchmark),
  benchmarkProfile: typed(benchmarkProfile),
  benchmarkProfileSmall: typed(benchmarkProfileSmall),
  doctor: typed(doctor),
  fetch: typed(fetch),
  inspectUnreadable: typed(inspectUnreadable),
  inspect: typed(inspect),
  models: typed(models),
  push: typed(push),
  register: typed(register),
  restore: typed(restore),
  rollback: typed(rollback),
  runImage: typed(runImage),
  runMaps: typed(runMaps),
  runRow: typed(runRow),
  runRowsMany: typed(runRowsMany),
  runRows: typed(runRows),
  runSequence: typed(runSequence),
  runText: typed(runText),
  versions: typed(versions),
} satisfies Record<string, Recorded>;
