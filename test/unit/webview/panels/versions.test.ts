import { describe, expect, it } from 'vitest';
import type { StageSpan, Version, VersionsResult } from '../../../../src/report/schemas/versions';
import { joined } from '../../../../webview/kit/trend';
import { stageTimeline } from '../../../../webview/panels/versions/history';
import { eventTable, lineageTable, versionTable } from '../../../../webview/panels/versions/tables';
import { metricFormat, metricLimits, metricTitle } from '../../../../webview/panels/versions/text';
import { versionTiles } from '../../../../webview/panels/versions/tiles';
import { tonesOf, trendPlot } from '../../../../webview/panels/versions/trendPlot';
import { versionsEvidence, versionsSentence } from '../../../../webview/panels/versions/verdict';

const COMMIT = 'c'.repeat(40);
const version = (name: string, more: Partial<Version> = {}): Version => ({
  version: name,
  tag: `glyphs@${name}`,
  commit: COMMIT,
  stages: [],
  registeredAt: '2025-05-06T10:00:00.000Z',
  active: true,
  author: 'Ada',
  message: 'wider',
  ...more,
});
const accuracy = (value: number, origin: 'committed' | 'measured' = 'committed') => ({
  name: 'evaluation.accuracy',
  value,
  origin,
  dataset: 'test',
});
const production: StageSpan = { stage: 'production', version: 'v1.2.0', from: '2025-05-12T08:00:00.000Z' };
const result = (more: Partial<VersionsResult> = {}): VersionsResult => ({
  name: 'glyphs',
  deprecated: false,
  stages: { staging: 'v1.3.0', production: 'v1.2.0' },
  versions: [
    version('v1.3.0', { metrics: [accuracy(0.98)] }),
    version('v1.2.0', { bytes: 400_000, metrics: [accuracy(0.975)] }),
    version('v1.1.0', { bytes: 200_000 }),
  ],
  events: [],
  headline: 'evaluation.accuracy',
  spans: [production],
  ...more,
});
const said = (more: Partial<VersionsResult> = {}) =>
  versionsSentence(result(more))
    .map(({ text }) => text)
    .join('');

describe('the sentence', () => {
  it('says what is in production since when, how good it is, and how many versions there are', () => {
    expect(said()).toBe('glyphs: v1.2.0 in production since May 12, 2025, accuracy 97.5 %; v1.3.0 in staging; 3 versions.');
    expect(said({ versions: [version('v1.2.0', { metrics: [accuracy(0.9, 'measured')] })], stages: { production: 'v1.2.0' } })).toBe(
      'glyphs: v1.2.0 in production since May 12, 2025, accuracy 90.0 % (measured here); 1 version.',
    );
    expect(said({ stages: { production: null }, spans: [] })).toBe('glyphs: no version in a stage; 3 versions; accuracy 98.0 % in v1.3.0.');
    expect(said({ versions: [], stages: {} })).toBe('glyphs has no version yet.');
    expect(said({ stages: { dev: COMMIT }, spans: [], versions: [version(COMMIT)], headline: undefined })).toBe(
      'glyphs: ccccccc in dev; 0 versions.',
    );
    expect(versionsSentence(result({ deprecated: true }))[0]).toEqual({ text: 'Deprecated.', tone: 'bad' });
  });

  it('names its evidence', () => {
    const workingCopy = { path: 'glyphs.onnx', state: 'changed', version: 'v1.3.0' } as const;
    expect(versionsEvidence(result({ workingCopy }))).toBe(
      'on data set test · the working copy was changed since v1.3.0 · versions and stages are git tags',
    );
  });
});

describe('tiles', () => {
  it('have stages first, then figures of the version in production', () => {
    expect(versionTiles(result()).map(({ label, value, unit, note }) => [label, value, unit, note])).toEqual([
      ['production', 'v1.2.0', undefined, 'since May 12, 2025'],
      ['staging', 'v1.3.0', undefined, undefined],
      ['Versions', '3', undefined, 'latest v1.3.0, May 6, 2025'],
      ['Accuracy of v1.2.0', '97.5', '%', undefined],
      ['Size of v1.2.0', '400', 'kB', '200 kB in v1.1.0'],
    ]);
  });
});

