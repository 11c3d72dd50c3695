import { describe, expect, it, vi } from 'vitest';
import { type Random, seededRandom } from '../../../../src/base/random';
import { type StabilityVerdict, stability } from '../../../../src/measure/latency/stability';
import { WarmUp } from '../../../../src/measure/latency/warmup';
import { seriesIntervals } from '../../../../src/measure/statistics/bootstrap';
import { modes } from '../../../../src/measure/statistics/modes';
import { ascending } from '../../../../src/measure/statistics/percentile';
import { medianRatio } from '../../../../src/measure/statistics/ratio';
import { trend } from '../../../../src/measure/statistics/trend';

/** A share of the seeds, unless all are asked for. */
const SEEDS = process.env.MODELWRIGHT_LONG ? 100 : 10;

/** Latencies as a machine gives them: skewed a little, and alike in neighbouring runs. */
function latencies(random: Random, count: number, { middle = 10, spread = 0.03, memory = 0.3 } = {}): Float64Array {
  let before = 0;
  return Float64Array.from({ length: count }, () => {
    before = memory * before + Math.sqrt(1 - memory ** 2) * random.normal();
    return middle * Math.exp(spread * before) + middle * 0.002 * -Math.log(1 - random.next());
  });
}

function verdicts(make: (random: Random) => ArrayLike<number>): Record<string, number> {
  const found: Partial<Record<StabilityVerdict, number>> = {};
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { verdict } = stability(make(seededRandom(seed)));
    found[verdict] = (found[verdict] ?? 0) + 1;
  }
  return found;
}

/** Statistics of many seeds take their time. */
vi.setConfig({ testTimeout: 180_000 });

describe('stability', () => {
  it('calls steady what is steady, from hardly any noise to some, however the runs hang together', () => {
    for (const spread of [0.0001, 0.01, 0.05]) {
      for (const count of [40, 500, 3000]) {
        const found = verdicts((random) => latencies(random, count, { spread }));
        expect(found.steady ?? 0, `${spread} ${count} ${JSON.stringify(found)}`).toBeGreaterThanOrEqual(Math.floor(0.9 * SEEDS));
      }
    }
    expect(stability(new Float64Array(500).fill(4))).toEqual({ verdict: 'steady', reasons: [] });
  });

  it('sees a drift up, down, and in a step', () => {
    const drifting = (change: (share: number) => number) => (random: Random) =>
      latencies(random, 600).map((value, index) => value * (1 + change(index / 600)));
    expect(verdicts(drifting((share) => 0.15 * share))).toEqual({ drifting: SEEDS });
    expect(verdicts(drifting((share) => -0.15 * share))).toEqual({ drifting: SEEDS });
    expect(verdicts(drifting((share) => (share < 0.6 ? 0 : 0.25)))).toEqual({ drifting: SEEDS });
  });

  it('sees two speeds, and tells them', () => {
    const two = (share: number) => (random: Random) => latencies(random, 600).map((value) => (random.next() < share ? value * 1.4 : value));
    expect(verdicts(two(0.5))).toEqual({ bimodal: SEEDS });
    expect(verdicts(two(0.15))).toEqual({ bimodal: SEEDS });
    const [reason] = stability(two(0.3)(seededRandom(5))).reasons;
    expect(reason?.code).toBe('bimodal');
    if (reason?.code !== 'bimodal') return;
    expect(reason.modes.map(({ ms }) => Math.round(ms))).toEqual([10, 14]);
    expect(reason.modes[1]!.share).toBeCloseTo(0.3, 1);
  });

  it('sees a heavy tail, a wide spread, interruptions, and too few runs', () => {
    expect(
      verdicts((random) => latencies(random, 800).map((value) => (random.next() < 0.03 ? value * (2 + 6 * random.next()) : value))),
    ).toEqual({
      heavyTailed: SEEDS,
    });
    expect(verdicts((random) => latencies(random, 800, { spread: 0.3, memory: 0 }))).toEqual({ noisy: SEEDS });
    // One run in eleven stopped for a while: its own hump where the stops are alike, a spread where they are not.
    const random = seededRandom(3);
    const stopped = stability(latencies(random, 800).map((value) => (random.next() < 0.09 ? value * (1.5 + 2 * random.next()) : value)));
    expect(stopped.reasons.map(({ code }) => code)).toContain('interrupted');
    expect(['noisy', 'bimodal']).toContain(stopped.verdict);
    expect(stability(latencies(seededRandom(1), 12))).toMatchObject({ verdict: 'fewSamples', reasons: [{ runs: 12, needed: 30 }] });
  });
});

