import { basename } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';

/** ONNX Runtime's graph optimization levels. */
export const OPTIMIZATIONS = ['disabled', 'basic', 'extended', 'layout', 'all'] as const;
export type Optimization = (typeof OPTIMIZATIONS)[number];

/** How a model is loaded to be measured. */
export interface SessionSettings {
  /** Where it is executed: `cpu`, `cuda`, …, by the runtime's own names. */
  readonly provider: string;
  /** Threads for one operator; the runtime's own choice (the physical cores) where absent. */
  readonly threads?: number;
  /** Threads for operators side by side; one after the other where absent. */
  readonly interOpThreads?: number;
  readonly optimization: Optimization;
  /** Whether the runtime's threads wait for work by turning round and round, which is faster and takes time from other processes. */
  readonly spinning: boolean;
  /** Start of the profile's file name, absolute: switches the runtime's profiler on. */
  readonly profile?: string;
  /** Where the runtime writes the graph that it executes, weights beside it. Absolute. */
  readonly executedModel?: string;
}

/** The runtime's names for the settings. */
export function sessionOptions(settings: SessionSettings): InferenceSession.SessionOptions {
  const { provider, threads, interOpThreads, optimization, spinning, profile, executedModel } = settings;
  const spin = spinning ? '1' : '0';
  return {
    executionProviders: [provider],
    graphOptimizationLevel: optimization,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(interOpThreads === undefined ? {} : { interOpNumThreads: interOpThreads, executionMode: 'parallel' }),
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    ...(executedModel === undefined ? {} : { optimizedModelFilePath: executedModel }),
    extra: {
      session: {
        intra_op: { allow_spinning: spin },
        inter_op: { allow_spinning: spin },
        ...(executedModel === undefined ? {} : besideWeights(executedModel)),
      },
    },
  };
}

/** Weights in a file of their own: within a model file they may be 2 GB at most. */
function besideWeights(executedModel: string) {
  return {
    optimized_model_external_initializers_file_name: `${basename(executedModel)}.data`,
    optimized_model_external_initializers_min_size_in_bytes: '1024',
  };
}
