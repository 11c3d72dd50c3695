import { median } from '../statistics/percentile';

/** How many windows in a row must agree, and how closely, as perf_analyzer wants it of its last three. */
const WINDOWS = 3;
const AGREEMENT = 1.1;

export interface WarmUpRules {
  /** A window is over when it holds this many runs and has lasted this long. */
  readonly windowRuns: number;
  readonly windowMilliseconds: number;
  /** What it may take at most before it is given up. */
  readonly mostMilliseconds: number;
}

/** Watches the runs of a warm-up and says when they have become steady: the medians of the last three windows are within a tenth of each other. */
export class WarmUp {
  readonly #rules: WarmUpRules;
  readonly #medians: number[] = [];
  #window: number[] = [];
  #windowTime = 0;
  #time = 0;
  #runs = 0;

  constructor(rules: WarmUpRules) {
    this.#rules = rules;
  }

  /** @param milliseconds of one run, in the order of time */
  add(milliseconds: number): void {
    this.#runs++;
    this.#time += milliseconds;
    this.#windowTime += milliseconds;
    this.#window.push(milliseconds);
    if (this.#window.length < this.#rules.windowRuns || this.#windowTime < this.#rules.windowMilliseconds) return;
    this.#medians.push(median(this.#window));
    this.#window = [];
    this.#windowTime = 0;
  }

  get runs(): number {
    return this.#runs;
  }

  get steady(): boolean {
    const last = this.#medians.slice(-WINDOWS);
    return last.length === WINDOWS && Math.max(...last) <= AGREEMENT * Math.min(...last);
  }

  /** Steady, or given up. */
  get over(): boolean {
    return this.steady || this.#time >= this.#rules.mostMilliseconds;
  }
}
