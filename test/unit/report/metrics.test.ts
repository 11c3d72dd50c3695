import { describe, expect, it } from 'vitest';
import { headlineName, metricNamed, versionsWithout } from '../../../src/report/headline';
import { parseMetrics } from '../../../src/report/metricsFile';
import { metricsOf } from '../../../src/report/metricsOf';
import { metricText } from '../../../src/report/metricText';
import type { VersionMetric } from '../../../src/report/schemas/versions';
import { runReport } from './fixture';

const SHA = 'a'.repeat(64);
const parse = (value: unknown, limit = 100, sha256: string | undefined = SHA) => parseMetrics(JSON.stringify(value), sha256, limit);
const names = (value: unknown, limit?: number) => parse(value, limit)?.metrics.map(({ name }) => name);

describe('a metrics file', () => {
  it('is read as numbers in nested objects, with their intervals, data set and environment', () => {
    const parsed = parse({
      schemaVersion: 1,
      evaluation: {
        sha256: SHA.toUpperCase(),
        dataset: 'test',
        rows: 200,
        accuracy: 0.975,
        accuracyInterval: { low: 0.94, high: 0.99 },
        recall: { circle: 1 },
      },
      benchmark: {
        runtime: 'onnxruntime 1.30.0',
        device: 'CPU',
        threads: 1,
        batch: 4,
        runs: 100,
        p50Milliseconds: 0.3,
        p50MillisecondsInterval: [0.2, 0.4],
      },
    });
    expect(parsed).toEqual({
      cut: false,
      other: false,
      metrics: [
        { name: 'evaluation.accuracy', value: 0.975, low: 0.94, high: 0.99, origin: 'committed', dataset: 'test' },
        { name: 'evaluation.recall.circle', value: 1, origin: 'committed', dataset: 'test' },
        {
          name: 'benchmark.p50Milliseconds',
          value: 0.3,
          low: 0.2,
          high: 0.4,
          origin: 'committed',
          environment: 'onnxruntime 1.30.0, CPU, 1 thread, batch 4',
        },
      ],
    });
    expect(names({ accuracy: 0.9, loss: 0.1, epochs: [1, 2] })).toEqual(['accuracy', 'loss']);
  });

  it('says which figures are of another file, and believes them where the file is not known', () => {
    const stale = { name: 'evaluation.accuracy', value: 0.9, origin: 'committed', stale: true };
    const current = { name: 'benchmark.p50Milliseconds', value: 1, origin: 'committed' };
    const value = { evaluation: { sha256: 'b'.repeat(64), accuracy: 0.9 }, benchmark: { sha256: SHA, p50Milliseconds: 1 } };
    expect(parse(value)).toEqual({ other: true, cut: false, metrics: [current, stale] });
    // What is the model's own goes first where there is no room for all.
    expect(parse(value, 1)).toEqual({ other: true, cut: true, metrics: [current] });
    expect(parseMetrics(JSON.stringify(value), undefined, 9)).toMatchObject({ other: false, metrics: [{ value: 0.9 }, { value: 1 }] });
    expect(parse({ sha256: 'b'.repeat(64), accuracy: 1, ...value })?.metrics.map(({ name, stale }) => [name, stale])).toEqual([
      ['benchmark.p50Milliseconds', undefined],
      ['accuracy', true],
      ['evaluation.accuracy', true],
    ]);
  });

  it('says what a latency was measured on, and of that nothing that makes no difference', () => {
    const section = {
      sha256: SHA,
      when: '2026-01-02T03:04:05.000Z',
      runtime: 'onnxruntime 1.30.0',
      device: 'CPU',
      cores: 8,
      os: 'Linux 6.1.0',
      provider: 'cpu',
      optimization: 'all',
      batch: 1,
      scenario: 'single',
      loadAverage: 0.4,
      p50Milliseconds: 1,
    };
    const environment = (more: object) => {
      const { metrics } = parse({ benchmark: { ...section, ...more } })!;
      expect(metrics.map(({ name }) => name)).toEqual(['benchmark.p50Milliseconds']);
      return metrics[0]!.environment;
    };
    const usual = 'onnxruntime 1.30.0, CPU, Linux, 8 cores, batch 1';
    expect(environment({})).toBe(usual);
    for (const same of [{ os: 'Linux 6.2.9' }, { mode: 'full' }, { when: 'later' }, { loadAverage: 3 }, { runs: 9 }, { modelwright: '9' }])
      expect(environment(same)).toBe(usual);
    for (const other of [
      { runtime: 'onnxruntime 1.31.0' },
      { device: 'Other' },
      { cores: 4 },
      { os: 'Windows_NT 10' },
      { provider: 'cuda' },
      { threads: 1 },
      { interOpThreads: 2 },
      { batch: 8 },
      { dims: { L: 8 } },
      { optimization: 'basic' },
      { spinning: false },
      { scenario: 'server' },
    ])
      expect(environment(other), JSON.stringify(other)).not.toBe(usual);
    // With threads given, cores that are idle make no difference.
    expect(environment({ threads: 2, cores: 4 })).toBe(environment({ threads: 2 }));
    expect(environment({ dims: { S: 2, L: 8 }, provider: 'webgpu', spinning: false })).toBe(
      'onnxruntime 1.30.0, CPU, Linux, webgpu, 8 cores, batch 1, L 8, S 2, no spinning',
    );
  });

  it("that is a stranger's takes no more than is allowed", () => {
    for (const text of ['', '[]', 'null', '7', '"x"', '{"a":', `${'['.repeat(100_000)}`])
      expect(parseMetrics(text, SHA, 9)).toBeUndefined();
    expect(parse(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`m${i}`, i])), 10)).toMatchObject({ cut: true });
    expect(names(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`m${i}`, i])), 10)).toHaveLength(10);
    expect(parse({ ['x'.repeat(5000)]: 1 })).toEqual({ metrics: [], cut: true, other: false });
    let deep: unknown = { value: 1 };
    for (let i = 0; i < 2000; i++) deep = { a: deep };
    expect(parse(deep)).toEqual({ metrics: [], cut: true, other: false });
    const hostile = parseMetrics('{"__proto__":{"accuracy":1},"constructor":2,"big":1e999,"<b>":3,"a":"1","b":null,"c":true}', SHA, 9);
    expect(hostile?.metrics.map(({ name }) => name)).toEqual(['__proto__.accuracy', 'constructor', '<b>']);
    expect(({} as { accuracy?: number }).accuracy).toBeUndefined();
    expect(parse({ dataset: 'd'.repeat(1000), accuracy: 1 })?.metrics[0]?.dataset).toHaveLength(300);
    // An interval the wrong way round is none; what only looks like one is a number as any other.
    expect(parse({ a: 1, aInterval: [3, 2] })?.metrics).toEqual([{ name: 'a', value: 1, origin: 'committed' }]);
    expect(names({ a: 1, aInterval: { width: 2 } })).toEqual(['a', 'aInterval.width']);
  });
});

