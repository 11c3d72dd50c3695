import type { ErrorInfo } from '../../base/errors';
import type { Tensor } from '../../onnx/tensor';
import type { Texts } from '../engine';
import type { Overhead } from './overhead';
import type { SessionSettings } from './settings';

/*
 * What a measuring process and its parent say to each other. The parent gives one order at a time and waits for its
 * answer; samples come in between. `stop` may come while runs go on.
 */

/** Input name → tensor, as pairs. */
export type Feeds = readonly (readonly [string, Tensor])[];

export type ToMeter =
  | { type: 'load'; path: string; settings: SessionSettings; feeds: readonly Feeds[]; texts?: Texts }
  /** Runs one after the other, until one of the two is reached. */
  | { type: 'run'; count?: number; milliseconds?: number }
  /** Runs at these times from now, ascending, in milliseconds; those that come too early for the one before wait in line. */
  | { type: 'arrive'; arrivals: Float64Array }
  | { type: 'stop' }
  | { type: 'memory' }
  | { type: 'overhead' }
  /** What the model answers to the first of its inputs. */
  | { type: 'outputs' }
  | { type: 'close' };

/** Nodes that the CPU executes instead of the provider, and how many there are. */
export interface FallBack {
  readonly nodes: number;
  readonly of: number;
}

/** What loading cost. */
export interface Loaded {
  readonly loadMs: number;
  /** Version of the runtime. */
  readonly runtime: string;
  /** What the runtime can execute on here, by its own names. */
  readonly providers: readonly string[];
  /** What the CPU executes of the model, where another provider was asked for and takes not all of it. */
  readonly fallBack?: FallBack;
  /** How another runtime than Modelwright's own was built, as its library says: `Debug`, `Release`, …. */
  readonly build?: string;
  /** Resident set with the runtime loaded and no model. */
  readonly emptyRssBytes: number;
  /** With the model. */
  readonly rssBytes: number;
}

/** Runs, in the order of time. */
export interface Samples {
  /** When each began, in milliseconds from the start of the process's first run. */
  readonly starts: Float64Array;
  /** How long each took; of runs that arrive, from their arrival, the wait in line included. */
  readonly durations: Float64Array;
}

export interface MeterMemory {
  readonly peakRssBytes: number;
  readonly rssBytes: number;
}

export type FromMeter =
  | { type: 'loaded'; loaded: Loaded }
  | { type: 'samples'; samples: Samples; memory: MeterMemory }
  | { type: 'ran' }
  | { type: 'memory'; memory: MeterMemory }
  | { type: 'overhead'; overhead: Overhead }
  | { type: 'outputs'; outputs: Feeds }
  | { type: 'closed' }
  | { type: 'failed'; error: ErrorInfo };
