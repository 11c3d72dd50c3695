import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { toErrorInfo } from '../../base/errors';
import { customRuntime } from '../customRuntime';
import { loadRuntime, runtimeFolder, runtimeVersion } from '../runtime';
import { buildOf } from '../runtimeBuild';
import type { RuntimeSession } from '../runtimeSession';
import { openOnProvider } from './openProvider';
import { measureOverhead } from './overhead';
import type { Feeds, FromMeter, Samples, ToMeter } from './protocol';

/** How often samples are handed over, milliseconds: handing over takes time that no run should pay for. */
const HAND_OVER = 100;
/** Timers are late by up to a millisecond and more: the rest of a wait is spent watching the clock. */
const TIMER_SLACK = 2;

interface Loaded {
  readonly session: RuntimeSession;
  readonly feeds: readonly Feeds[];
  /** Runs on each of the inputs, to be taken in turn. */
  readonly runs: readonly (() => Promise<unknown>)[];
}

/** Makes this process one that measures a model: does what its parent asks until the channel closes. */
export function serveMeter(): void {
  let loaded: Loaded | undefined;
  let stopped = false;
  let turn = 0;
  let origin: number | undefined;

  async function load({ path, settings, feeds, texts }: Extract<ToMeter, { type: 'load' }>): Promise<FromMeter> {
    if (texts) l10n.config({ contents: texts });
    const { listSupportedBackends } = await loadRuntime();
    const providers = listSupportedBackends().map(({ name }) => name);
    const build = customRuntime() === undefined ? undefined : await buildOf(runtimeFolder());
    const emptyRssBytes = process.memoryUsage.rss();
    const { session, fallBack } = await openOnProvider(path, settings, feeds[0]);
    loaded = { session, feeds, runs: feeds.map((one) => session.prepare(new Map(one))) };
    const { loadMilliseconds: loadMs } = session;
    return {
      type: 'loaded',
      loaded: {
        loadMs,
        runtime: runtimeVersion() ?? '',
        providers,
        ...(fallBack ? { fallBack } : {}),
        ...(build === undefined ? {} : { build }),
        emptyRssBytes,
        rssBytes: process.memoryUsage.rss(),
      },
    };
  }

  async function measure(next: (done: number, elapsed: number) => number | undefined | Promise<number | undefined>): Promise<FromMeter> {
    const { runs } = loaded!;
    const box = new Box();
    const began = performance.now();
    stopped = false;
    for (let done = 0; !stopped; done++) {
      const arrival = await next(done, performance.now() - began);
      if (arrival === undefined) break;
      const start = performance.now();
      origin ??= start;
      await runs[turn++ % runs.length]!();
      const end = performance.now();
      box.add(start - origin, end - (arrival < 0 ? start : began + arrival));
      if (end - box.since >= HAND_OVER) await box.handOver();
    }
    await box.handOver();
    return { type: 'ran' };
  }

  async function obey(message: ToMeter): Promise<FromMeter | undefined> {
    switch (message.type) {
      case 'load':
        return load(message);
      case 'run': {
        const { count = Number.POSITIVE_INFINITY, milliseconds = Number.POSITIVE_INFINITY } = message;
        return measure((done, elapsed) => (done < count && elapsed < milliseconds ? -1 : undefined));
      }
      case 'arrive': {
        const began = performance.now();
        return measure(async (done) => {
          const arrival = message.arrivals[done];
          if (arrival !== undefined) await until(began + arrival);
          return arrival;
        });
      }
      case 'stop':
        stopped = true;
        return undefined;
      case 'memory':
        return { type: 'memory', memory: memory() };
      case 'overhead':
        return { type: 'overhead', overhead: await measureOverhead() };
      case 'outputs': {
        const { session, feeds } = loaded!;
        const { outputs } = await session.run(new Map(feeds[0]!));
        return { type: 'outputs', outputs: [...outputs] };
      }
      case 'close':
        // What the profiler has is written when the session ends.
        await loaded?.session.endProfiling();
        await loaded?.session.release();
        return { type: 'closed' };
    }
  }

  process.on('message', (message: ToMeter) => {
    obey(message)
      .catch((error: unknown): FromMeter => ({ type: 'failed', error: toErrorInfo(error) }))
      .then((answer) => answer && send(answer));
  });
  // Without the parent there is nobody to measure for.
  process.on('disconnect', () => process.exit(0));
  process.on('SIGINT', () => undefined);
}

/** Samples not handed over yet. */
class Box {
  #starts: number[] = [];
  #durations: number[] = [];
  since = performance.now();

  add(start: number, duration: number): void {
    this.#starts.push(start);
    this.#durations.push(duration);
  }

  /** Resolves when the channel has taken them, so that writing does not fall into a run. */
  async handOver(): Promise<void> {
    if (this.#starts.length > 0) {
      const samples: Samples = { starts: Float64Array.from(this.#starts), durations: Float64Array.from(this.#durations) };
      [this.#starts, this.#durations] = [[], []];
      await send({ type: 'samples', samples, memory: memory() });
    }
    this.since = performance.now();
  }
}

function send(message: FromMeter): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

/** Waits for a time of `performance.now()`. */
async function until(time: number): Promise<void> {
  const left = time - performance.now();
  if (left > TIMER_SLACK) await sleep(left - TIMER_SLACK);
  while (performance.now() < time);
}

function memory() {
  // Kilobytes, on every platform.
  return { peakRssBytes: process.resourceUsage().maxRSS * 1024, rssBytes: process.memoryUsage.rss() };
}
