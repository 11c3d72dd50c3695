import * as l10n from '@vscode/l10n';
import type { JobContext } from '../../engine/context';
import type { Meter } from '../../engine/meter/meter';
import type { Overhead } from '../../engine/meter/overhead';
import type { Loaded, MeterMemory, Samples } from '../../engine/meter/protocol';
import { WarmUp } from '../../measure/latency/warmup';

/** A window of the warm-up is this many runs and this long; the warm-up is given up after the time of so many measured seconds. */
const WINDOW = { windowRuns: 5, windowMilliseconds: 100 };
const LEAST_WARM_UP = 1000;
const MOST_WARM_UP = 30_000;

/** What was measured in one process. */
export interface Measured {
  readonly loaded: Loaded;
  readonly firstRunMs: number;
  readonly warmup: Samples & { readonly steady: boolean };
  readonly samples: Samples;
  readonly memory: MeterMemory;
  readonly overhead: Overhead;
}

/**
 * One request after the other: loads the model, runs it once, then until it is steady, then for so long.
 * @param milliseconds to measure
 */
export async function measureSingle(meter: Meter, milliseconds: number, context: Pick<JobContext, 'progress'>): Promise<Measured> {
  context.progress({ message: l10n.t('Loading') });
  const loaded = await meter.load();
  context.progress({ message: l10n.t('First run') });
  const first = await meter.run({ count: 1 });
  const rules = new WarmUp({ ...WINDOW, mostMilliseconds: Math.min(MOST_WARM_UP, Math.max(LEAST_WARM_UP, milliseconds)) });
  context.progress({ message: l10n.t('Warming up') });
  const warmup = await meter.run({}, ({ durations }) => {
    for (const duration of durations) rules.add(duration);
    return !rules.over;
  });
  let measured = 0;
  const samples = await meter.run({ milliseconds }, (part) => {
    for (const duration of part.durations) measured += duration;
    context.progress({ message: l10n.t('Measuring'), done: Math.min(measured, milliseconds) / 1000, total: milliseconds / 1000 });
    return true;
  });
  const memory = await meter.memory();
  const overhead = await meter.overhead();
  await meter.close();
  return { loaded, firstRunMs: first.durations[0]!, warmup: { ...warmup, steady: rules.steady }, samples, memory, overhead };
}
