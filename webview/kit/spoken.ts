/** How long it is quiet after something was said, unless something else begins. */
const QUIET_MS = 10_000;

/**
 * Reads the progress of long work out to those who do not see it: what begins at once, how far it is seldom enough to be listened to.
 * Stands beside what is drawn, which is marked as busy while it changes.
 */
export class Spoken {
  readonly #region = document.createElement('div');
  #phase: string | undefined;
  #at = 0;

  constructor() {
    this.#region.className = 'spoken';
    this.#region.setAttribute('role', 'status');
    document.body.append(this.#region);
  }

  /** @param phase what is being done: a new one is said at once @param text the whole sentence */
  say(phase: string, text: string, now = performance.now()): void {
    if (phase === this.#phase && now - this.#at < QUIET_MS) return;
    this.#phase = phase;
    this.#at = now;
    this.#region.textContent = text;
  }

  /** The work is over. */
  end(): void {
    this.#phase = undefined;
    this.#region.textContent = '';
  }
}
