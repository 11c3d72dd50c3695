import type { Report } from '../../src/report/report';
import type { BenchmarkPartial } from '../../src/report/schemas/benchmark/partial';
import type { PanelState } from '../../src/ui/panels/protocol';

/** A skewed latency in milliseconds, the same in every run of the gallery: the golden ratio's multiples fill the interval evenly. */
const latency = (run: number) => 5.1 + 0.06 * Math.tan(1.4 * ((run * 0.618034) % 1) ** 2);

const partial: BenchmarkPartial = {
  phase: 'measuring',
  scenario: 'single',
  // Warm-up becomes faster from run to run.
  samples: { durations: Array.from({ length: 320 }, (_, run) => latency(run) + (run < 40 ? 4 / (run + 1) : 0)), warmup: 40, every: 1 },
  runs: 280,
  seconds: 1.5,
  of: 5,
};

const state: Omit<Extract<PanelState, { state: 'working' }>, 'state'> = {
  progress: {
    title: 'Benchmark · squeezenet',
    message: 'Measuring',
    done: 1.5,
    total: 5,
    unit: 'seconds',
    elapsedMs: 2600,
    remainingMs: 3500,
  },
  actions: [{ id: 'cancel', label: 'Stop and Keep' }],
};

/** A benchmark in the middle of its measuring. */
export const benchmarkLive = { partial, state };

/** A report as it is where the person stopped the job. */
export function stopped(report: Report): Report {
  return { ...report, result: { ...(report.result as object), cancelled: true } };
}
