import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/random';
import { poissonArrivals } from '../../../../src/measure/latency/arrivals';
import { QueueWatch } from '../../../../src/measure/latency/queueWatch';
import { answered } from './queue';

/** When the watch says that the queue grows, as the share of the requests it has seen; undefined where it never does. */
function seen(load: number, seed: number, requests: number, limit: number): number | undefined {
  const arrivals = poissonArrivals(100 * load, (1000 * requests) / (100 * load), seededRandom(seed));
  const latencies = answered(arrivals, () => 10);
  const watch = new QueueWatch(limit);
  for (let at = 0; at < latencies.length; at += 10) {
    watch.add(latencies.subarray(at, at + 10));
    if (watch.overloaded) return at / latencies.length;
  }
  return undefined;
}

const share = (load: number, requests: number, limit = 30) => {
  const seeds = Array.from({ length: 100 }, (_, seed) => seen(load, seed, requests, limit));
  return seeds.filter((found) => found !== undefined).length;
};

describe('a queue', () => {
  it('that empties now and again is left alone, even nearly full', () => {
    expect(share(0.5, 2000)).toBe(0);
    expect(share(0.8, 2000)).toBeLessThanOrEqual(1);
    expect(share(0.9, 2000)).toBeLessThanOrEqual(5);
  });

  it('that grows without end is seen to', () => {
    expect(share(1.2, 2000)).toBeGreaterThanOrEqual(99);
    expect(share(1.5, 500)).toBeGreaterThanOrEqual(99);
    expect(share(3, 200)).toBe(100);
  });

  it('is nobody’s trouble where requests are answered soon enough', () => {
    expect(share(1.5, 200, 10_000)).toBe(0);
  });

  it('may be long for a while: what a stall has held up is worked off', () => {
    const watch = new QueueWatch(30);
    const arrivals = poissonArrivals(50, 60_000, seededRandom(4));
    let run = 0;
    watch.add(answered(arrivals, () => (run++ === 500 ? 2000 : 10)));
    expect(watch.overloaded).toBe(false);
  });
});
