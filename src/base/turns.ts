import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long one may go on, milliseconds: the extension host is shared, and what others wait for has 50. */
const TURN_MS = 15;

/** Cuts long work into turns, between which whatever waits for this thread is done: `if (turns.over) await turns.next()`. */
export class Turns {
  #until = performance.now() + TURN_MS;

  get over(): boolean {
    return performance.now() >= this.#until;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.#until = performance.now() + TURN_MS;
  }
}
