import type { JobContext } from '../../../src/engine/context';
import type { Progress } from '../../../src/jobs/job';

/** A context for jobs that open no session and write no file; what they would do is an error. */
export function bareContext(
  cwd: string,
  progress: (progress: Progress) => void = () => undefined,
  signal = new AbortController().signal,
): JobContext {
  const refuse = () => {
    throw new Error('not for this job');
  };
  return {
    cwd,
    attachmentsDirectory: cwd,
    signal,
    trusted: false,
    get sessions() {
      return refuse();
    },
    meter: refuse,
    ownProcess: refuse,
    undisturbed: refuse,
    progress,
    partial: refuse,
    log: () => undefined,
    outputFile: refuse,
    commitOutput: refuse,
    attach: refuse,
  };
}
