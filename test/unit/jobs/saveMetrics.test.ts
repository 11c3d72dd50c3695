import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/errors';
import { metricsTarget, saveMetrics } from '../../../src/jobs/measuring/saveMetrics';
import { saveReport } from '../../../src/jobs/measuring/saveReport';
import type { Section } from '../../../src/report/metricsMerge';
import type { Report } from '../../../src/report/report';
import recorded from '../../../webview/gallery/recorded/benchmark.json';
import { bundle } from '../engine/bundle';

const BYTES = 'a model';
const SHA = createHash('sha256').update(BYTES).digest('hex');

let folder: string;
let file: string;
const model = (name = 'm.onnx') => ({ name: 'm', path: join(folder, name) });
const section = (more: Section = {}, name = 'benchmark') => ({
  name,
  values: { sha256: SHA, ...more },
  keys: new Set(['sha256', 'p50Milliseconds', 'value']),
});
const code = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof UserError ? error.code : error;
};

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'save-')));
  file = join(folder, 'm.metrics.json');
  writeFileSync(join(folder, 'm.onnx'), BYTES);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('saving figures beside a model', () => {
  it('makes the file where there is none, and puts sections of other jobs beside it', async () => {
    expect(await saveMetrics(model(), section({ p50Milliseconds: 1 }))).toBe(file);
    await saveMetrics(model(), section({ value: 2 }, 'evaluation'));
    await saveMetrics(model(), section({}));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ benchmark: { sha256: SHA }, evaluation: { sha256: SHA, value: 2 } });
    expect(readdirSync(folder).sort()).toEqual(['m.metrics.json', 'm.onnx']);
  });

  it('writes what a report found, without measuring again, and refuses where the model has changed since', async () => {
    const made = recorded.report as unknown as Report;
    const report = { ...made, model: { ...made.model!, sha256: SHA } };
    expect(await saveReport(report, join(folder, 'm.onnx'))).toBe(file);
    const { benchmark } = JSON.parse(readFileSync(file, 'utf8'));
    expect(benchmark).toMatchObject({ sha256: SHA, when: made.createdAt, device: made.environment.cpu });
    expect(await code(saveReport({ ...report, model: { ...report.model, ref: 'v1' } }, join(folder, 'm.onnx')))).toBe('metrics.ref');
    writeFileSync(join(folder, 'm.onnx'), 'another');
    const before = readFileSync(file, 'utf8');
    expect(await code(saveReport(report, join(folder, 'm.onnx')))).toBe('metrics.changed');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('writes through the names that a job announces', async () => {
    const said: string[] = [];
    const output = {
      outputFile: async (path: string) => `${path}.part`,
      commitOutput: async (path: string) => void said.push(readFileSync(`${path}.part`, 'utf8'), path),
    };
    await saveMetrics(model(), section(), output);
    expect(said).toEqual([`{\n  "benchmark": {\n    "sha256": "${SHA}"\n  }\n}\n`, file]);
  });

  it.each([
    ['{\n  "a": 1,\n  "b": }\n', 'metrics.syntax', 'line 3, column 8'],
    ['', 'metrics.syntax', 'line 1, column 1'],
    ['\uFEFF{}', 'metrics.syntax', 'line 1, column 1'],
    ['[1]', 'metrics.kind', 'something else than an object'],
    ['{"benchmark": 12.5}', 'metrics.kind', '"benchmark"'],
    ['{"benchmark": {}, "bench\\u006dark": {}}', 'metrics.twice', '"benchmark"'],
    ['{"benchmark": {"a": 1, "a": 2}}', 'metrics.twice', '"benchmark.a"'],
    [`{"a": "${'x'.repeat(1 << 20)}"}`, 'metrics.large', '1 MiB'],
    [Buffer.from('{"a": "\xe9"}', 'latin1'), 'metrics.encoding', 'UTF-8'],
    [Buffer.from('{}', 'utf16le'), 'metrics.syntax', 'line 1, column 2'],
  ])('refuses what it cannot keep: %#', async (text, wanted, words) => {
    writeFileSync(file, text);
    for (const work of [() => metricsTarget(model(), 'benchmark'), () => saveMetrics(model(), section())]) {
      await expect(work()).rejects.toMatchObject({
        code: wanted,
        message: expect.stringContaining(words),
        where: expect.stringContaining(file),
      });
    }
    expect(readFileSync(file).equals(Buffer.from(text as string))).toBe(true);
  });

  it('refuses a model at a ref, one that has changed, and a place that takes no file', async () => {
    expect(await code(metricsTarget({ ...model(), ref: 'v1.0.0' }, 'benchmark'))).toBe('metrics.ref');
    expect(await code(saveMetrics(model(), { ...section(), values: { sha256: 'b'.repeat(64) } }))).toBe('metrics.changed');
    mkdirSync(file);
    expect(await code(metricsTarget(model(), 'benchmark'))).toBe('file.isFolder');
    expect(readdirSync(folder).sort()).toEqual(['m.metrics.json', 'm.onnx']);
  });

  it('follows a link within the folder, and none out of it', async () => {
    writeFileSync(join(folder, 'real.json'), '{"a": 1}');
    symlinkSync('real.json', file);
    expect(await saveMetrics(model(), section())).toBe(join(folder, 'real.json'));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ a: 1, benchmark: { sha256: SHA } });
    rmSync(file);
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'x.json'), '{}');
    symlinkSync(join(outside, 'x.json'), file);
    expect(await code(metricsTarget(model(), 'benchmark'))).toBe('file.outside');
    expect(readFileSync(join(outside, 'x.json'), 'utf8')).toBe('{}');
    rmSync(outside, { recursive: true });
    // What it leads to is gone: where it would be is not known.
    expect(await code(metricsTarget(model(), 'benchmark'))).toBe('file.missing');
  });

  it('parts a file from another name of it, as a cache has, instead of writing there', async () => {
    const kept = join(folder, 'cached');
    writeFileSync(kept, '{"a": 1}', { mode: 0o444 });
    linkSync(kept, file);
    await saveMetrics(model(), section());
    expect(readFileSync(kept, 'utf8')).toBe('{"a": 1}');
    chmodSync(file, 0o644);
  });

  it('leaves the file as it was where there is no room', async () => {
    writeFileSync(file, '{"a": 1}');
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const output = { outputFile: async (path: string) => `${path}.part`, commitOutput: async () => Promise.reject(full) };
    await expect(saveMetrics(model(), section(), output)).rejects.toBe(full);
    expect(readFileSync(file, 'utf8')).toBe('{"a": 1}');
  });

  it('loses nothing where several processes save at once', async () => {
    const { directory } = await bundle({ saver: 'test/unit/jobs/saver.ts' });
    const names = Array.from({ length: 8 }, (_, i) => `part${i}`);
    const ended = names.map(
      (name) =>
        new Promise<number | null>((resolve, reject) => {
          const child = fork(join(directory, 'saver.js'), [join(folder, 'm.onnx'), SHA, name], { execArgv: [] });
          child.on('exit', resolve).on('error', reject);
        }),
    );
    expect(await Promise.all(ended)).toEqual(names.map(() => 0));
    const found = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(found).sort()).toEqual(names);
    // Each has saved its own three times over.
    for (const name of names) expect(found[name]).toEqual({ sha256: SHA, value: 2 });
    expect(readdirSync(folder).sort()).toEqual(['m.metrics.json', 'm.onnx']);
  });
});
