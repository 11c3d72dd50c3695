import type { Candidate, LimitState } from '../../report/schemas/compare';

/**
 * Whether a candidate is within a limit of slowness, by its interval: `broken` where all of that is slower than the limit, `held` where none of
 * it is, `undecided` where the limit lies within, since then more of the same measurement is needed to say.
 * @param family95 of the ratio: how many times as fast
 */
export function limitState({ family95 }: Pick<Candidate, 'family95'>, maxSlowdown: number): LimitState {
  if (!family95) return 'failed';
  const [low, high] = family95;
  if (1 / high > maxSlowdown) return 'broken';
  return 1 / low <= maxSlowdown ? 'held' : 'undecided';
}

/** Of all candidates: the weightiest. */
export function weightiest(states: readonly LimitState[]): LimitState {
  const order = ['broken', 'failed', 'undecided', 'held'] as const;
  return order.find((state) => states.includes(state)) ?? 'held';
}
