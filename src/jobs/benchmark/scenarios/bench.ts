import { availableParallelism } from 'node:os';
import type { JobContext } from '../../../engine/context';
import type { SessionSettings } from '../../../engine/meter/settings';
import type { ValueInfo } from '../../../onnx/tensor';
import type { BenchmarkPartial } from '../../../report/schemas/benchmark/partial';
import { measuredInputs } from '../../measuring/feeds';
import type { BenchmarkParameters } from '../parameters';
import { anyBatch, fixedRows } from './inputs';
import type { Bench } from './scenario';

/** What a scenario works with, of a job's context. @param path of the model; @param manifest absolute */
export function benchOf(
  path: string,
  inputs: readonly ValueInfo[],
  parameters: BenchmarkParameters,
  settings: SessionSettings,
  manifest: string | undefined,
  context: JobContext,
): Bench {
  const read = (batch: number) => measuredInputs({ ...parameters, batch }, path, inputs, context.cwd, context.signal, manifest);
  const rows = fixedRows(inputs);
  return {
    parameters,
    settings,
    signal: context.signal,
    ...(rows === undefined ? {} : { fixedRows: rows }),
    cores: availableParallelism(),
    inputs: parameters.scenario === 'offline' && parameters.input.length > 0 ? anyBatch(inputs, read) : read,
    start: (feeds, own) => context.meter({ path, settings: own, feeds: [feeds], timeoutMilliseconds: parameters.timeout * 1000 }),
    freeBytes: () => process.availableMemory(),
    now: () => performance.now(),
    progress: (progress) => context.progress(progress),
    onLive: (part) => context.partial({ ...part, scenario: parameters.scenario } satisfies BenchmarkPartial),
    onCurve: () => undefined,
  };
}