describe('the trend', () => {
  it('joins neighbours of one key and stops at a gap', () => {
    const points = ['a1', 'a2', 'a3 b9', '', 'a4 b1', 'b5 a2', 'b6', 'b7!', 'b8'].map((text) => ({
      values: text.split(' ').flatMap((one) => (one ? [{ key: one[0]!, value: Number(one[1]), crossed: one.endsWith('!') }] : [])),
    }));
    expect(joined(points).map((run) => run.map(({ place, key }) => `${key}${place}`))).toEqual([
      ['a0', 'a1', 'a2'],
      ['b4', 'b5', 'b6'],
      ['a4', 'a5'],
    ]);
    expect(joined([])).toEqual([]);
    expect(joined([{ values: [{ key: 'a', value: 1 }] }])).toEqual([]);
  });

  it('has a line for each environment, and what is stale in none', () => {
    const p50 = (value: number, environment: string, more: object = {}) => ({
      name: 'benchmark.p50Milliseconds',
      value,
      origin: 'committed' as const,
      environment,
      ...more,
    });
    const versions = [
      version('v3.0.0', { metrics: [p50(3, 'one'), p50(30, 'two', { origin: 'measured' }), p50(9, 'one', { stale: true })] }),
      version('v2.0.0', { metrics: [p50(2, 'one')] }),
      version('v1.0.0', { metrics: [p50(1, 'one', { stale: true })] }),
    ];
    const spec = trendPlot(result({ versions }), 'benchmark.p50Milliseconds');
    expect(spec.title).toBe('P50 latency: 3 ms in v3.0.0, 2 ms in v2.0.0');
    expect(spec.how).toContain('Crossed: stale, since it was measured on another file than the version’s (2).');
    expect(spec.how).toContain('A line joins only figures of one data set and one environment.');
    expect(spec.table.rows.map((row) => [row[0], row[1], row[3], row[5]])).toEqual([
      ['v1.0.0', 1, 'stale: of another file', 'one'],
      ['v2.0.0', 2, 'committed', 'one'],
      ['v3.0.0', 3, 'committed', 'one'],
      ['v3.0.0', 30, 'measured here', 'two'],
      ['v3.0.0', 9, 'stale: of another file', 'one'],
    ]);
    expect([...tonesOf(versions, 'benchmark.p50Milliseconds').values()].map(({ tone, metric }) => [tone, metric.environment])).toEqual([
      [0, 'one'],
      [1, 'two'],
    ]);
  });

  it('writes each metric as people read it', () => {
    const of = (name: string, value: number) => `${metricTitle(name)} ${metricFormat(name)(value)}`;
    expect(of('evaluation.accuracy', 0.975)).toBe('accuracy 97.5 %');
    expect(of('benchmark.p50Milliseconds', 0.341)).toBe('P50 latency 341 µs');
    expect(of('bytes', 417_000)).toBe('size 417 kB');
    expect(of('evaluation.recall.circle', 1)).toBe('recall circle 100.0 %');
    expect(of('loss', 0.12345)).toBe('loss 0.1235');
    expect(metricLimits('evaluation.accuracy', [0.5, 1])).toEqual([0, 1]);
    expect(metricLimits('evaluation.accuracy', [50, 99])).toBeUndefined();
    expect(metricLimits('loss', [0.5])).toBeUndefined();
  });
});

describe('the timeline', () => {
  it('has a lane a stage, production first, and its numbers', () => {
    const spans: StageSpan[] = [
      { stage: 'staging', version: 'v1.1.0', from: '2025-05-01T00:00:00.000Z', to: '2025-05-03T12:00:00.000Z' },
      { stage: 'production', version: 'v1.1.0', from: '2025-05-02T00:00:00.000Z', to: production.from },
      production,
    ];
    const spec = stageTimeline(result({ spans }), '2025-06-01T00:00:00.000Z');
    expect(spec?.title).toBe('production changed once');
    expect(spec?.table.rows.map((row) => [row[0], row[1], row[4]])).toEqual([
      ['staging', 'v1.1.0', 2.5],
      ['production', 'v1.1.0', expect.closeTo(10.33, 2)],
      ['production', 'v1.2.0', expect.closeTo(19.67, 2)],
    ]);
    expect(stageTimeline(result({ spans: [] }), '2025-06-01T00:00:00.000Z')).toBeUndefined();
  });
});

describe('tables', () => {
  it('have a cell for every column, and say where figures come from', () => {
    const versions = [
      version('v2.0.0', {
        stages: ['dev', 'staging'],
        metrics: [accuracy(0.9, 'measured')],
        metricsNote: { code: 'invalid', path: 'm.metrics.json' },
        derivedFrom: { sha256: 'd'.repeat(64) },
      }),
      version('v1.0.0', { active: false, storage: 'lfs', pattern: 'name-v', path: 'm.onnx' }),
    ];
    const events = [
      {
        at: '2025-05-06T10:00:00.000Z',
        event: 'deprecation',
        tag: 'glyphs@deprecated',
        commit: COMMIT,
        author: 'A',
        message: 'm',
      } as const,
    ];
    const specs = [versionTable(result({ versions })), eventTable(result({ events: [...events] })), lineageTable(result({ versions }))];
    for (const { columns, rows } of specs) {
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
    const [first, second] = specs[0]!.rows;
    expect(first).toEqual(
      expect.arrayContaining(['v2.0.0', 'dev, staging', 0.9, 'measured here', 'metrics file cannot be read', 'not found at this commit']),
    );
    expect(second).toEqual(expect.arrayContaining(['deregistered, Git LFS, tagged as name-v', 'm.onnx']));
    expect(specs[2]!.rows).toEqual([['v2.0.0', 'a model that was not found here', '', 'd'.repeat(64)]]);
  });

  it.each([
    [{ version: 'v1.0.0' }, 'v1.0.0'],
    [{ version: 'v1.0.0', model: 'squares', file: 'nets/squares.onnx' }, 'squares@v1.0.0, nets/squares.onnx in the work tree'],
    [{ file: 'nets/squares.onnx' }, 'nets/squares.onnx in the work tree'],
  ])('name where a model comes from: %o', (source, text) => {
    const derivedFrom = { sha256: 'd'.repeat(64), recipe: 'float16', ...source };
    const workingCopy = { path: 'm.onnx', state: 'changed', version: 'v2.0.0', derivedFrom } as const;
    expect(lineageTable(result({ versions: [version('v2.0.0', { derivedFrom })], workingCopy })).rows).toEqual([
      ['working copy', text, 'float16', 'd'.repeat(64)],
      ['v2.0.0', text, 'float16', 'd'.repeat(64)],
    ]);
  });
});
