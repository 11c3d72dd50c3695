/** How a rate is looked for. */
export interface RateSearchRules {
  /** Where to begin, requests a second. */
  readonly start: number;
  /** Below it nobody is interested. */
  readonly least: number;
  /** The bracket is narrow enough when its ends are this many times apart. */
  readonly resolution: number;
  /** Trials of the search itself, and of confirming what it found. */
  readonly trials: number;
  readonly confirmations: number;
}

/** What to try next. `confirm`: the one that counts, at full length. */
export interface Trial {
  readonly rate: number;
  readonly confirm: boolean;
}

/** By this a rate grows until one fails. */
const GROWTH = 1.5;

/**
 * Looks for the highest rate that holds a bound: first a bracket, by growing from one that holds or halving from one that does not, then
 * halving it in ratio. What was found by short trials is confirmed by a long one; where that does not hold, the next lower rate is tried.
 */
export class RateSearch {
  readonly #rules: RateSearchRules;
  #next: Trial | undefined;
  #holds: number | undefined;
  #fails: number | undefined;
  #searched = 0;
  #confirmed = 0;
  #highest: number | undefined;

  constructor(rules: RateSearchRules) {
    this.#rules = rules;
    this.#next = { rate: threeDigits(rules.start), confirm: false };
  }

  /** The next trial; undefined when the search is over. */
  get next(): Trial | undefined {
    return this.#next;
  }

  /** The rate that was confirmed. */
  get highest(): number | undefined {
    return this.#highest;
  }

  /** @param held whether the bound held in the trial that {@link next} named */
  add(held: boolean): void {
    if (!this.#next) return;
    const { rate, confirm } = this.#next;
    if (held) this.#holds = rate;
    else this.#fails = rate;
    this.#next = confirm ? this.#afterConfirming(rate, held) : this.#afterTrying();
  }

  #afterTrying(): Trial | undefined {
    this.#searched++;
    const [holds, fails] = [this.#holds, this.#fails];
    const { trials, resolution, least } = this.#rules;
    const over = this.#searched >= trials;
    if (holds === undefined) {
      const lower = threeDigits(Math.max(least, fails! / 2));
      return over || lower >= fails! ? undefined : { rate: lower, confirm: false };
    }
    if (over || (fails !== undefined && fails <= holds * resolution)) return { rate: holds, confirm: true };
    const rate = threeDigits(fails === undefined ? holds * GROWTH : Math.sqrt(holds * fails));
    // No number of three digits lies between the two.
    return rate <= holds || rate >= (fails ?? Number.POSITIVE_INFINITY) ? { rate: holds, confirm: true } : { rate, confirm: false };
  }

  #afterConfirming(rate: number, held: boolean): Trial | undefined {
    this.#confirmed++;
    if (held) {
      this.#highest = rate;
      return undefined;
    }
    // Ever larger steps: where one was not enough it was not a matter of the last digit.
    const lower = threeDigits(rate / this.#rules.resolution ** (2 ** (this.#confirmed - 1)));
    const over = this.#confirmed >= this.#rules.confirmations || lower < this.#rules.least || lower >= rate;
    return over ? undefined : { rate: lower, confirm: true };
  }
}

/** Rates that can be said: down to three digits. */
function threeDigits(rate: number): number {
  const unit = 10 ** (Math.floor(Math.log10(rate)) - 2);
  // Toward zero, with what the division lost given back: 0.29 / 0.001 is 289.99…
  return Number((Math.floor(rate / unit + 1e-9) * unit).toPrecision(3));
}
