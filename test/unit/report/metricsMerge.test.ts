import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { BENCHMARK_KEYS, benchmarkSection } from '../../../src/report/benchmarkMetrics';
import { jsonMembers } from '../../../src/report/jsonMembers';
import { parseMetrics } from '../../../src/report/metricsFile';
import { mergeSection, type Section } from '../../../src/report/metricsMerge';
import { metricsOf } from '../../../src/report/metricsOf';
import type { Report } from '../../../src/report/report';
import type { BenchmarkResult } from '../../../src/report/schemas/benchmark';
import recorded from '../../../webview/gallery/recorded/benchmark.json';

const OWNED = new Set(['sha256', 'p50Milliseconds', 'p50MillisecondsInterval', 'p99Milliseconds', 'threads', 'dims']);
const SECTION: Section = { sha256: 'ab', threads: 1, p50Milliseconds: 0.5, p50MillisecondsInterval: { low: 0.4, high: 0.6 } };
const merge = (text: string, section: Section = SECTION) => mergeSection(text, 'benchmark', section, OWNED);

/** What stands in a text beside the section, piece by piece. */
const others = (text: string) =>
  jsonMembers(text)
    .filter(({ key }) => key !== 'benchmark')
    .map(({ head, value }) => head + value);
const within = (text: string) => jsonMembers(text).find(({ key }) => key === 'benchmark')?.value ?? '{}';
const strangers = (text: string) =>
  jsonMembers(within(text))
    .filter(({ key }) => !OWNED.has(key))
    .map(({ head, value }) => head + value);

describe('a section of a metrics file', () => {
  it('is put in the way the file is written', () => {
    expect(merge('{}\n')).toBe(
      '{\n  "benchmark": {\n    "sha256": "ab",\n    "threads": 1,\n    "p50Milliseconds": 0.5,\n    "p50MillisecondsInterval": { "low": 0.4, "high": 0.6 }\n  }\n}\n',
    );
    expect(merge('{"a":1.00}')).toBe(
      '{"a":1.00,"benchmark":{ "sha256": "ab", "threads": 1, "p50Milliseconds": 0.5, "p50MillisecondsInterval": { "low": 0.4, "high": 0.6 } }}',
    );
    expect(merge('{\r\n\t"a": 1\r\n}\r\n', { sha256: 'ab' })).toBe(
      '{\r\n\t"a": 1,\r\n\t"benchmark": {\r\n\t\t"sha256": "ab"\r\n\t}\r\n}\r\n',
    );
  });

  it('takes the place of what its writer wrote before, and leaves what others did', () => {
    const before =
      '{\n "benchmark" : {\n  "p99Milliseconds": 9,\n  "mine": 1.50e+1,\n  "threads": 4,\n  "dims": {"L": 8}\n },\n "b": [1, 2]}';
    expect(merge(before)).toBe(
      '{\n "benchmark" : {\n  "sha256": "ab",\n  "mine": 1.50e+1,\n  "threads": 1,\n  "p50Milliseconds": 0.5,\n  "p50MillisecondsInterval": { "low": 0.4, "high": 0.6 }\n },\n "b": [1, 2]}',
    );
    // Keys mean what they say, however they are written.
    expect(JSON.parse(merge('{"bench\\u006dark": {"thr\\u0065ads": 4}}', { threads: 2 }))).toEqual({ benchmark: { threads: 2 } });
  });

  it('goes into any document without a change beside it', () => {
    const { next: random } = seededRandom(5);
    const pick = <Value>(...from: readonly Value[]): Value => from[Math.floor(random() * from.length)]!;
    const space = () => pick('', '', '', ' ', '\n', '\t', '\r\n', '  \n ');
    const keys = ['a', 'b "c"', 'ä\\', '{', '],', '', '__proto__', 'constructor', 'sha256', 'evaluation', '\u2028', 'x:y'];
    const scalar = () => pick('1', '-0', '1.50', '1e400', '12345678901234567890', 'true', 'null', '"\\u00e9 {[\\"]},:"', '"\\\\"', '""');
    const value = (depth: number): string => {
      const kind = depth > 3 ? 0 : random();
      if (kind < 0.5) return scalar();
      const parts = Array.from({ length: Math.floor(random() * 4) }, () => space() + value(depth + 1) + space());
      return kind < 0.65 ? `[${parts.join(',') || space()}]` : object(depth + 1, []);
    };
    const object = (depth: number, more: readonly [string, string][]): string => {
      const own = keys.filter(() => random() < 0.25).map((key): [string, string] => [JSON.stringify(key), value(depth)]);
      const all = [...own, ...more].sort(() => random() - 0.5);
      return `{${all.map(([key, text]) => `${space()}${key}${space()}:${space()}${text}${space()}`).join(',') || space()}}`;
    };
    const count = process.env.MODELWRIGHT_LONG ? 30_000 : 1000;
    for (let round = 0; round < count; round++) {
      const held = [...OWNED].filter(() => random() < 0.4).map((key): [string, string] => [JSON.stringify(key), value(2)]);
      const stranger: [string, string][] = random() < 0.5 ? [['"mine"', value(2)]] : [];
      const there = random() < 0.6;
      const text =
        space() +
        object(0, there ? [['"benchmark"', object(1, [...held.filter(([key]) => key !== '"sha256"'), ...stranger])]] : []) +
        space();
      // A key twice is refused before.
      const names = jsonMembers(within(text)).map(({ key }) => key);
      if (new Set(names).size < names.length) continue;
      const section = Object.fromEntries(Object.entries(SECTION).filter(() => random() < 0.8));
      const after = merge(text, section);
      const [old, now] = [JSON.parse(text), JSON.parse(after)];
      const kept = Object.fromEntries(Object.entries(old.benchmark ?? {}).filter(([key]) => !OWNED.has(key)));
      expect(now, text).toEqual({ ...old, benchmark: { ...kept, ...section } });
      expect(others(after), text).toEqual(others(text));
      expect(strangers(after), text).toEqual(strangers(text));
      expect([after.slice(0, after.indexOf('{')), after.slice(after.lastIndexOf('}'))]).toEqual([
        text.slice(0, text.indexOf('{')),
        text.slice(text.lastIndexOf('}')),
      ]);
      expect(merge(after, section), text).toBe(after);
    }
  });

  it('costs no stack where something nests deeply', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(merge(deep, { threads: 1 }) === `${deep.slice(0, -1)},"benchmark":{ "threads": 1 }}`).toBe(true);
  });
});

