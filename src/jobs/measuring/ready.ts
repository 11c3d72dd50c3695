import * as l10n from '@vscode/l10n';
import type { Meter } from '../../engine/meter/meter';
import type { Overhead } from '../../engine/meter/overhead';
import type { Loaded, Samples } from '../../engine/meter/protocol';
import { WarmUp } from '../../measure/latency/warmup';

/** A window of the warm-up is this many runs and this long; the warm-up is given up after the time of so many measured seconds. */
const WINDOW = { windowRuns: 5, windowMilliseconds: 100 };
const LEAST_WARM_UP = 1000;
const MOST_WARM_UP = 30_000;

/** A process whose model is loaded and warm. */
export interface Ready {
  readonly loaded: Loaded;
  readonly firstRunMs: number;
  readonly overhead: Overhead;
  readonly warmup: Samples & { readonly steady: boolean };
}

/**
 * Loads the model, runs it once, then until it is steady.
 * @param milliseconds that will be measured: the warm-up takes no longer than that, within reason
 * @param say what is being done
 * @param least what the warm-up may take in any case, milliseconds
 */
export async function getReady(
  meter: Pick<Meter, 'load' | 'run' | 'overhead'>,
  milliseconds: number,
  say: (message: string) => void,
  onWarmUp?: (samples: Samples) => void,
  least = LEAST_WARM_UP,
): Promise<Ready> {
  say(l10n.t('Loading'));
  const loaded = await meter.load();
  say(l10n.t('First run'));
  const first = await meter.run({ count: 1 });
  // Here, where the warm-up takes away what it leaves in the caches: at the end there may be nobody left to ask.
  const overhead = await meter.overhead();
  const rules = new WarmUp({ ...WINDOW, mostMilliseconds: Math.min(MOST_WARM_UP, Math.max(least, milliseconds)) });
  say(l10n.t('Warming up'));
  const warmup = await meter.run({}, (samples) => {
    for (const duration of samples.durations) rules.add(duration);
    onWarmUp?.(samples);
    return !rules.over;
  });
  return { loaded, firstRunMs: first.durations[0]!, overhead, warmup: { ...warmup, steady: rules.steady } };
}
