import { type Random, seededRandom } from '../../../../src/base/random';
import { benchmarkParameters } from '../../../../src/jobs/benchmark/parameters';
import type { Bench } from '../../../../src/jobs/benchmark/scenarios/scenario';
import { settledBy } from '../../../../src/jobs/measuring/settled';
import { SyntheticMachine } from '../../measure/engine/machine';

export interface SyntheticBench {
  /** Milliseconds of a run, by its batch and by how many processes are at work. */
  readonly law: (batch: number, processes: number, random: Random) => number;
  readonly parameters?: Record<string, unknown>;
  readonly more?: Partial<Bench>;
  /** Aborts the job when so many processes were started. */
  readonly abortAt?: number;
}

/** What a scenario works with, on a machine that runs no model. */
export function syntheticBench({ law, parameters, more, abortAt }: SyntheticBench) {
  const random = seededRandom(9);
  const abort = new AbortController();
  const started: { batch: number; threads: number | undefined }[] = [];
  const curves: number[][] = [];
  let alive = 0;
  let now = 0;
  const bench: Bench = {
    parameters: settledBy(benchmarkParameters.parse({ model: 'model.onnx', ...parameters })),
    settings: { provider: 'cpu', optimization: 'all', spinning: true },
    signal: abort.signal,
    cores: 4,
    inputs: async (batch) => ({
      feeds: [['x', { type: 'float32', dims: [batch, 1], data: new Float32Array(batch) }]],
      described: [{ name: 'x', type: 'float32', shape: [batch, 1], source: 'random' }],
    }),
    start: (feeds, { threads }) => {
      const batch = feeds[0]![1].dims[0]!;
      started.push({ batch, threads });
      alive++;
      if (started.length === abortAt) abort.abort();
      // A clock for each: processes side by side do not wait for each other.
      const machine = new SyntheticMachine(random);
      const meter = machine.meter(({ random: own }) => law(batch, alive, own), { signal: abort.signal });
      let killed = false;
      return new Proxy(meter, {
        get: (target, name) => {
          if (name !== 'kill') {
            const member = target[name as keyof typeof target] as unknown;
            return typeof member === 'function' ? member.bind(target) : member;
          }
          return () => {
            if (!killed) alive--;
            now += killed ? 0 : machine.now;
            killed = true;
            target.kill();
          };
        },
      });
    },
    freeBytes: () => 8e9,
    now: () => now,
    progress: () => undefined,
    onCurve: ({ points }) => curves.push(points.map(({ x }) => x)),
    ...more,
  };
  return { bench, started, curves, alive: () => alive };
}
