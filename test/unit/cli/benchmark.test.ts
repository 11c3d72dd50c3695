import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeReport } from '../../../src/report/codec';
import type { BenchmarkResult } from '../../../src/report/schemas/benchmark';
import { product } from '../engine/bundle';
import { inProcess } from './inProcess';

const MODELS = join(import.meta.dirname, '../../../samples/models');

let built: string;
let folder: string;
beforeAll(async () => {
  built = (await product()).directory;
  folder = mkdtempSync(join(tmpdir(), 'benchmark-'));
  copyFileSync(join(MODELS, 'glyphs/glyphs-1.0.0.onnx'), join(folder, 'glyphs.onnx'));
  copyFileSync(join(MODELS, 'phrases/phrases-0.1.0.onnx'), join(folder, 'phrases.onnx'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { call } = inProcess(() => built);
const modelwright = (line: string) => call(line.split(' '), folder);

describe('modelwright benchmark', () => {
  it('measures a batch in a process of its own, and says all that it rests on', async () => {
    const { code, stdout, stderr } = await modelwright('benchmark glyphs.onnx --threads 1 --batch 4 --seconds 0.6 --json');
    expect([code, stderr]).toEqual([0, '']);
    const decoded = decodeReport(stdout);
    if (decoded.state !== 'report') throw new Error('not a report');
    const { report } = decoded;
    const result = report.result as BenchmarkResult;
    expect(result).toMatchObject({
      scenario: 'single',
      mode: 'quick',
      settings: { provider: 'cpu', threads: 1, batch: 4, optimization: 'all', spinning: true },
      inputs: [{ name: 'image', type: 'float32', shape: [4, 3, 48, 48], source: 'random' }],
    });
    expect(report.environment.runtime).toMatch(/^\d+\.\d+/);
    const { p50, p90, p95, p99, p999, min, max, mean, ci95 } = result.latencyMs;
    expect([min, p50, p90, p95, p99, p999, max]).toEqual([min, p50, p90, p95, p99, p999, max].sort((a, b) => a - b));
    expect(ci95.p50[0]).toBeLessThanOrEqual(p50);
    expect(ci95.p50[1]).toBeGreaterThanOrEqual(p50);
    // Rows over the time in runs.
    expect(result.throughput).toBeCloseTo(4000 / mean, 6);
    expect(result.memory.peakRssBytes).toBeGreaterThan(result.memory.emptyRssBytes);
    // Every run is in the attachment: starts and durations, the warm-up's without the first run.
    expect(report.attachments).toEqual([
      { file: 'samples.bin', mime: 'application/octet-stream', bytes: 16 * (result.warmup.runs - 1 + result.runs) },
    ]);
    expect(result.metrics.p50Milliseconds?.value).toBe(p50);
    expect(report.verdict).toContain('batch 4');
  });

  it('prints the figures with their intervals', async () => {
    const { code, stdout } = await modelwright('benchmark glyphs.onnx --seconds 0.2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^glyphs: P50 [\d.,]+ ms \[/);
    expect(stdout).toMatch(/^ {2}P50 +[\d.]+ {2}\[[\d.]+, [\d.]+\]$/m);
  });

  it('saves the figures beside the model, and leaves what else is in that file', async () => {
    const path = join(folder, 'glyphs.metrics.json');
    writeFileSync(
      path,
      '{\r\n\t"evaluation": {"accuracy": 0.90},\r\n\t"benchmark": {\r\n\t\t"note": 1.0,\r\n\t\t"p50Milliseconds": 7\r\n\t}\r\n}',
    );
    const { code, stdout, stderr } = await modelwright('benchmark glyphs.onnx --threads 1 --batch 2 --seconds 0.2 --save --json');
    expect([code, stderr]).toEqual([0, '']);
    const { result, model } = JSON.parse(stdout);
    expect(result.saved.path).toMatch(/glyphs\.metrics\.json$/);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(
      /^\{\r\n\t"evaluation": \{"accuracy": 0\.90\},\r\n\t"benchmark": \{\r\n[\s\S]*\r\n\t\t"note": 1\.0,\r\n[\s\S]*\r\n\t\}\r\n\}$/,
    );
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    const { benchmark } = JSON.parse(text);
    expect(benchmark).toMatchObject({
      sha256: model.sha256,
      scenario: 'single',
      mode: 'quick',
      provider: 'cpu',
      threads: 1,
      batch: 2,
      note: 1,
    });
    expect(benchmark.p50Milliseconds).toBe(Number(result.latencyMs.p50.toPrecision(6)));
    expect(benchmark.p50MillisecondsInterval.low).toBeLessThanOrEqual(benchmark.p50Milliseconds);
  });

  it('refuses to save before it measures where the file is no JSON', async () => {
    const path = join(folder, 'phrases.metrics.json');
    writeFileSync(path, '{\n  "a": 1,\n}\n');
    const refused = await modelwright('benchmark phrases.onnx --dims L=8 --seconds 60 --save');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('phrases.metrics.json is not JSON: line 3, column 1') });
    expect(readFileSync(path, 'utf8')).toBe('{\n  "a": 1,\n}\n');
    rmSync(path);
  });

  it('refuses a size that nobody gave, a batch that the model does not take, and waits no longer than told', async () => {
    expect(await modelwright('benchmark phrases.onnx')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/The dimension "L" of the input input_ids has no size[\s\S]*--dims L=SIZE/),
    });
    expect((await modelwright('benchmark phrases.onnx --dims L=8 --batch 2 --seconds 0.1')).code).toBe(0);
    expect(await modelwright('benchmark glyphs.onnx --timeout 0.001')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('took longer than 0.001 s, and was stopped'),
    });
    expect((await modelwright('benchmark glyphs.onnx --batch 0')).code).toBe(2);
  });
});
