import type { Progress } from '../../base/progress';

/** Progress with the time it has taken and, once that can be told, the time it will take. */
export interface TimedProgress extends Progress {
  elapsedMs: number;
  remainingMs?: number;
}

/** Tells how long the rest of a count takes, from its own pace. A new message or a smaller count starts afresh. */
export class Estimate {
  readonly #started: number;
  #phase: { message: string; at: number; done: number } | undefined;
  #last: Progress = { message: '' };

  constructor(private readonly now: () => number = () => performance.now()) {
    this.#started = now();
  }

  /** Takes a step into account. */
  update(progress: Progress): TimedProgress {
    const done = progress.done ?? 0;
    const sameCount = this.#last.total === progress.total && done >= (this.#last.done ?? 0);
    if (!this.#phase || !sameCount) this.#phase = { message: progress.message, at: this.now(), done };
    this.#last = progress;
    return this.current();
  }

  /** The last step, as of now. */
  current(): TimedProgress {
    const now = this.now();
    const { done, total } = this.#last;
    const timed: TimedProgress = { ...this.#last, elapsedMs: now - this.#started };
    if (done === undefined || total === undefined || !this.#phase) return timed;
    const counted = done - this.#phase.done;
    const spent = now - this.#phase.at;
    // Two steps or half a second: before that the pace is noise.
    if (counted < 2 && spent < 500) return timed;
    if (counted > 0) timed.remainingMs = Math.max(0, ((total - done) * spent) / counted);
    return timed;
  }
}
