import type { Meter } from '../../engine/meter/meter';
import type { Feeds, MeterMemory, Samples } from '../../engine/meter/protocol';
import { median } from '../../measure/statistics/percentile';
import type { Ready } from '../measuring/ready';

/** A process that measures one model, as far as a comparison needs it. */
export type ComparedMeter = Pick<Meter, 'load' | 'run' | 'overhead' | 'outputs' | 'memory' | 'lastMemory' | 'kill'>;

/** The runs of one turn. */
export interface Turn {
  /** When it began, milliseconds since the first turn of all. */
  readonly at: number;
  readonly durations: Float64Array;
}

/** So many runs fit into a turn of which the first one can be spared. */
const SPARE = 4;

/** One model of a comparison while it is measured. */
export class Lane {
  ready: Ready | undefined;
  /** What it answers to its inputs. */
  outputs: Feeds | undefined;
  memory: MeterMemory | undefined;
  /** Why it is out. */
  error: unknown;
  /** One a round, from the first on. */
  readonly turns: Turn[] = [];
  settling = 0;

  /** @param index of the model: 0 is the baseline */
  constructor(
    readonly index: number,
    readonly name: string,
    readonly meter: ComparedMeter,
  ) {}

  get alive(): boolean {
    return this.error === undefined;
  }

  /** What a run takes, milliseconds, as far as the warm-up tells. */
  get typical(): number {
    const { warmup, firstRunMs } = this.ready!;
    const { durations } = warmup;
    return durations.length === 0 ? firstRunMs : median(durations.subarray(durations.length >> 1));
  }

  /**
   * Runs the model for a turn. The first run of a turn finds what the other models left in the caches: where there are runs enough it is
   * left out.
   */
  async takeTurn(turnMs: number, at: number): Promise<void> {
    const { typical } = this;
    const spare = SPARE * typical <= turnMs;
    const { durations }: Samples = await this.meter.run(
      spare ? { milliseconds: turnMs } : { count: Math.max(1, Math.round(turnMs / typical)) },
    );
    const counted = spare && durations.length > 1 ? durations.subarray(1) : durations;
    this.settling += durations.length - counted.length;
    this.turns.push({ at, durations: counted });
  }

  /** Takes it out of the comparison. */
  fail(error: unknown): void {
    this.error = error;
    this.meter.kill();
  }
}

/** In the order of time. Groups come one after the other. */
export function turnsOf(lanes: readonly Lane[]): Turn[] {
  return lanes.flatMap(({ turns }) => turns);
}

export function joinTurns(turns: readonly Turn[]): Float64Array {
  const all = new Float64Array(turns.reduce((sum, { durations }) => sum + durations.length, 0));
  let at = 0;
  for (const { durations } of turns) {
    all.set(durations, at);
    at += durations.length;
  }
  return all;
}
