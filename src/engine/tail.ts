import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

const LINES = 20;
const LINE_LENGTH = 500;

/** The last lines of a process's output, bounded whatever it writes. */
export class Tail {
  readonly #lines: string[] = [];
  #rest = '';

  /** Resolves when there is no more to come. */
  readonly ended: Promise<void>;

  /** @param line called with each whole line */
  constructor(
    stream: Readable | null,
    private readonly line: (line: string) => void,
  ) {
    const decoder = new StringDecoder('utf8');
    stream?.on('data', (chunk: Buffer) => this.#take(decoder.write(chunk)));
    this.ended = new Promise((resolve) => {
      if (!stream) resolve();
      stream?.on('close', () => {
        this.#take('\n');
        resolve();
      });
    });
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, LINE_LENGTH);
    for (const raw of lines) {
      // Colours of the runtime's log mean nothing outside a terminal.
      const line = stripVTControlCharacters(raw).trimEnd().slice(0, LINE_LENGTH);
      if (line === '') continue;
      this.#lines.push(line);
      if (this.#lines.length > LINES) this.#lines.shift();
      this.line(line);
    }
  }
}
