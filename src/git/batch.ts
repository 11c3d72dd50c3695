import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Socket } from 'node:net';
import type { IDisposable } from '../base/disposable';
import { gitError, startError, startGit } from './process';

/** An answer of `cat-file`; undefined where it has no such object. */
export interface BatchAnswer {
  readonly oid: string;
  readonly type: string;
  readonly size: number;
  /** With `--batch`. */
  readonly content?: Buffer;
}

interface Request {
  readonly spec: string;
  readonly resolve: (answer: BatchAnswer | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** How long a process without work is kept: on Windows it holds pack files open. */
const IDLE = 60_000;

/**
 * One `git cat-file --batch` or `--batch-check` that stays: requests go in as they come, answers come back in order. It starts
 * with the first request. In a partial clone git may die of an object that it was told not to download: then that one is
 * missing, and the rest is asked again of a new process.
 */
export class CatFile implements IDisposable {
  readonly #cwd: string;
  readonly #contents: boolean;
  #child: ChildProcessWithoutNullStreams | undefined;
  #waiting: Request[] = [];
  /** Index in `#waiting` of the next to be answered; the array is cut now and then, not shifted each time. */
  #next = 0;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #header: { oid: string; type: string; size: number } | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** Lines that go in at the end of this turn. */
  #unsent = '';
  #sending = false;
  #message = '';

  constructor(cwd: string, contents: boolean) {
    this.#cwd = cwd;
    this.#contents = contents;
  }

  /** Asks for one object. `spec` must hold no newline. */
  ask(spec: string): Promise<BatchAnswer | undefined> {
    return new Promise((resolve, reject) => {
      const request = { spec, resolve, reject };
      this.#waiting.push(request);
      const child = this.#child ?? this.#start();
      this.#hold(child, true);
      this.#send(`${spec}\n`);
    });
  }

  /** What is asked in one turn goes in together: a system call for each would cost more than the answers. */
  #send(line: string): void {
    this.#unsent += line;
    if (this.#sending) return;
    this.#sending = true;
    process.nextTick(() => {
      this.#sending = false;
      const lines = this.#unsent;
      this.#unsent = '';
      if (lines !== '') this.#child?.stdin.write(lines);
    });
  }

  dispose(): void {
    clearTimeout(this.#idle);
    const child = this.#child;
    this.#child = undefined;
    child?.kill();
    const waiting = this.#waiting.splice(0).slice(this.#next);
    this.#next = 0;
    for (const request of waiting) request.reject(new DOMException('The repository was closed.', 'AbortError'));
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = startGit(['cat-file', this.#contents ? '--batch' : '--batch-check'], this.#cwd);
    this.#child = child;
    // What the one before was not told any more is asked again.
    this.#unsent = '';
    this.#chunks = [];
    this.#bytes = 0;
    this.#header = undefined;
    this.#message = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (this.#child === child) this.#take(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (this.#message.length < 4000) this.#message += chunk.toString('utf8');
    });
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      if (this.#child === child) this.#fail(startError(error, this.#cwd));
    });
    child.on('close', (code) => {
      if (this.#child === child) this.#died(code);
    });
    return child;
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    for (;;) {
      if (this.#header) {
        if (this.#bytes < this.#header.size + 1) return;
        const all = this.#joined();
        const content = Buffer.from(all.subarray(0, this.#header.size));
        this.#rest(all.subarray(this.#header.size + 1));
        this.#answer({ ...this.#header, content });
        this.#header = undefined;
      } else {
        const all = this.#joined();
        const end = all.indexOf(10);
        if (end < 0) return;
        const line = all.toString('utf8', 0, end);
        this.#rest(all.subarray(end + 1));
        const found = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(line);
        if (!found) this.#answer(undefined);
        else if (this.#contents) this.#header = { oid: found[1]!, type: found[2]!, size: Number(found[3]) };
        else this.#answer({ oid: found[1]!, type: found[2]!, size: Number(found[3]) });
      }
    }
  }

  #joined(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!;
  }

  #rest(rest: Buffer): void {
    this.#chunks = [rest];
    this.#bytes = rest.length;
  }

  #answer(answer: BatchAnswer | undefined): void {
    this.#waiting[this.#next++]?.resolve(answer);
    if (this.#next < this.#waiting.length) return;
    this.#waiting = [];
    this.#next = 0;
    if (this.#child) this.#hold(this.#child, false);
  }

  /** A process that died: of the repository, which says so, or of the object it was asked for. */
  #died(code: number | null): void {
    const error = gitError(['cat-file'], this.#cwd, this.#message, code);
    if (error.code !== 'git.failed') {
      this.#fail(error);
      return;
    }
    this.#child = undefined;
    const [culprit, ...rest] = this.#waiting.splice(0).slice(this.#next);
    this.#next = 0;
    culprit?.resolve(undefined);
    for (const request of rest) void this.ask(request.spec).then(request.resolve, request.reject);
  }

  #fail(error: unknown): void {
    this.#child = undefined;
    const waiting = this.#waiting.splice(0).slice(this.#next);
    this.#next = 0;
    for (const request of waiting) request.reject(error);
  }

  /** A process at rest keeps nobody alive and ends after a while. */
  #hold(child: ChildProcessWithoutNullStreams, busy: boolean): void {
    clearTimeout(this.#idle);
    const parts = [child, ...[child.stdin, child.stdout, child.stderr].map((stream) => stream as unknown as Socket)];
    for (const part of parts) {
      if (busy) part.ref();
      else part.unref();
    }
    if (!busy) {
      this.#idle = setTimeout(() => {
        this.#child = undefined;
        child.stdin.end();
      }, IDLE).unref();
    }
  }
}
