import type { SessionSettings } from '../../engine/meter/settings';
import type { MeasuringParameters } from './parameters';

/** How a model is loaded to be measured alone. */
export function settingsOf({
  provider,
  threads,
  optimization,
}: Pick<MeasuringParameters, 'provider' | 'threads' | 'optimization'>): SessionSettings {
  return { provider, ...(threads === undefined ? {} : { threads }), optimization, spinning: true };
}
