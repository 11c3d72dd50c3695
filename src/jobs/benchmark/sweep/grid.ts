import type { Varied } from '../../../report/schemas/benchmark/sweep';
import type { BenchmarkParameters } from '../parameters';

/** Rows of the batch that is tried beside single rows, where the model takes any number. */
const LARGER_BATCH = 8;
const OPTIMIZATIONS = ['disabled', 'basic', 'extended', 'all'] as const;

/** A setting of a sweep. */
export interface GridSetting {
  readonly settings: Varied;
  /** The runtime's own choice of everything. */
  readonly isDefault: boolean;
}

/** What the lists of a sweep are made from. */
export type GridParameters = Pick<BenchmarkParameters, 'sweepThreads' | 'sweepOptimizations' | 'sweepProviders' | 'sweepBatches'> &
  Partial<Pick<BenchmarkParameters, 'threads' | 'optimization' | 'provider' | 'batch'>>;

/**
 * All settings of a sweep, with the runtime's defaults on each batch size first. A list that is not given follows from the value that was given for all runs,
 * else from the machine and the model.
 * @param cores physical
 * @param fixedRows the number of rows the model is fixed at
 */
export function gridOf(parameters: GridParameters, cores: number, fixedRows: number | undefined): GridSetting[] {
  const threads = parameters.sweepThreads ?? one(parameters.threads) ?? doublings(cores);
  const optimizations = parameters.sweepOptimizations ?? one(parameters.optimization) ?? OPTIMIZATIONS;
  const providers = parameters.sweepProviders ?? one(parameters.provider) ?? ['cpu'];
  const batches = parameters.sweepBatches ?? one(parameters.batch) ?? (fixedRows === undefined ? [1, LARGER_BATCH] : [fixedRows]);
  const usual = providers.includes('cpu') ? 'cpu' : providers[0]!;
  const unique = <Value>(values: readonly Value[]) => [...new Set(values)];
  return [
    ...unique(batches).map((batch) => ({ settings: { provider: usual, optimization: 'all', batch } as const, isDefault: true })),
    ...unique(batches).flatMap((batch) =>
      unique(providers).flatMap((provider) =>
        unique(optimizations).flatMap((optimization) =>
          unique(threads).map((count) => ({ settings: { provider, threads: count, optimization, batch }, isDefault: false })),
        ),
      ),
    ),
  ];
}

function one<Value>(value: Value | undefined): Value[] | undefined {
  return value === undefined ? undefined : [value];
}

/** 1, 2, 4, … and the last. */
function doublings(last: number): number[] {
  const values: number[] = [];
  for (let value = 1; value < last; value *= 2) values.push(value);
  return [...values, last];
}