describe('the section of a benchmark', () => {
  const report = recorded.report as unknown as Report<'benchmark', BenchmarkResult>;
  const { environment, createdAt, result } = report;
  const section = benchmarkSection({ sha256: 'a'.repeat(64), when: createdAt, environment, result });

  it('has no key that is not its own, and for its figures plain numbers', () => {
    expect(Object.keys(section).filter((key) => !BENCHMARK_KEYS.has(key))).toEqual([]);
    expect(section).toMatchObject({ sha256: 'a'.repeat(64), mode: 'quick', threads: 1, batch: 1, stability: result.stability.verdict });
    const wild = {
      ...result,
      metrics: { p50Milliseconds: { value: Number.NaN }, p99Milliseconds: { value: 1, ci95: [1, Number.POSITIVE_INFINITY] } },
    };
    const left = benchmarkSection({ sha256: 'a', when: createdAt, environment, result: wild as unknown as BenchmarkResult });
    expect(left).not.toHaveProperty('p50Milliseconds');
    expect(left).not.toHaveProperty('p99MillisecondsInterval');
  });

  it('is read back as the figures of its report, of the same environment', () => {
    const read = parseMetrics(JSON.stringify({ benchmark: section }), 'a'.repeat(64), 99)!;
    const measured = metricsOf(report, result)!;
    expect(read.metrics.map(({ name, environment }) => [name, environment])).toEqual(
      measured.map(({ name, environment }) => [name, environment]),
    );
    for (const [index, { value, low, high }] of measured.entries()) {
      const other = read.metrics[index]!;
      expect(Math.abs(other.value / value - 1)).toBeLessThan(1e-5);
      expect([other.low === undefined, other.high === undefined]).toEqual([low === undefined, high === undefined]);
    }
    expect(measured.find(({ name }) => name === 'benchmark.p50Milliseconds')?.low).toBeDefined();
  });

  it('tells nobody where another runtime lies', () => {
    const other = benchmarkSection({
      sha256: 'a',
      when: createdAt,
      environment: { ...environment, runtimePath: 'D:\\ada\\cuda' },
      result,
    });
    expect(other.runtime).toBe(`onnxruntime ${environment.runtime} (another build)`);
    expect(JSON.stringify(other)).not.toContain('ada');
  });
});
