import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saveMetrics } from '../../src/jobs/measuring/saveMetrics';
import { BENCHMARK_KEYS, benchmarkSection } from '../../src/report/benchmarkMetrics';
import type { Report } from '../../src/report/report';
import type { BenchmarkResult } from '../../src/report/schemas/benchmark';
import recorded from '../../webview/gallery/recorded/benchmark.json';
import { CLEAN_ENVIRONMENT, git, scratchFolder } from '../unit/git/scratch';

// MODELWRIGHT_DVC names DVC's program.
const dvc = process.env.MODELWRIGHT_DVC;
let scratch: ReturnType<typeof scratchFolder>;
let folder: string;

beforeEach(() => {
  scratch = scratchFolder('metrics');
  folder = realpathSync(scratch.folder);
});
afterEach(() => scratch.remove());

describe.skipIf(!dvc)('DVC', () => {
  const run = (...args: string[]) =>
    execFileSync(dvc ?? '', args, { cwd: folder, env: { ...CLEAN_ENVIRONMENT, DVC_NO_ANALYTICS: '1', HOME: folder }, encoding: 'utf8' });

  it('reads the figures that were saved, and what has become of them', async () => {
    const { environment, createdAt, result } = recorded.report as unknown as Report<'benchmark', BenchmarkResult>;
    const bytes = 'a model';
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(folder, 'm.onnx'), bytes);
    writeFileSync(join(folder, 'dvc.yaml'), 'metrics:\n  - m.metrics.json\n');
    writeFileSync(join(folder, 'm.metrics.json'), '{"evaluation": {"accuracy": 0.9}}');
    const save = (p50: number) => {
      const values = benchmarkSection({
        sha256,
        when: createdAt,
        environment,
        result: { ...result, metrics: { ...result.metrics, p50Milliseconds: { value: p50, ci95: [p50 - 0.1, p50 + 0.1] } } },
      });
      return saveMetrics({ name: 'm', path: join(folder, 'm.onnx') }, { name: 'benchmark', values, keys: BENCHMARK_KEYS });
    };
    git(folder, ['init', '-q']);
    run('init', '-q');
    await save(1.5);
    git(folder, ['add', '-A']);
    git(folder, ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '-q', '-m', 'one']);
    await save(1.25);
    const shown = JSON.parse(run('metrics', 'show', '--json'))[''].data['m.metrics.json'].data;
    expect(shown.evaluation).toEqual({ accuracy: 0.9 });
    expect(shown.benchmark).toMatchObject({ sha256, p50Milliseconds: 1.25, p50MillisecondsInterval: { low: 1.15, high: 1.35 } });
    const changed = JSON.parse(run('metrics', 'diff', '--json'))['m.metrics.json'];
    expect(changed['benchmark.p50Milliseconds']).toEqual({ old: 1.5, new: 1.25, diff: -0.25 });
    expect(changed).not.toHaveProperty('evaluation.accuracy');
  });
});
