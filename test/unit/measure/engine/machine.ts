import type { Random } from '../../../../src/base/random';
import type { Meter, MeterOptions, OnSamples, Until } from '../../../../src/engine/meter/meter';
import { joinSamples } from '../../../../src/engine/meter/meter';
import type { Loaded, MeterMemory, Samples } from '../../../../src/engine/meter/protocol';
import type { Law } from './laws';

/** How often a measuring process hands its samples over, milliseconds. */
const HAND_OVER = 100;
const MEGABYTE = 2 ** 20;
const MEMORY: MeterMemory = { peakRssBytes: 180 * MEGABYTE, rssBytes: 150 * MEGABYTE };

/** What slows everything on the machine at a time, as a factor. Asked in the order of time. */
export type Weather = (milliseconds: number) => number;

/**
 * A machine that runs no model: it has a clock of its own, which a run of a model moves on by what the model's law says times what the
 * machine is like just then. Measuring ten seconds on it takes a few milliseconds, and gives the same every time.
 */
export class SyntheticMachine {
  /** Milliseconds since it was started. */
  now = 0;
  /** Processes that were started and not ended. */
  alive = 0;
  readonly #random: Random;
  readonly #weather: Weather;

  constructor(random: Random, weather: Weather = () => 1) {
    this.#random = random;
    this.#weather = weather;
  }

  /** As a job's context gives it, for a model of that law. */
  meter(law: Law, { signal }: Pick<MeterOptions, 'signal'>): Meter {
    this.alive++;
    // Meter has private members, which a stand-in cannot have.
    return new SyntheticMeter(this, law, this.#random, signal, () => this.alive--) as unknown as Meter;
  }

  /** One run of a model that takes so long on a quiet machine; returns what it took. */
  pass(milliseconds: number): number {
    const took = milliseconds * this.#weather(this.now);
    this.now += took;
    return took;
  }
}

/** What a job sees of a measuring process. */
class SyntheticMeter implements Pick<Meter, 'load' | 'run' | 'arrive' | 'memory' | 'overhead' | 'close' | 'kill'> {
  readonly lastMemory = MEMORY;
  #run = 0;
  #origin: number | undefined;
  #ended = false;

  constructor(
    private readonly machine: SyntheticMachine,
    private readonly law: Law,
    private readonly random: Random,
    private readonly signal: AbortSignal,
    private readonly onEnd: () => void,
  ) {}

  async load(): Promise<Loaded> {
    this.machine.now += 30;
    return { loadMs: 30, runtime: 'synthetic', emptyRssBytes: 80 * MEGABYTE, rssBytes: MEMORY.rssBytes, providers: ['cpu'] } as Loaded;
  }

  async run({ count = Number.POSITIVE_INFINITY, milliseconds = Number.POSITIVE_INFINITY }: Until, onSamples?: OnSamples): Promise<Samples> {
    const end = this.machine.now + milliseconds;
    return this.#measure((done) => (done < count && this.machine.now < end ? this.machine.now : undefined), onSamples);
  }

  async arrive(arrivals: Float64Array, onSamples?: OnSamples): Promise<Samples> {
    const began = this.machine.now;
    return this.#measure((done) => {
      const arrival = arrivals[done];
      if (arrival === undefined) return undefined;
      this.machine.now = Math.max(this.machine.now, began + arrival);
      return began + arrival;
    }, onSamples);
  }

  async memory(): Promise<MeterMemory> {
    return MEMORY;
  }

  async overhead(): Promise<{ clockMs: number; callMs: number }> {
    return { clockMs: 0.0001, callMs: 0.008 };
  }

  async close(): Promise<void> {
    this.kill();
  }

  kill(): void {
    if (!this.#ended) this.onEnd();
    this.#ended = true;
  }

  /** @param next when the run arrived that comes now; undefined where there is none */
  async #measure(next: (done: number) => number | undefined, onSamples?: OnSamples): Promise<Samples> {
    const parts: Samples[] = [];
    let [starts, durations]: [number[], number[]] = [[], []];
    let since = this.machine.now;
    let goOn = true;
    const handOver = async () => {
      const part = { starts: Float64Array.from(starts), durations: Float64Array.from(durations) };
      [starts, durations] = [[], []];
      since = this.machine.now;
      parts.push(part);
      goOn = onSamples?.(part) ?? true;
      // As where it comes from another process: the caller has its turn in between.
      await Promise.resolve();
      this.signal.throwIfAborted();
    };
    for (let done = 0; goOn; done++) {
      const arrived = next(done);
      if (arrived === undefined) break;
      const start = this.machine.now;
      this.#origin ??= start;
      this.machine.pass(this.law({ run: this.#run++, at: start - this.#origin, random: this.random }));
      starts.push(start - this.#origin);
      durations.push(this.machine.now - arrived);
      if (this.machine.now - since >= HAND_OVER) await handOver();
    }
    if (starts.length > 0) await handOver();
    return joinSamples(parts);
  }
}
