import type { JobContext } from '../../../engine/context';
import type { Feeds } from '../../../engine/meter/protocol';
import type { SessionSettings } from '../../../engine/meter/settings';
import { median } from '../../../measure/statistics/percentile';
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
  const own = { warmup: warmup.durations.length + 1, medianMs: median(samples.durations) };
  return profileModel({ path, settings, feeds, timeoutMilliseconds: timeout * 1000, mode, seed, ...own }, context);
}