describe('the headline', () => {
  const metric = (name: string): VersionMetric => ({ name, value: 1, origin: 'committed' });
  const version = (...list: string[]) => ({ metrics: list.map(metric) });

  it('is the accuracy, else what the manifest checks first, else the first there is', () => {
    const both = [version('evaluation.macroF1', 'evaluation.accuracy')];
    expect(headlineName(both, ['macroF1'])).toBe('evaluation.accuracy');
    expect(headlineName([version('loss', 'evaluation.macroF1')], ['rmse', 'macroF1'])).toBe('evaluation.macroF1');
    expect(headlineName([version('loss', 'evaluation.macroF1')], ['evaluation.macroF1'])).toBe('evaluation.macroF1');
    expect(headlineName([{}, version('loss', 'mae')], ['rmse'])).toBe('loss');
    expect(headlineName([{}, version()])).toBeUndefined();
    expect(metricNamed(version('loss'), 'loss')).toEqual(metric('loss'));
    expect(metricNamed(version('loss'), undefined)).toBeUndefined();
    const stale = { ...metric('evaluation.accuracy'), stale: true as const };
    expect(headlineName([{ metrics: [stale] }, version('loss')])).toBe('loss');
    expect(headlineName([{ metrics: [stale] }])).toBeUndefined();
    expect(metricNamed({ metrics: [stale] }, 'evaluation.accuracy')).toBe(stale);
    expect(metricNamed({ metrics: [stale, metric('evaluation.accuracy')] }, 'evaluation.accuracy')).not.toHaveProperty('stale');
  });

  it('is missing where a version in force has a file and no figure of that part', () => {
    const base = { tag: 't', commit: 'c'.repeat(40), stages: [], registeredAt: '', author: '', message: '', active: true, path: 'm.onnx' };
    const versions = [
      { ...base, version: 'v5.0.0' },
      {
        ...base,
        version: 'v4.0.0',
        metrics: [metric('benchmark.p50Milliseconds'), { ...metric('evaluation.accuracy'), stale: true as const }],
      },
      { ...base, version: 'v3.0.0', metrics: [metric('evaluation.accuracy')] },
      { ...base, version: 'v2.0.0', active: false },
      { ...base, version: 'v1.0.0', path: undefined },
      { ...base, version: 'c'.repeat(40) },
    ];
    expect(versionsWithout(versions, 'evaluation').map(({ version }) => version)).toEqual(['v5.0.0', 'v4.0.0']);
  });

  it('is said as people read it', () => {
    expect(metricText({ name: 'evaluation.accuracy', value: 0.975 })).toBe('accuracy 97.5 %');
    expect(metricText({ name: 'benchmark.p50Milliseconds', value: 0.34112 })).toBe('p50 0.3411 ms');
    expect(metricText({ name: 'loss', value: 1.5 })).toBe('loss 1.5');
    expect(metricText({ name: 'recall.a', value: 12 })).toBe('recall a 12');
  });
});

describe('metricsOf', () => {
  it('reads what a report measured, named as the metrics file has it', () => {
    const report = runReport('r', { kind: 'evaluate', parameters: { dataset: 'test' } });
    const result = {
      task: 'classification',
      rows: 200,
      metrics: { accuracy: { value: 0.9, ci95: [0.8, 0.95] }, logLoss: { value: 'NaN' } },
    };
    expect(metricsOf(report, result)).toEqual([
      { name: 'evaluation.accuracy', value: 0.9, low: 0.8, high: 0.95, origin: 'measured', dataset: 'test' },
    ]);
    const latency = { metrics: { p50Milliseconds: { value: 2 } }, conditions: { threads: 1, batch: 1 } };
    expect(metricsOf(runReport('r', { kind: 'benchmark' }), latency)).toEqual([
      { name: 'benchmark.p50Milliseconds', value: 2, origin: 'measured', environment: 'cpu, 1 thread, batch 1' },
    ]);
    expect(metricsOf(runReport('r'), runReport('r').result)).toBeUndefined();
    expect(metricsOf(report, { metrics: { accuracy: 'high' } })).toBeUndefined();
    expect(metricsOf(report, null)).toBeUndefined();
  });
});
