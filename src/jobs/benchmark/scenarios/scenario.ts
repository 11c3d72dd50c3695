import type { Progress } from '../../../base/progress';
import type { Meter } from '../../../engine/meter/meter';
import type { Feeds } from '../../../engine/meter/protocol';
import type { SessionSettings } from '../../../engine/meter/settings';
import type { BenchmarkResult } from '../../../report/schemas/benchmark';
import type { Curve, ServerFigures } from '../../../report/schemas/benchmark/curve';
import type { Best, Sweep } from '../../../report/schemas/benchmark/sweep';
import type { MeasuredInputs } from '../../measuring/feeds';
import type { LivePart } from '../live';
import type { BenchmarkParameters } from '../parameters';
import type { Measured } from '../single';

/** What a scenario needs of a measuring process. */
export type MeasuringProcess = Pick<Meter, 'load' | 'run' | 'arrive' | 'memory' | 'lastMemory' | 'overhead' | 'close' | 'kill'>;

/** What a scenario works with. */
export interface Bench {
  readonly parameters: BenchmarkParameters;
  readonly settings: SessionSettings;
  readonly signal: AbortSignal;
  /** The number of rows that the model is fixed at. */
  readonly fixedRows?: number;
  /** Threads that can be at work at once on this machine. */
  readonly cores: number;
  /**
   * The model's inputs with so many rows.
   * @throws UserError `batch.fixed`
   */
  inputs(batch: number): Promise<MeasuredInputs>;
  /** A clean process; whoever starts it ends it. */
  start(feeds: Feeds, settings: SessionSettings): MeasuringProcess;
  /** Memory that programs can have now without anything being swapped out. */
  freeBytes(): number;
  /** Milliseconds of a clock. */
  now(): number;
  progress(progress: Progress): void;
  /** The runs so far of what is measured now. */
  onLive?(part: LivePart): void;
  /** The points so far. */
  onCurve(curve: Pick<Curve, 'axis' | 'points'>): void;
}

/** What a scenario comes to: the figures of the run that counts, and what was measured on the way to it. */
export interface ScenarioOutcome {
  readonly scenario: BenchmarkResult['scenario'];
  readonly measured: Measured;
  readonly settings: SessionSettings;
  readonly described: MeasuredInputs['described'];
  /** Rows a run. */
  readonly batch: number;
  /** Processes side by side. */
  readonly processes?: number;
  /** Rows a second, where it is not the rows over the time in runs. */
  readonly throughput?: number;
  readonly curve?: Curve;
  readonly server?: ServerFigures;
  readonly sweep?: Sweep;
  readonly best?: Best;
  readonly cancelled?: true;
}
