import type { JobContext } from '../../../engine/context';
import type { Feeds } from '../../../engine/meter/protocol';
import type { SessionSettings } from '../../../engine/meter/settings';
import { quietRuns } from '../../../engine/profile/summary';
import type { BenchmarkParameters } from '../parameters';
import type { Measured } from '../single';
import { type ProfileParts, profileModel } from './profile';

/** The profile of a model that was just measured, with the same settings. */
export function profileMeasured(
  { warmup, samples }: Measured,
  path: string,
  settings: SessionSettings,
  feeds: Feeds,
  { mode, seed, timeout }: BenchmarkParameters,
  context: JobContext,
): Promise<ProfileParts> {
  const quiet = quietRuns(samples.durations);
  const quietMs = quiet.reduce((sum, run) => sum + samples.durations[run]!, 0) / quiet.length;
  const own = { warmup: warmup.durations.length + 1, quietMs };
  return profileModel({ path, settings, feeds, timeoutMilliseconds: timeout * 1000, mode, seed, ...own }, context);
}
