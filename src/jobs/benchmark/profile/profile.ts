import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { seededRandom } from '../../../base/random';
import type { JobContext } from '../../../engine/context';
import type { Feeds } from '../../../engine/meter/protocol';
import type { SessionSettings } from '../../../engine/meter/settings';
import { executedNodes } from '../../../engine/profile/executed';
import { findOrigins } from '../../../engine/profile/origins';
import { MAX_EVENTS } from '../../../engine/profile/profile';
import { summarizeProfile } from '../../../engine/profile/summary';
import { openModel } from '../../../onnx/open';
import type { NodeTimeRow, OperatorTime, ProfileResult, Roof } from '../../../report/schemas/benchmark/profile';
import { isInteger, withBounds } from './bounds';
import { nodeRows } from './nodeRows';
import { type ProfiledRuns, profiledRuns } from './profiledRuns';
import { measureRoof } from './roof';
import { timelineOf } from './timeline';
import { chromeTrace } from './trace';

/** How long to profile, at most how many runs, and at most how many calls of nodes: the profiler stops at a million. */
const LIMITS = {
  quick: { milliseconds: 2000, mostRuns: 100, mostCalls: 150_000 },
  full: { milliseconds: 15_000, mostRuns: 1000, mostCalls: 600_000 },
};

export interface ProfileOptions {
  /** Absolute. */
  readonly path: string;
  readonly settings: SessionSettings;
  readonly feeds: Feeds;
  readonly timeoutMilliseconds: number;
  readonly mode: keyof typeof LIMITS;
  readonly seed: number;
  /** Of the undisturbed measurement: its warm-up, and what the quarter of its runs took that took least. */
  readonly warmup: number;
  readonly quietMs: number;
}

export interface ProfileParts {
  readonly operators: OperatorTime[];
  readonly nodes: NodeTimeRow[];
  readonly profile: ProfileResult;
  readonly roof: Roof;
}

/**
 * Where a model's time goes, by ONNX Runtime's profiler: in a process of its own, since profiling slows small nodes down, and after the
 * undisturbed measurement.
 * @throws UserError `profile.*`, and as a measuring process
 */
export async function profileModel(options: ProfileOptions, context: JobContext): Promise<ProfileParts> {
  // In the job's own folder: whatever becomes of this process, that goes away.
  const scratch = await mkdtemp(join(context.attachmentsDirectory, '.profile-'));
  try {
    context.progress({ message: l10n.t('Profiling') });
    const runs = await profiledRuns({ ...options, ...LIMITS[options.mode], feeds: [options.feeds], graph: true }, scratch, context);
    try {
      return await analyze(runs, options, scratch, context);
    } finally {
      runs.executed?.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function analyze(
  { profile, executed }: ProfiledRuns,
  options: ProfileOptions,
  scratch: string,
  context: JobContext,
): Promise<ProfileParts> {
  const summary = summarizeProfile(profile);
  const model = openModel(options.path);
  try {
    const own = model.proto.graph!;
    const graph = executed?.proto.graph ?? own;
    const origins = findOrigins(own, graph);
    const bare = nodeRows({ profile, summary, executed: executedNodes(profile, graph), origins: origins.of, graph });
    context.progress({ message: l10n.t('Measuring what the machine does at most') });
    const folder = join(scratch, 'roof');
    await mkdir(folder);
    const integers = bare.some(({ op }) => isInteger(op));
    const roof = await measureRoof(options.settings, integers, folder, seededRandom(options.seed), options.timeoutMilliseconds, context);
    const nodes = withBounds(bare, roof);
    const file = await context.attach('profile.json', 'application/json', chromeTrace(profile, summary.median));
    return {
      operators: operatorTimes(nodes, summary.nodesMs),
      nodes,
      profile: {
        runs: profile.runs.length,
        counted: summary.counted,
        warmup: profile.warmup,
        modelRunMs: summary.modelRunMs,
        nodesMs: summary.nodesMs,
        gapMs: summary.gapMs,
        profiledOverUndisturbed: summary.modelRunMs / options.quietMs,
        full: profile.records >= MAX_EVENTS,
        dropped: profile.unfinished,
        damaged: profile.damaged,
        matched: matchedTimes(nodes, summary.nodesMs),
        executedGraph: executed !== undefined,
        model: { nodes: origins.total, executed: origins.executed, folded: origins.folded },
        timeline: timelineOf(profile, summary.median),
        file,
      },
      roof,
    };
  } finally {
    model.close();
  }
}

/** Nodes by operator, the one that takes most first. */
function operatorTimes(nodes: readonly NodeTimeRow[], nodesMs: number): OperatorTime[] {
  const kinds = new Map<string, NodeTimeRow[]>();
  for (const row of nodes) {
    const rows = kinds.get(row.op);
    if (rows) rows.push(row);
    else kinds.set(row.op, [row]);
  }
  const times = [...kinds].map(([op, rows]): OperatorTime => {
    const ms = total(rows, 'ms');
    const counted = rows.filter(({ flop }) => flop !== undefined);
    const busy = total(counted, 'ms');
    return {
      op,
      nodes: rows.length,
      calls: total(rows, 'calls'),
      ms,
      share: nodesMs > 0 ? ms / nodesMs : 0,
      ...(busy > 0 ? { gflops: total(counted, 'flop') / busy / 1e6 } : {}),
    };
  });
  return times.sort((a, b) => b.ms - a.ms);
}

function matchedTimes(nodes: readonly NodeTimeRow[], nodesMs: number): ProfileResult['matched'] {
  return (['same', 'rewritten', 'fused', 'runtime', 'unmatched'] as const).flatMap((kind) => {
    const rows = nodes.filter(({ matched }) => matched === kind);
    const ms = total(rows, 'ms');
    return rows.length > 0 ? [{ kind, nodes: rows.length, ms, share: nodesMs > 0 ? ms / nodesMs : 0 }] : [];
  });
}

function total(rows: readonly NodeTimeRow[], key: 'ms' | 'calls' | 'flop'): number {
  return rows.reduce((sum, row) => sum + (row[key] ?? 0), 0);
}
