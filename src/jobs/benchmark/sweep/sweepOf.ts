import type { Origins } from '../../measuring/parameters';
import type { Bench } from '../scenarios/scenario';
import { physicalCores } from './cores';
import { gridOf } from './grid';
import { measureSweep, type SweepOutcome } from './sweep';

/** What a sweep takes for each of its settings unless told, in seconds. */
const SECONDS = { quick: 3, full: 60 };

/** The sweep that the parameters ask for. */
export async function sweepOf(bench: Bench): Promise<SweepOutcome> {
  const { parameters } = bench;
  const { seconds, mode, origins } = parameters;
  const cores = await physicalCores();
  const grid = gridOf({ ...parameters, ...untold(origins) }, cores, bench.fixedRows);
  return measureSweep(grid, bench, cores, { seconds: seconds ?? SECONDS[mode] * grid.length, strict: seconds !== undefined });
}

/** A value for all runs narrows a sweep where a flag gave it; what the manifest says is what a sweep may find better. */
function untold(origins: Origins): { [Name in keyof Origins]?: undefined } {
  const names = (Object.keys(origins) as (keyof Origins)[]).filter((name) => origins[name] !== 'given');
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
