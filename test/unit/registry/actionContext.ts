import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { JobContext } from '../../../src/engine/context';

/** A context for jobs that write: as the worker's, with the temporaries removed by `clean` as the parent does. */
export function writingContext(cwd: string, more: { signal?: AbortSignal; trusted?: boolean; onCommit?: (path: string) => void } = {}) {
  const temporaries = new Map<string, string>();
  const refuse = () => {
    throw new Error('not for this job');
  };
  const context: JobContext = {
    cwd,
    attachmentsDirectory: cwd,
    signal: more.signal ?? new AbortController().signal,
    trusted: more.trusted ?? true,
    get sessions() {
      return refuse();
    },
    meter: refuse,
    ownProcess: () => undefined,
    undisturbed: refuse,
    progress: () => undefined,
    partial: refuse,
    log: () => undefined,
    async outputFile(path) {
      const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.mwtmp`);
      temporaries.set(path, temporary);
      return temporary;
    },
    async commitOutput(path) {
      more.onCommit?.(path);
      await rename(temporaries.get(path)!, path);
      temporaries.delete(path);
    },
    attach: refuse,
  };
  return {
    context,
    clean: async () => {
      for (const temporary of temporaries.values()) await rm(temporary, { force: true });
    },
  };
}