describe('modes', () => {
  it('makes one of a tail and one of a plateau', () => {
    const random = seededRandom(2);
    expect(modes(ascending(Float64Array.from({ length: 2000 }, () => Math.exp(random.normal()))), 0.1)).toHaveLength(1);
    expect(modes(ascending(Float64Array.from({ length: 2000 }, () => random.next())), 0.1)).toHaveLength(1);
    expect(modes(new Float64Array(100).fill(2), 0.1)).toEqual([{ at: 2, share: 1 }]);
  });
});

describe('trend', () => {
  it('tells the change from start to end', () => {
    const random = seededRandom(4);
    const found = trend(latencies(random, 2000, { spread: 0.02 }).map((value, index) => value * (1 + (0.2 * index) / 2000)));
    expect(found?.change).toBeCloseTo(0.2 / 1.1, 1);
    expect(found?.pValue).toBeLessThan(1e-6);
    expect(trend([1, 2, 3])).toBeUndefined();
  });
});

describe('intervals', () => {
  it('hold the median and the mean about as often as they say, for runs that hang together', () => {
    const rounds = SEEDS * 4;
    let held = 0;
    let heldMean = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const random = seededRandom(1000 + seed);
      let before = 0;
      const values = Float64Array.from({ length: 400 }, () => {
        before = 0.6 * before + 0.8 * random.normal();
        return 10 + before;
      });
      const { mean, percentiles } = seriesIntervals(values, [50], random);
      const [low, high] = percentiles.get(50)!;
      if (low <= 10 && 10 <= high) held++;
      if (mean[0] <= 10 && 10 <= mean[1]) heldMean++;
    }
    // 95 % of them, less what so few rounds may miss by chance; plain resampling of single runs would hold some 70 %.
    expect(held / rounds).toBeGreaterThanOrEqual(0.85);
    expect(heldMean / rounds).toBeGreaterThanOrEqual(0.85);
  });

  it('are the same for the same seed', () => {
    const values = latencies(seededRandom(1), 300);
    expect(seriesIntervals(values, [50, 99], seededRandom(9))).toEqual(seriesIntervals(values, [50, 99], seededRandom(9)));
  });
});

describe('medianRatio', () => {
  /** Turns of two models on a machine that has its own ups and downs. */
  const turns = (random: Random, factor: number): [Float64Array, Float64Array] => {
    const weather = latencies(random, 300, { middle: 1, spread: 0.04, memory: 0.97 });
    const one = (scale: number) => latencies(random, 300).map((value, index) => value * weather[index]! * scale);
    return [one(1), one(factor)];
  };

  it('shows no difference of a model from itself', () => {
    let said = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = seededRandom(seed);
      const [a, b] = turns(random, 1);
      if (['faster', 'slower'].includes(medianRatio(a, b, random).verdict)) said++;
    }
    expect(said).toBeLessThanOrEqual(SEEDS * 0.02);
  });

  it('finds five parts in a hundred', () => {
    let found = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = seededRandom(seed);
      const [a, b] = turns(random, 1.05);
      const { verdict, ratio, ci95, delta } = medianRatio(a, b, random);
      if (verdict === 'slower') found++;
      expect(ratio).toBeGreaterThan(ci95[0]);
      expect(delta).toBeLessThan(0);
    }
    expect(found).toBeGreaterThanOrEqual(SEEDS * 0.95 - (SEEDS < 100 ? 1 : 0));
  });
});

describe('WarmUp', () => {
  it('ends when three windows agree, and is given up after its time', () => {
    const rules = { windowRuns: 10, windowMilliseconds: 20, mostMilliseconds: 2000 };
    const settling = new WarmUp(rules);
    for (let run = 0; !settling.over; run++) settling.add(5 + 60 * Math.exp(-run / 8));
    expect(settling.steady).toBe(true);
    expect(settling.runs).toBeGreaterThan(40);
    expect(settling.runs).toBeLessThanOrEqual(80);
    const growing = new WarmUp(rules);
    for (let run = 0; !growing.over; run++) growing.add(2 * 1.02 ** run);
    expect(growing.steady).toBe(false);
  });
});
