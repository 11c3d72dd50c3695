import * as l10n from '@vscode/l10n';
import { seededRandom } from '../../../base/random';
import type { Overhead } from '../../../engine/meter/overhead';
import type { MeterMemory } from '../../../engine/meter/protocol';
import { SERVER_PERCENTILE } from '../../../measure/latency/bound';
import { RateSearch } from '../../../measure/latency/rateSearch';
import { ascending, median, percentile } from '../../../measure/statistics/percentile';
import type { CurveEnd, CurvePoint } from '../../../report/schemas/benchmark/curve';
import type { MeasuredInputs } from '../../measuring/feeds';
import { getReady, type Ready } from '../../measuring/ready';
import { type Lengths, lengthsOf } from './lengths';
import { curvePoint } from './point';
import type { Bench, MeasuringProcess, ScenarioOutcome } from './scenario';
import { labelled } from './series';
import { rateTrial, type TrialOutcome } from './trial';

/** The bound where none is given, in P99s of a request that is alone. */
const BOUND = 5;
/** Requests that are run one after the other to know what one takes. */
const ALONE = 50;
/** A trial is this many bounds long, within reason: in less time no queue grows that is as long as the bound. */
const BOUNDS = 5;
const REASON = 10;
/** Where a search begins, and below what it gives up, in shares of what could be answered were requests to come one after the other. */
const START = 0.5;
const LEAST = 0.01;
/** How close the two ends of a search come, in ratio. */
const RESOLUTION = { quick: 1.05, full: 1.02 };
const TRIALS = 14;
const CONFIRMATIONS = 6;

/** A trial and the process it was made in. */
interface Done extends TrialOutcome {
  readonly rate: number;
  readonly ready: Ready;
  readonly memory: MeterMemory;
  readonly overhead: Overhead;
  readonly point: CurvePoint;
}

/** What one request takes that is alone, milliseconds. */
interface Alone {
  readonly p50: number;
  readonly p99: number;
  readonly mean: number;
}

/**
 * Requests that arrive when they like (MLPerf's server scenario): latencies at a rate, or, where none is given, the highest rate whose P99
 * holds a bound. The search's trials are made in one process, as a server goes on; what it finds is confirmed in clean ones.
 */
export async function measureServer(bench: Bench): Promise<ScenarioOutcome> {
  const { batch, rate: given, bound: givenBound, mode } = bench.parameters;
  const lengths = lengthsOf(bench.parameters);
  const inputs = await bench.inputs(batch);
  const trials: Done[] = [];
  const trial = new Trials(bench, inputs, lengths, trials);
  let ended: CurveEnd = given === undefined ? 'found' : 'list';
  let counts: Done | undefined;
  let highestRate: number | undefined;
  try {
    const alone = await trial.begin();
    const bound = givenBound ?? BOUND * alone.p99;
    trial.bound = bound;
    if (given !== undefined) {
      counts = await trial.run(given, true);
      if (counts.held) highestRate = given;
    } else {
      const capacity = 1000 / alone.mean;
      // Not even what comes alone is fast enough: one trial shows it.
      const least = alone.p50 > bound ? capacity : capacity * LEAST;
      const search = new RateSearch({
        start: capacity * START,
        least,
        resolution: RESOLUTION[mode],
        trials: TRIALS,
        confirmations: CONFIRMATIONS,
      });
      for (let next = search.next; next; next = search.next) {
        counts = next.confirm ? await trial.fresh(next.rate) : await trial.run(next.rate, false);
        search.add(counts.held && (mode === 'quick' || !next.confirm || counts.established));
      }
      highestRate = search.highest;
    }
  } catch (error) {
    if (!bench.signal.aborted || trials.length === 0) throw error;
    ended = 'cancelled';
    const held = trials.filter((one) => one.held);
    counts = (held.length > 0 ? held : trials).reduce((best, one) => (one.rate > best.rate === held.length > 0 ? one : best));
    highestRate = held.length > 0 ? counts.rate : undefined;
  } finally {
    trial.end();
  }
  const done = counts!;
  return {
    scenario: 'server',
    measured: { ...done.ready, samples: done.samples, memory: done.memory, overhead: done.overhead },
    settings: bench.settings,
    described: inputs.described,
    batch,
    throughput: done.point.throughput,
    curve: {
      axis: 'rate',
      points: trials.map(({ point }) => point),
      seconds: (given === undefined ? trial.length : lengths.final) / 1000,
      ...(highestRate === undefined ? {} : { best: highestRate }),
      ended,
    },
    server: {
      boundMs: trial.bound,
      boundFrom: givenBound === undefined ? 'single' : 'given',
      singleP99Ms: trial.alone!.p99,
      percentile: SERVER_PERCENTILE,
      rate: done.rate,
      held: done.held,
      established: done.established,
      overloaded: done.overloaded,
      searched: given === undefined,
      ...(highestRate === undefined ? {} : { highestRate }),
    },
    ...(ended === 'cancelled' ? { cancelled: true as const } : {}),
  };
}

