import type { Bench } from '../scenarios/scenario';
import { physicalCores } from './cores';
import { gridOf } from './grid';
import { measureSweep, type SweepOutcome } from './sweep';

/** What a sweep takes for each of its settings unless told, in seconds. */
const SECONDS = { quick: 3, full: 60 };

/** The sweep that the parameters ask for. */
export async function sweepOf(bench: Bench): Promise<SweepOutcome> {
  const { sweepThreads, sweepOptimizations, sweepProviders, sweepBatches, threads, seconds, mode } = bench.parameters;
  const cores = await physicalCores();
  const grid = gridOf({ sweepThreads, sweepOptimizations, sweepProviders, sweepBatches, threads }, cores, bench.fixedRows);
  return measureSweep(grid, bench, cores, seconds ?? SECONDS[mode] * grid.length);
}
