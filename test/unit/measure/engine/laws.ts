import type { Random } from '../../../../src/base/random';
import type { Weather } from './machine';

/** One run: its number in its process, and when it began, in milliseconds from the first. */
export interface Run {
  readonly run: number;
  readonly at: number;
  readonly random: Random;
}

/** How long a run takes on a quiet machine, milliseconds: what a measurement is to find out. */
export type Law = (run: Run) => number;

export const constant =
  (milliseconds: number): Law =>
  () =>
    milliseconds;

/** Skewed as run times are: log-normal. @param sigma .03 for some three parts in a hundred */
export const lognormal =
  (milliseconds: number, sigma: number): Law =>
  ({ random }) =>
    milliseconds * Math.exp(sigma * random.normal());

/** As another, times what the time since the first run makes of it. */
export const scaled =
  (law: Law, factor: (run: Run) => number): Law =>
  (run) =>
    law(run) * factor(run);

/** Each run by chance at the second speed, which takes so many times as long. */
export const twoSpeeds = (law: Law, share: number, times: number): Law => scaled(law, ({ random }) => (random.next() < share ? times : 1));

/** A share of the runs takes longer by a factor of Pareto's law: some a little, some very much. */
export const heavyTailed = (law: Law, share: number, shape: number): Law =>
  scaled(law, ({ random }) => (random.next() < share ? (1 - random.next()) ** (-1 / shape) : 1));

/** Something else wants the processor every so many milliseconds, for some of them. */
export const interrupted =
  (law: Law, every: number, [least, most]: readonly [number, number]): Law =>
  (run) => {
    const own = law(run);
    const before = Math.floor(run.at / every);
    return Math.floor((run.at + own) / every) > before ? own + least + (most - least) * run.random.next() : own;
  };

/** Runs that remember the one before: a log-normal first-order autoregression. @param memory 0 to 1 */
export function autoregressive(milliseconds: number, sigma: number, memory: number): Law {
  let state: number | undefined;
  return ({ random }) => {
    state = state === undefined ? random.normal() : memory * state + Math.sqrt(1 - memory ** 2) * random.normal();
    return milliseconds * Math.exp(sigma * state);
  };
}

/** Read off a clock that has so long a tick. */
export const ticking =
  (law: Law, tick: number): Law =>
  (run) =>
    Math.max(tick, Math.round(law(run) / tick) * tick);

/** What a machine with other programs on it does to all that runs: slow ups and downs, an Ornstein–Uhlenbeck process. */
export function slowWeather(random: Random, sigma: number, memoryMilliseconds: number): Weather {
  let [state, last] = [random.normal(), 0];
  return (at) => {
    const kept = Math.exp(-(at - last) / memoryMilliseconds);
    last = at;
    state = kept * state + Math.sqrt(1 - kept ** 2) * random.normal();
    return Math.exp(sigma * state);
  };
}

/** A run of a model on a machine that people work on: skew, a memory of the run before, and one run in a hundred that was disturbed. */
export function realistic(milliseconds: number): Law {
  const own = autoregressive(milliseconds, 0.03, 0.4);
  return scaled(own, ({ random }) => (random.next() < 0.01 ? 1.3 + 3 * random.next() : Math.exp(0.01 * random.normal())));
}
