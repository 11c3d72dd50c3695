import type { MeasuringProcess } from '../scenarios/scenario';

/** Of the memory that is free when a sweep begins, so much may be held by processes that wait for their turn. */
const SHARE = 0.5;

/** Processes that wait for their next turn, as many as fit into memory. */
export class Keeper {
  readonly #limit: number;
  readonly #kept = new Map<number, { meter: MeasuringProcess; bytes: number }>();

  /** @param freeBytes when the sweep begins */
  constructor(freeBytes: number) {
    this.#limit = SHARE * freeBytes;
  }

  /** The process of a setting, where it was kept. */
  get(setting: number): MeasuringProcess | undefined {
    return this.#kept.get(setting)?.meter;
  }

  /** Keeps a process for the next round, or ends it where it does not fit beside the others. */
  offer(setting: number, meter: MeasuringProcess, bytes: number): void {
    let held = bytes;
    for (const [other, one] of this.#kept) if (other !== setting) held += one.bytes;
    if (held <= this.#limit) this.#kept.set(setting, { meter, bytes });
    else this.drop(setting, meter);
  }

  drop(setting: number, meter = this.get(setting)): void {
    this.#kept.delete(setting);
    meter?.kill();
  }

  end(): void {
    for (const { meter } of this.#kept.values()) meter.kill();
    this.#kept.clear();
  }
}
