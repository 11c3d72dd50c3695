import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../base/errors';
import type { JobContext } from '../../../engine/context';
import type { Meter } from '../../../engine/meter/meter';
import type { Feeds } from '../../../engine/meter/protocol';
import type { SessionSettings } from '../../../engine/meter/settings';
import { type Profile, readProfile } from '../../../engine/profile/profile';
import type { GraphProto } from '../../../onnx/gen/onnx-ml_pb';
import type { OnnxModel } from '../../../onnx/model';
import { openModel } from '../../../onnx/open';
import { subgraphs } from '../../../onnx/scope';

export interface ProfiledRunsOptions {
  readonly path: string;
  readonly settings: SessionSettings;
  readonly feeds: readonly Feeds[];
  readonly timeoutMilliseconds: number;
  /** Runs that are not counted, at least one. */
  readonly warmup: number;
  readonly milliseconds: number;
  readonly mostRuns: number;
  /** Calls of nodes, in all runs, after which no further run is begun. */
  readonly mostCalls: number;
  /** Whether to have the runtime write out the graph that it executes. */
  readonly graph: boolean;
}

/** A profile, and the graph it is of, as the runtime wrote it out; absent where it could not. */
export interface ProfiledRuns {
  readonly profile: Profile;
  readonly executed?: OnnxModel;
}

const EXECUTED = 'executed.onnx';
const FEWEST_RUNS = 2;

/**
 * Runs a model with the runtime's profiler on, in a process of its own.
 * @param scratch folder for what the runtime writes; whoever made it removes it
 */
export async function profiledRuns(options: ProfiledRunsOptions, scratch: string, context: JobContext): Promise<ProfiledRuns> {
  const { path, settings, feeds, timeoutMilliseconds } = options;
  const profiled = { ...settings, profile: join(scratch, 'profile') };
  const open = (more: Partial<SessionSettings>) => context.meter({ path, settings: { ...profiled, ...more }, feeds, timeoutMilliseconds });
  let meter = open(options.graph ? { executedModel: join(scratch, EXECUTED) } : {});
  try {
    const executed = options.graph ? await loadWriting(meter, scratch, context) : undefined;
    if (options.graph && !executed) {
      meter.kill();
      meter = open({});
    }
    if (!executed) await meter.load();
    const nodes = countNodes(executed?.proto.graph);
    const most = Math.max(FEWEST_RUNS, Math.min(options.mostRuns, Math.floor(options.mostCalls / Math.max(1, nodes))));
    const warmup = Math.max(1, Math.min(options.warmup, most >> 1));
    await meter.run({ count: warmup });
    const { durations } = await meter.run({ count: most, milliseconds: options.milliseconds });
    if (durations.length < FEWEST_RUNS) await meter.run({ count: FEWEST_RUNS - durations.length });
    await meter.close();
    const profile = await readProfile(await profileFile(scratch), warmup);
    return { profile, ...(executed ? { executed } : {}) };
  } finally {
    meter.kill();
  }
}

/** Not every graph can be written out: one compiled by a provider cannot. */
async function loadWriting(meter: Meter, scratch: string, context: JobContext): Promise<OnnxModel | undefined> {
  try {
    await meter.load();
    return openModel(join(scratch, EXECUTED));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.log('info', `the graph that is executed is not known: ${error.message}`);
    return undefined;
  }
}

async function profileFile(scratch: string): Promise<string> {
  const found = (await readdir(scratch)).find((name) => name.startsWith('profile_') && name.endsWith('.json'));
  return join(scratch, found ?? 'profile.json');
}

function countNodes(graph: GraphProto | undefined): number {
  return (graph?.node ?? []).reduce((sum, node) => sum + 1 + subgraphs(node).reduce((inner, body) => inner + countNodes(body), 0), 0);
}
