import type { Samples } from '../../engine/meter/protocol';
import type { BenchmarkPartial } from '../../report/schemas/benchmark/partial';

/** A plot of runs that are still coming shows no more than these, and is drawn no oftener than every so many milliseconds. */
const MOST = 500;
const PAUSE = 250;

/** What is told of a measurement while it goes on; whose scenario it is, the listener knows. */
export type LivePart = Omit<BenchmarkPartial, 'scenario'>;

/** Gathers runs as they come into what a panel draws meanwhile, however many there are. */
export class LiveSamples {
  readonly #durations: number[] = [];
  #warmup = 0;
  #every = 1;
  #seen = 0;
  #runs = 0;
  #milliseconds = 0;
  #phase: LivePart['phase'] = 'warmup';
  #told = Number.NEGATIVE_INFINITY;

  /**
   * @param of seconds that will be measured
   * @param tell at most every {@link PAUSE}
   */
  constructor(
    private readonly of: number,
    private readonly tell: (part: LivePart) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  add(phase: LivePart['phase'], { durations }: Samples): void {
    if (phase !== this.#phase) [this.#phase, this.#milliseconds] = [phase, 0];
    for (const duration of durations) this.#push(duration);
    if (phase === 'measuring') this.#runs += durations.length;
    if (this.now() - this.#told < PAUSE) return;
    this.#told = this.now();
    this.tell({
      phase,
      samples: { durations: [...this.#durations], warmup: this.#warmup, every: this.#every },
      runs: this.#runs,
      seconds: this.#milliseconds / 1000,
      of: this.of,
    });
  }

  #push(duration: number): void {
    this.#milliseconds += duration;
    if (this.#seen++ % this.#every !== 0) return;
    this.#durations.push(duration);
    if (this.#phase === 'warmup') this.#warmup++;
    if (this.#durations.length <= MOST) return;
    // Every second one is enough from now on.
    this.#every *= 2;
    const kept = this.#durations.filter((_, index) => index % 2 === 0);
    this.#durations.splice(0, Number.POSITIVE_INFINITY, ...kept);
    this.#warmup = Math.ceil(this.#warmup / 2);
  }
}
