import { z } from 'zod';
import { OPTIMIZATIONS } from '../../engine/meter/settings';
import { measuredInputParameters, measuringParameters, otherInputParameters, type Settled } from '../measuring/parameters';

const { threads, batch, optimization, provider, timeout } = measuringParameters;

/** Parameters of job `benchmark`. */
export const benchmarkParameters = z.object({
  model: z.string().describe('Model to measure'),
  ...measuredInputParameters,
  scenario: z
    .enum(['single', 'offline', 'server', 'concurrency'])
    .default('single')
    .describe(
      'single: one request after the other; offline: throughput by batch size; server: requests that arrive at a rate; concurrency: several processes',
    ),
  mode: z.enum(['quick', 'full']).default('quick').describe('quick takes seconds; full goes on as long as MLPerf asks'),
  seconds: z
    .number()
    .positive()
    .max(86_400)
    .optional()
    .describe(
      'How long to measure after the warm-up; 5 for quick, 600 for full. With --sweep how long all of it may take, loading and warm-up included; 3, or 60, times the settings',
    ),
  threads,
  batch,
  batches: z
    .array(z.int().positive().max(65_536))
    .nonempty()
    .max(64)
    .optional()
    .describe('offline: batch sizes to try; 1, 2, 4, … until throughput stops growing unless told'),
  rate: z
    .number()
    .positive()
    .max(1e6)
    .optional()
    .describe('server: requests a second; the highest that holds the bound is looked for unless told'),
  bound: z
    .number()
    .positive()
    .max(1e7)
    .optional()
    .describe('server: bound of the P99 in milliseconds; 5 times the P99 of one request after the other unless told'),
  processes: z
    .array(z.int().positive().max(256))
    .nonempty()
    .max(64)
    .optional()
    .describe('concurrency: numbers of processes to try; 1, 2, 4, … up to the cores unless told'),
  optimization,
  provider,
  profile: z
    .boolean()
    .default(false)
    .describe('Measure operator by operator too, in a second process, and how far each is from what the machine can do'),
  sweep: z
    .boolean()
    .default(false)
    .describe('Try threads, graph optimizations, providers and batch sizes in random order, and say which setting is best'),
  sweepThreads: z
    .array(z.int().positive().max(1024))
    .nonempty()
    .max(64)
    .optional()
    .describe('sweep: numbers of threads to try; 1, 2, 4, … up to the physical cores unless told'),
  sweepOptimizations: z
    .array(z.enum(OPTIMIZATIONS))
    .nonempty()
    .optional()
    .meta({ list: true })
    .describe('sweep: graph optimizations to try; disabled, basic, extended and all unless told'),
  sweepProviders: z
    .array(z.string())
    .nonempty()
    .max(16)
    .optional()
    .meta({ list: true })
    .describe('sweep: providers to try; cpu unless told'),
  sweepBatches: z
    .array(z.int().positive().max(65_536))
    .nonempty()
    .max(64)
    .optional()
    .describe('sweep: batch sizes to try; 1 and 8 unless told, where the model takes any'),
  objective: z.enum(['latency', 'throughput']).default('latency').describe('sweep: best is the shortest run, or the most rows a second'),
  apply: z
    .boolean()
    .default(false)
    .describe('sweep: write what is recommended into NAME.model.json, as the defaults of benchmark and compare'),
  save: z.boolean().default(false).describe('Write the figures into NAME.metrics.json beside the model, to be committed with it'),
  timeout,
  ...otherInputParameters,
});

/** As the flags say it. */
export type GivenBenchmark = z.output<typeof benchmarkParameters>;

/** With what the manifest says and what is usual in place of what was not told. */
export type BenchmarkParameters = Settled<GivenBenchmark>;
