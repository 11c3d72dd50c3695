import { runInNewContext } from 'node:vm';

/** Longest that one text may take: what a person typed takes milliseconds, a book seconds. */
const MOST_MILLISECONDS = 20_000;

/**
 * Runs `work`, which is stopped when it takes too long: a regular expression of a stranger may take longer than the sun has. V8 stops its own
 * expressions too, and the context is only what the time limit hangs on: `work` is called in its own.
 * @returns undefined where it was stopped
 */
export function withinTime<T>(work: () => T, milliseconds = MOST_MILLISECONDS): { readonly value: T } | undefined {
  try {
    return { value: runInNewContext('work()', { work }, { timeout: milliseconds }) as T };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}
