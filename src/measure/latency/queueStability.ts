import type { Stability } from './stability';

/**
 * What of a series' stability is one of requests that wait in line: their latencies spread, have a long tail and several humps by nature,
 * since some find the line empty and others do not. That they drift, or are too few, is as bad as of any.
 */
export function queueStability({ reasons }: Stability): Stability {
  const own = reasons.filter(({ code }) => code === 'fewSamples' || code === 'drifting');
  const [first] = own;
  return { verdict: first?.code === 'fewSamples' ? 'fewSamples' : first ? 'drifting' : 'steady', reasons: own };
}
