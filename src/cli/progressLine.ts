import * as l10n from '@vscode/l10n';
import type { Progress } from '../base/progress';
import { bytes } from './render/text';
import { widthOf } from './width';

/** One line on a terminal that says what is being done, with a count and an estimate; nothing where there is no terminal. */
export class ProgressLine {
  readonly #began = performance.now();
  #shown = false;
  #stopping = false;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(progress: Progress): void {
    if (!this.#stopping) this.#write(progressText(progress, performance.now() - this.#began));
  }

  /** Says from now on that the job was told to stop, and how not to wait for what it still has to do. */
  stop(): void {
    this.#stopping = true;
    this.#write(l10n.t('Stopping; Ctrl-C once more ends it at once'));
  }

  #write(text: string): void {
    if (!this.stream.isTTY) return;
    const line = text.slice(0, Math.max(20, widthOf(this.stream) - 1));
    this.stream.write(`\r\u001b[K${line}`);
    this.#shown = true;
  }

  /** Takes the line away, before something else is written. */
  clear(): void {
    if (this.#shown) this.stream.write('\r\u001b[K');
    this.#shown = false;
  }
}

/** `Reading 12 of 40, 3 s left`. @param elapsed milliseconds since the start */
export function progressText({ message, done, total, unit }: Progress, elapsed: number): string {
  if (done === undefined) return message;
  const count = (value: number) =>
    unit === 'bytes' ? bytes(value) : unit === 'seconds' ? `${Math.round(value)} s` : value.toLocaleString('en');
  if (total === undefined || total <= 0) return `${message} ${count(done)}`;
  const remaining = done > 0 && done < total ? (elapsed / done) * (total - done) : 0;
  // A guess from a moment of work is no estimate.
  const estimate = remaining > 0 && elapsed > 1000 ? `, ${l10n.t('{0} left', seconds(remaining))}` : '';
  return l10n.t('{0} {1} of {2}', message, count(done), count(total)) + estimate;
}

function seconds(milliseconds: number): string {
  const whole = Math.ceil(milliseconds / 1000);
  return whole < 90 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
