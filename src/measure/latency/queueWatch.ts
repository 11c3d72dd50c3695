/** Windows of requests that are looked at; with twice as many, neighbours become one. */
const WINDOWS = 8;
/** A window begins with so many requests. */
const FIRST = 16;
/** Windows in a row in which even the luckiest request waits longer than the luckiest of the window before. */
const RISING = 8;

/**
 * Watches a queue and says when it grows without end. One that keeps up is empty now and again, so that a request finds it empty and is as
 * fast as the model alone; in one that does not, the fastest request of each stretch of time is slower than that of the stretch before.
 */
export class QueueWatch {
  readonly #limit: number;
  #size = FIRST;
  #floors: number[] = [];
  #floor = Number.POSITIVE_INFINITY;
  #count = 0;

  /** @param limit milliseconds; where requests are faster nobody minds a queue */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param latencies of the next requests, milliseconds, the wait included, in the order in which they came */
  add(latencies: ArrayLike<number>): void {
    for (let index = 0; index < latencies.length; index++) {
      this.#floor = Math.min(this.#floor, latencies[index]!);
      if (++this.#count < this.#size) continue;
      this.#floors.push(this.#floor);
      [this.#floor, this.#count] = [Number.POSITIVE_INFINITY, 0];
      if (this.#floors.length === 2 * WINDOWS) this.#halve();
    }
  }

  get overloaded(): boolean {
    const last = this.#floors.slice(-RISING);
    return (
      last.length === RISING && last[RISING - 1]! > this.#limit && last.every((floor, index) => index === 0 || floor > last[index - 1]!)
    );
  }

  /** Two neighbours become one, so that windows stay a notable part of all that was seen. */
  #halve(): void {
    this.#floors = Array.from({ length: WINDOWS }, (_, index) => Math.min(this.#floors[2 * index]!, this.#floors[2 * index + 1]!));
    this.#size *= 2;
  }
}
