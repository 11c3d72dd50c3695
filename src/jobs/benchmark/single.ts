import * as l10n from '@vscode/l10n';
import type { JobContext } from '../../engine/context';
import type { Meter } from '../../engine/meter/meter';
import type { Overhead } from '../../engine/meter/overhead';
import type { MeterMemory, Samples } from '../../engine/meter/protocol';
import { getReady, type Ready } from './ready';

/** What was measured in one process. */
export interface Measured extends Ready {
  readonly samples: Samples;
  readonly memory: MeterMemory;
  readonly overhead: Overhead;
}

/**
 * One request after the other: loads the model, runs it once, then until it is steady, then for so long.
 * @param milliseconds to measure
 */
export async function measureSingle(
  meter: Pick<Meter, 'load' | 'run' | 'memory' | 'overhead' | 'close'>,
  milliseconds: number,
  context: Pick<JobContext, 'progress'>,
): Promise<Measured> {
  const ready = await getReady(meter, milliseconds, (message) => context.progress({ message }));
  let measured = 0;
  const samples = await meter.run({ milliseconds }, (part) => {
    for (const duration of part.durations) measured += duration;
    context.progress({ message: l10n.t('Measuring'), done: Math.min(measured, milliseconds) / 1000, total: milliseconds / 1000 });
    return true;
  });
  const memory = await meter.memory();
  const overhead = await meter.overhead();
  await meter.close();
  return { ...ready, samples, memory, overhead };
}
