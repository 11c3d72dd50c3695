import type { JobContext } from '../../../../src/engine/context';
import type { Law } from './laws';
import type { SyntheticMachine } from './machine';

/**
 * A job's context on a synthetic machine. What is attached is dropped.
 * @param laws how long a run takes, by the name of the model's file
 */
export function syntheticContext(
  cwd: string,
  machine: SyntheticMachine,
  laws: Readonly<Record<string, Law>>,
  signal = new AbortController().signal,
): JobContext {
  const refuse = () => {
    throw new Error('not for this job');
  };
  return {
    cwd,
    attachmentsDirectory: cwd,
    signal,
    trusted: true,
    get sessions() {
      return refuse();
    },
    meter: ({ path }) => {
      const [, law] = Object.entries(laws).find(([name]) => path.endsWith(name)) ?? [];
      if (!law) throw new Error(`no law for ${path}`);
      return machine.meter(law, { signal });
    },
    ownProcess: () => undefined,
    undisturbed: (work) => work({ waited: false, disturbed: async () => false }),
    progress: () => undefined,
    partial: () => undefined,
    log: () => undefined,
    outputFile: refuse,
    commitOutput: refuse,
    attach: async (file) => file,
  };
}
