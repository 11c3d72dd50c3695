import { isAbort, toErrorInfo, UserError } from '../../../base/errors';
import { joinSamples } from '../../../engine/meter/meter';
import type { MeterMemory, Samples } from '../../../engine/meter/protocol';
import type { SessionSettings } from '../../../engine/meter/settings';
import type { Ready } from '../../measuring/ready';
import { getReady } from '../../measuring/ready';
import type { Bench, MeasuringProcess } from '../scenarios/scenario';
import type { GridSetting } from './grid';
import type { Keeper } from './keeper';

/** The start of a visit is not counted: the caches hold what ran before. */
const REFRESH = 0.1;
/** Every round warms up anew what the others left cold. */
const SHORTEST_WARM_UP = 300;

/** A setting of a sweep with what was measured of it. */
export class Candidate {
  readonly index: number;
  readonly grid: GridSetting;
  /** By round, the runs of it; nothing in a round in which it was not measured. */
  readonly rounds: (Samples | undefined)[] = [];
  ready: Ready | undefined;
  memory: MeterMemory | undefined;
  error: { code: string; message: string; remedy?: string } | undefined;
  /** How often its process was started. */
  starts = 0;

  constructor(index: number, grid: GridSetting) {
    this.index = index;
    this.grid = grid;
  }

  get session(): SessionSettings {
    const { batch: _, ...settings } = this.grid.settings;
    return { ...settings, spinning: true };
  }

  /** All runs, in the order of time. */
  get samples(): Samples {
    return joinSamples(this.rounds.filter((samples) => samples !== undefined));
  }

  get runs(): number {
    return this.rounds.reduce((sum, samples) => sum + (samples?.durations.length ?? 0), 0);
  }

  /**
   * Gets its process ready, where none was kept. What keeps it from running is its error, and the sweep goes on.
   * @param milliseconds that its warm-up may take
   */
  async open(bench: Bench, keeper: Keeper, milliseconds: number): Promise<MeasuringProcess | undefined> {
    const kept = keeper.get(this.index);
    if (kept || this.error) return kept;
    let meter: MeasuringProcess | undefined;
    try {
      const { feeds } = await bench.inputs(this.grid.settings.batch);
      meter = bench.start(feeds, this.session);
      this.starts++;
      const ready = await getReady(meter, milliseconds, () => undefined, undefined, SHORTEST_WARM_UP);
      this.ready ??= ready;
      this.#remember(meter);
      return meter;
    } catch (error) {
      meter?.kill();
      this.#fail(error, bench.signal);
      return undefined;
    }
  }

  /** Measures for so long in a round. */
  async visit(bench: Bench, keeper: Keeper, meter: MeasuringProcess, round: number, milliseconds: number): Promise<void> {
    const parts: Samples[] = [];
    try {
      // A run of half of the time or longer leaves none for others before it.
      const alike = (this.ready?.warmup.durations.at(-1) ?? 0) < milliseconds / 2;
      if (alike) await meter.run({ milliseconds: milliseconds * REFRESH });
      await meter.run({ milliseconds: milliseconds * (1 - REFRESH) }, (samples) => {
        parts.push(samples);
        return true;
      });
    } catch (error) {
      keeper.drop(this.index, meter);
      this.#fail(error, bench.signal);
    } finally {
      this.#remember(meter);
      if (parts.length > 0) this.rounds[round] = joinSamples(parts);
    }
    if (!this.error) keeper.offer(this.index, meter, this.memory?.rssBytes ?? 0);
  }

  #remember({ lastMemory }: MeasuringProcess): void {
    if (!lastMemory) return;
    const peakRssBytes = Math.max(lastMemory.peakRssBytes, this.memory?.peakRssBytes ?? 0);
    this.memory = { rssBytes: lastMemory.rssBytes, peakRssBytes };
  }

  #fail(error: unknown, signal: AbortSignal): void {
    if (signal.aborted || isAbort(error) || !(error instanceof UserError)) throw error;
    const { code, message, remedy } = toErrorInfo(error);
    this.error = { code, message, ...(remedy === undefined ? {} : { remedy }) };
  }
}
