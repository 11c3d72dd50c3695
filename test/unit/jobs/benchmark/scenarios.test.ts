import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/base/errors';
import { measureConcurrency } from '../../../../src/jobs/benchmark/scenarios/concurrency';
import { measureOffline } from '../../../../src/jobs/benchmark/scenarios/offline';
import { measureServer } from '../../../../src/jobs/benchmark/scenarios/server';
import { type SyntheticBench, syntheticBench } from './bench';

describe('offline', () => {
  /** A call costs 1 ms, a row 0.1 ms, from 64 rows on 0.2 ms more for each beyond. */
  const law = (batch: number) => 1 + 0.1 * batch + Math.max(0, batch - 64) * 0.2;
  const offline = (more: Partial<SyntheticBench> = {}) => {
    const synthetic = syntheticBench({ law, ...more });
    return { ...synthetic, outcome: measureOffline(synthetic.bench) };
  };

  it('doubles the batch until throughput no longer grows, each in a clean process, and measures the best again', async () => {
    const { outcome, started, alive, curves } = offline();
    const { curve, batch, measured, cancelled } = await outcome;
    expect(curve).toMatchObject({ axis: 'batch', best: 64, ended: 'flat', seconds: 2 });
    expect(curve!.points.map(({ x }) => x)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
    // Rows a second by the law, which has no chance in it.
    for (const { x, throughput, p50, p99 } of curve!.points) {
      expect([throughput, p50, p99].map((value) => Number(value.toFixed(6)))).toEqual(
        [(1000 * x) / law(x), law(x), law(x)].map((value) => Number(value.toFixed(6))),
      );
    }
    expect(started.map((one) => one.batch)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 64]);
    expect([batch, cancelled, alive()]).toEqual([64, undefined, 0]);
    // 5 s of the one that counts, 2 s of a point.
    expect(measured.samples.durations.length).toBe(Math.ceil(5000 / law(64)));
    expect(curves.at(-1)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
  });

  it('ends where memory or time runs out, where the model takes no other batch, and where one fails', async () => {
    expect((await offline({ more: { freeBytes: () => 100e6 } }).outcome).curve).toMatchObject({ ended: 'memory' });
    const slow = (await offline({ law: (batch) => 3000 + batch }).outcome).curve!;
    expect(slow.ended).toBe('time');
    expect(slow.points.length).toBeLessThan(6);
    const fixed = async (batch: number) => {
      if (batch > 1) throw new UserError('batch.fixed', 'no other');
      return syntheticBench({ law }).bench.inputs(batch);
    };
    expect((await offline({ more: { inputs: fixed } }).outcome).curve).toMatchObject({ ended: 'fixed', best: 1 });
    expect((await offline({ more: { fixedRows: 8 } }).outcome).curve).toMatchObject({ ended: 'fixed', best: 8, seconds: 5 });
    const { outcome } = offline({
      law: (batch) => {
        if (batch > 4) throw new UserError('worker.crashed', 'It crashed.');
        return law(batch);
      },
    });
    expect((await outcome).curve).toMatchObject({ ended: 'failed', best: 4, failure: { x: 8, message: 'It crashed.' } });
    // What is wrong from the start is an error.
    await expect(
      offline({
        law: () => {
          throw new UserError('run.failed', 'no');
        },
      }).outcome,
    ).rejects.toMatchObject({ code: 'run.failed' });
  });

  it('takes the batches that are given, one alone at full length', async () => {
    const { curve, batch } = await offline({ parameters: { scenario: 'offline', batches: [32, 8, 8] } }).outcome;
    expect(curve).toMatchObject({ ended: 'list', best: 32 });
    expect(curve!.points.map(({ x }) => x)).toEqual([8, 32]);
    expect(batch).toBe(32);
    const alone = offline({ parameters: { scenario: 'offline', batches: [16] } });
    expect((await alone.outcome).curve).toMatchObject({ seconds: 5 });
    expect(alone.started).toHaveLength(1);
  });

  it('keeps the points it has when it is cancelled', async () => {
    const { outcome, alive } = offline({ abortAt: 4 });
    const { curve, cancelled, batch } = await outcome;
    expect(curve).toMatchObject({ ended: 'cancelled', best: 4 });
    expect([curve!.points.length, cancelled, batch, alive()]).toEqual([3, true, 4, 0]);
    // In the measurement that counts: there are figures of that batch already.
    const late = await offline({ abortAt: 10 }).outcome;
    expect([late.cancelled, late.batch, late.curve!.ended]).toEqual([true, 64, 'flat']);
    await expect(offline({ abortAt: 1 }).outcome).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('measures a minute a point in full mode, and what counts as long as MLPerf asks', async () => {
    const { outcome } = offline({ parameters: { scenario: 'offline', mode: 'full', batches: [1, 64] } });
    const { curve, measured } = await outcome;
    expect(curve!.seconds).toBe(60);
    expect(measured.samples.durations.length).toBe(Math.ceil(600_000 / law(64)));
  });
});

describe('concurrency', () => {
  it('shares the cores out, starts all together and adds up', async () => {
    // Four cores; more processes than that slow each other down.
    const { bench, started, alive } = syntheticBench({ law: (_batch, processes) => 4 * Math.max(1, processes / 2) });
    const { curve, processes, settings, throughput, measured, cancelled } = await measureConcurrency(bench);
    expect(curve).toMatchObject({ axis: 'processes', ended: 'cores' });
    expect(curve!.points.map(({ x, threads }) => [x, threads])).toEqual([
      [1, 4],
      [2, 2],
      [4, 1],
    ]);
    expect(curve!.points.map((point) => Math.round(point.throughput))).toEqual([250, 500, 500]);
    expect(curve!.points.map((point) => point.p50)).toEqual([4, 4, 8]);
    // Memory is the sum.
    expect(curve!.points.map((point) => point.peakRssBytes / curve!.points[0]!.peakRssBytes)).toEqual([1, 2, 4]);
    expect([processes, settings.threads, Math.round(throughput!), cancelled, alive()]).toEqual([2, 2, 500, undefined, 0]);
    expect(started).toHaveLength(1 + 2 + 4 + 2);
    const { starts, durations } = measured.samples;
    expect(durations.length).toBe(2 * 1250);
    expect(starts).toEqual(starts.slice().sort());
  });

  it('keeps the threads that are given, and ends where memory does', async () => {
    const given = syntheticBench({ law: () => 4, parameters: { scenario: 'concurrency', threads: 3, processes: [3] } });
    expect((await measureConcurrency(given.bench)).settings.threads).toBe(3);
    const little = syntheticBench({ law: () => 4, more: { freeBytes: () => 400e6 } });
    expect((await measureConcurrency(little.bench)).curve).toMatchObject({ ended: 'memory', best: 1 });
  });

  it('ends every process where one fails or all are cancelled', async () => {
    const { bench, alive } = syntheticBench({ law: () => 4, abortAt: 6 });
    const { cancelled, curve } = await measureConcurrency(bench);
    expect([cancelled, curve!.points.map(({ x }) => x), alive()]).toEqual([true, [1, 2], 0]);
  });
});

describe('server', () => {
  const server = (parameters: Record<string, unknown>, law: SyntheticBench['law'] = () => 10, more: Partial<SyntheticBench> = {}) => {
    const synthetic = syntheticBench({ law, parameters: { scenario: 'server', ...parameters }, ...more });
    return { ...synthetic, outcome: measureServer(synthetic.bench) };
  };
  const exponential: SyntheticBench['law'] = (_batch, _processes, random) => -10 * Math.log(1 - random.next());

  it('counts latencies from the scheduled arrival: M/M/1 and M/D/1 as the closed forms have them', async () => {
    for (const load of [0.5, 0.7]) {
      const { measured, server: figures } = await server({ rate: 100 * load, seconds: 3000, bound: 1000 }, exponential).outcome;
      const sorted = measured.samples.durations.slice().sort();
      // Exponential, of the mean 1 / (μ − λ).
      for (const p of [0.5, 0.9, 0.99]) {
        expect(sorted[Math.floor(p * sorted.length)]! / ((-10 / (1 - load)) * Math.log(1 - p))).toBeCloseTo(1, 0.9);
      }
      expect(figures).toMatchObject({ held: true, established: true, overloaded: false, searched: false, highestRate: 100 * load });
      const constant = await server({ rate: 100 * load, seconds: 3000, bound: 1000 }).outcome;
      const { durations } = constant.measured.samples;
      const wait = durations.reduce((sum, latency) => sum + latency - 10, 0) / durations.length;
      expect(wait / ((load * 10) / (2 * (1 - load)))).toBeCloseTo(1, 1);
      expect(constant.curve!.points[0]!.busy).toBeCloseTo(load, 1);
      expect(constant.throughput! / (100 * load)).toBeCloseTo(1, 1);
    }
  });

  it('finds the highest rate that holds a bound: μ − ln 100 / bound for M/M/1', async () => {
    for (const bound of process.env.MODELWRIGHT_LONG ? [92, 150, 400] : [150]) {
      const { outcome, alive } = server({ bound, seconds: 600, mode: 'full' }, exponential);
      const { server: figures, curve, measured } = await outcome;
      const exact = 1000 * (0.1 - Math.log(100) / bound);
      expect(figures!.highestRate! / exact).toBeGreaterThan(0.85);
      expect(figures!.highestRate! / exact).toBeLessThan(1.06);
      expect(figures).toMatchObject({ boundMs: bound, boundFrom: 'given', held: true, established: true, searched: true });
      expect(curve).toMatchObject({ axis: 'rate', ended: 'found', best: figures!.highestRate });
      expect(curve!.points.at(-1)).toMatchObject({ confirm: true, held: true, x: figures!.highestRate });
      expect(measured.samples.durations.length).toBeGreaterThan(1000);
      expect(alive()).toBe(0);
    }
  });

  it('derives a bound from one request after the other, and confirms in a clean process', async () => {
    const { outcome, started } = server({});
    const { server: figures } = await outcome;
    expect(figures).toMatchObject({ boundFrom: 'single', singleP99Ms: 10, boundMs: 50 });
    // M/D/1 of 10 ms has its P99 at 50 ms at a load of about .7.
    expect(figures!.highestRate).toBeGreaterThan(55);
    expect(figures!.highestRate).toBeLessThan(85);
    expect(started.length).toBeGreaterThanOrEqual(2);
  });

  it('sees that it cannot keep up, and says so early', async () => {
    const { server: figures, measured, curve } = await server({ rate: 200, seconds: 600, bound: 50_000_000 / 1000 }).outcome;
    expect(figures).toMatchObject({ overloaded: true, held: false });
    expect(figures!.highestRate).toBeUndefined();
    // Not all of the 120,000 that were to come.
    expect(measured.samples.durations.length).toBeLessThan(10_000);
    expect(curve!.points[0]).toMatchObject({ overloaded: true, held: false });
    // A little too much, with a bound that so short a time does not reach.
    expect((await server({ rate: 104, seconds: 5, bound: 2000 }).outcome).server).toMatchObject({ overloaded: true, held: false });
  });

  it('says that no rate holds a bound shorter than the model takes', async () => {
    const { server: figures, curve } = await server({ bound: 5 }).outcome;
    expect(figures).toMatchObject({ held: false, searched: true });
    expect(figures!.highestRate).toBeUndefined();
    expect(curve!.points).toHaveLength(1);
    expect(curve!.best).toBeUndefined();
  });

  it('keeps the trials it has when it is cancelled', async () => {
    const { outcome, alive } = server({ bound: 60 }, undefined, { abortAt: 2 });
    const { cancelled, curve, server: figures } = await outcome;
    expect([cancelled, curve!.ended, alive()]).toEqual([true, 'cancelled', 0]);
    expect(curve!.points.length).toBeGreaterThan(3);
    expect(figures!.highestRate).toBe(Math.max(...curve!.points.filter(({ held }) => held).map(({ x }) => x)));
  });
});
