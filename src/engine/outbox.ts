import type { LogLevel, Progress } from '../base/progress';
import type { Update } from './protocol';

/** Log lines that wait for the parent. Where a job says more the oldest go first, those that warn of something last. */
const LOG_LIMIT = 200;

/**
 * The worker's end of the back-pressure: one update is on its way at a time, and what a job says meanwhile is gathered.
 * However chatty a job is, the parent never has more than one message of it to handle.
 */
export class Outbox {
  #next: Update = { log: [], dropped: 0, warningDropped: false };
  #pending = false;
  #unacknowledged = false;

  constructor(private readonly send: (update: Update) => void) {}

  progress(progress: Progress): void {
    this.#next.progress = progress;
    this.#changed();
  }

  partial(value: unknown): void {
    this.#next.partial = { value };
    this.#changed();
  }

  log(level: LogLevel, message: string): void {
    this.#next.log.push({ level, message });
    if (this.#next.log.length > LOG_LIMIT) {
      const least = this.#next.log.findIndex((line) => !warns(line.level));
      const [line] = this.#next.log.splice(Math.max(0, least), 1);
      this.#next.dropped++;
      this.#next.warningDropped ||= warns(line!.level);
    }
    this.#changed();
  }

  acknowledged(): void {
    this.#unacknowledged = false;
    if (this.#pending) this.#post();
  }

  /** What has not been sent, for the last message; nothing is sent after it. */
  take(): Update {
    const update = this.#next;
    this.#next = { log: [], dropped: 0, warningDropped: false };
    this.#pending = false;
    return update;
  }

  #changed(): void {
    this.#pending = true;
    if (!this.#unacknowledged) this.#post();
  }

  #post(): void {
    this.#unacknowledged = true;
    this.send(this.take());
  }
}

function warns(level: LogLevel): boolean {
  return level === 'warning' || level === 'error';
}
