import * as l10n from '@vscode/l10n';
import { isAbort } from '../../base/errors';
import type { Progress } from '../../base/progress';
import { joinSamples, type Meter } from '../../engine/meter/meter';
import type { MeterMemory, Samples } from '../../engine/meter/protocol';
import { getReady, type Ready } from '../measuring/ready';
import { type LivePart, LiveSamples } from './live';

/** Fewer than these are no measurement worth keeping. */
const FEWEST = 2;

/** What was measured in one process. */
export interface Measured extends Ready {
  readonly samples: Samples;
  readonly memory: MeterMemory;
  /** Where it was cancelled: the seconds that were measured, and how many it was to be. */
  readonly stopped?: { readonly seconds: number; readonly of: number };
}

/** Who watches a measurement. */
export interface Watcher {
  progress(progress: Progress): void;
  /** The runs so far. */
  onLive?(part: LivePart): void;
}

/**
 * One request after the other: loads the model, runs it once, then until it is steady, then for so long.
 * @param milliseconds to measure
 * @returns what there was where it was cancelled while it measured
 * @throws AbortError where it was cancelled before there were two runs
 */
export async function measureSingle(
  meter: Pick<Meter, 'load' | 'run' | 'memory' | 'lastMemory' | 'overhead' | 'close'>,
  milliseconds: number,
  watcher: Watcher,
): Promise<Measured> {
  const live = new LiveSamples(milliseconds / 1000, (part) => watcher.onLive?.(part));
  const ready = await getReady(
    meter,
    milliseconds,
    (message) => watcher.progress({ message }),
    (part) => live.add('warmup', part),
  );
  let measured = 0;
  const parts: Samples[] = [];
  try {
    const samples = await meter.run({ milliseconds }, (part) => {
      parts.push(part);
      for (const duration of part.durations) measured += duration;
      live.add('measuring', part);
      const done = Math.min(measured, milliseconds) / 1000;
      watcher.progress({ message: l10n.t('Measuring'), done, total: milliseconds / 1000, unit: 'seconds' });
      return true;
    });
    const memory = await meter.memory();
    await meter.close();
    return { ...ready, samples, memory };
  } catch (error) {
    const samples = joinSamples(parts);
    if (!isAbort(error) || samples.durations.length < FEWEST || !meter.lastMemory) throw error;
    return { ...ready, samples, memory: meter.lastMemory, stopped: { seconds: measured / 1000, of: milliseconds / 1000 } };
  }
}
