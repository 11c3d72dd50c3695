import { ACTION_KINDS } from '../../report/actionKinds';
import type { Report } from '../../report/report';
import type { ActionResult } from '../../report/schemas/action';
import type { BenchmarkResult } from '../../report/schemas/benchmark';
import type { CacheResult } from '../../report/schemas/cache';
import type { CompareResult } from '../../report/schemas/compare';
import type { DiffResult } from '../../report/schemas/diff';
import type { DoctorResult } from '../../report/schemas/doctor';
import type { FetchResult } from '../../report/schemas/fetch';
import type { InspectResult } from '../../report/schemas/inspect';
import type { ModelsResult } from '../../report/schemas/models';
import type { PushResult } from '../../report/schemas/push';
import type { RestoreResult } from '../../report/schemas/restore';
import type { RunResult } from '../../report/schemas/run';
import type { VersionsResult } from '../../report/schemas/versions';
import { printable, type Style } from '../style';
import { renderAction } from './action';
import { renderBenchmark } from './benchmark';
import { renderCache } from './cache';
import { renderCompare } from './compare';
import { renderDiff } from './diff';
import { renderFetch } from './fetch';
import { renderDoctor } from './findings';
import { renderInspect, renderUnreadable, unreadableError } from './inspect';
import { renderModels } from './models';
import { renderPush } from './push';
import { renderRestore } from './restore';
import { renderRun } from './run';
import { savedLines } from './saved';
import { renderVersions } from './versions';

/** A report's results as lines, by its kind. The report comes from this Modelwright's own worker: its result is of that kind's shape. */
const RENDERERS: Record<string, (result: unknown, style: Style, width: number) => string[]> = {
  models: (result, style) => renderModels(result as ModelsResult, style),
  versions: (result, style, width) => renderVersions(result as VersionsResult, style, width),
  benchmark: (result, style) => renderBenchmark(result as BenchmarkResult, style),
  cache: (result) => renderCache(result as CacheResult),
  compare: (result, style) => renderCompare(result as CompareResult, style),
  fetch: (result) => renderFetch(result as FetchResult),
  inspect: (result, style, width) => renderInspect(result as InspectResult, style, width),
  doctor: (result, style) => renderDoctor(result as DoctorResult, style),
  diff: (result, style, width) => renderDiff(result as DiffResult, style, width),
  ...Object.fromEntries(
    ACTION_KINDS.map((kind) => [
      kind,
      (result: unknown, style: Style, width: number) => renderAction(result as ActionResult, style, width),
    ]),
  ),
  push: (result, style) => renderPush(result as PushResult, style),
  restore: (result, style) => renderRestore(result as RestoreResult, style),
  run: (result, style, width) => renderRun(result as RunResult, style, width),
};

/** A report as text for a terminal. @param width columns */
export function renderReport(report: Report, style: Style, width: number): string {
  const lines = unreadableError(report)
    ? renderUnreadable(report, style)
    : [style.bold(printable(report.verdict)), ...(RENDERERS[report.kind]?.(report.result, style, width) ?? []), ...savedLines(report)];
  return `${lines.join('\n')}\n`;
}