/** Makes trials, in one process for those of a search. */
class Trials {
  readonly #bench: Bench;
  readonly #inputs: MeasuredInputs;
  readonly #lengths: Lengths;
  readonly #done: Done[];
  #meter: MeasuringProcess | undefined;
  #ready: Ready | undefined;
  #overhead: Overhead | undefined;
  bound = Number.POSITIVE_INFINITY;
  alone: Alone | undefined;

  constructor(bench: Bench, inputs: MeasuredInputs, lengths: Lengths, done: Done[]) {
    this.#bench = bench;
    this.#inputs = inputs;
    this.#lengths = lengths;
    this.#done = done;
  }

  /** How long a trial of the search is, milliseconds. */
  get length(): number {
    const { point } = this.#lengths;
    return Math.max(point, Math.min(BOUNDS * this.bound, REASON * point));
  }

  /** Starts a process and measures what a request takes that is alone. */
  async begin(): Promise<Alone> {
    await this.#open();
    const { point } = this.#lengths;
    this.#bench.progress({ message: l10n.t('One request after the other') });
    let count = 0;
    let elapsed = 0;
    const { durations } = await this.#meter!.run({ milliseconds: REASON * point }, (part) => {
      count += part.durations.length;
      for (const duration of part.durations) elapsed += duration;
      return count < ALONE || elapsed < point / 2;
    });
    const sorted = ascending(durations);
    const mean = sorted.reduce((sum, duration) => sum + duration, 0) / sorted.length;
    this.alone = { p50: median(sorted), p99: percentile(sorted, 99), mean };
    this.#overhead = await this.#meter!.overhead();
    return this.alone;
  }

  /** A trial at full length in a clean process. */
  async fresh(rate: number): Promise<Done> {
    this.end();
    await this.#open();
    return this.run(rate, true);
  }

  /** @param confirm the one that counts, at full length */
  async run(rate: number, confirm: boolean): Promise<Done> {
    const { parameters, progress } = {
      parameters: this.#bench.parameters,
      ...labelled(this.#bench, l10n.t('{0} requests a second', rate)),
    };
    const milliseconds = confirm ? this.#lengths.final : this.length;
    const rules = { rate, milliseconds, bound: this.bound, alone: this.alone!.p99, full: confirm && parameters.mode === 'full' };
    const random = seededRandom(parameters.seed + this.#done.length);
    const outcome = await rateTrial(this.#meter!, rules, random, (elapsed) =>
      progress({ message: l10n.t('Measuring'), done: Math.min(elapsed, milliseconds) / 1000, total: milliseconds / 1000 }),
    );
    const memory = await this.#meter!.memory();
    const { samples, held, established, overloaded, busy, answered } = outcome;
    const ready = this.#ready!;
    const point: CurvePoint = {
      ...curvePoint(rate, answered * parameters.batch, { ...ready, samples, memory }, parameters.seed),
      busy,
      held,
      established,
      overloaded,
      confirm,
    };
    const done = { ...outcome, rate, ready, memory, overhead: this.#overhead!, point };
    this.#done.push(done);
    this.#bench.onCurve({ axis: 'rate', points: this.#done.map((one) => one.point) });
    return done;
  }

  end(): void {
    this.#meter?.kill();
  }

  async #open(): Promise<void> {
    this.#meter = this.#bench.start(this.#inputs.feeds, this.#bench.settings);
    this.#ready = await getReady(this.#meter, this.#lengths.point, (message) => this.#bench.progress({ message }));
  }
}
