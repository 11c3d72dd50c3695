import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive } from '../../../src/base/processes';
import { main } from '../../../src/cli/main';
import { decodeReport } from '../../../src/report/codec';
import { type BenchmarkResult, zBenchmarkResult } from '../../../src/report/schemas/benchmark';
import { countingModel } from '../engine/badModels';
import { product } from '../engine/bundle';

const GLYPHS = join(import.meta.dirname, '../../../samples/models/glyphs/glyphs-1.0.0.onnx');

let built: string;
let folder: string;
const start = process.cwd();
beforeAll(async () => {
  built = (await product()).directory;
  folder = mkdtempSync(join(tmpdir(), 'stop-'));
  execFileSync('git', ['init', '-q', folder]);
  copyFileSync(GLYPHS, join(folder, 'glyphs.onnx'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command line on a terminal, and stops it when its progress says so. */
async function stopAt(said: RegExp, line: string) {
  const abort = new AbortController();
  const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()];
  Object.assign(stderr, { isTTY: true, columns: 200 });
  let seen = '';
  stderr.on('data', (chunk: Buffer) => {
    seen += chunk;
    if (said.test(seen)) abort.abort();
  });
  const out = text(stdout);
  const code = await main(line.split(' '), {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    stdin: stdin.end() as unknown as NodeJS.ReadStream,
    environment: { NO_COLOR: '1' },
    workerPath: join(built, 'worker.js'),
    webviewDirectory: join(built, 'webview'),
    signal: abort.signal,
  });
  stdout.end();
  return { code, stdout: await out, stderr: seen };
}

const history = () => {
  const reports = join(folder, '.modelwright/reports');
  return existsSync(reports)
    ? readdirSync(reports, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('report.json'))
    : [];
};

describe('a benchmark that is stopped', () => {
  it('while it measures keeps what it has: printed, as a page, in the history', async () => {
    const { code, stdout, stderr } = await stopAt(
      /Measuring [1-9]/,
      'benchmark glyphs.onnx --seconds 600 --threads 1 --json --html page.html',
    );
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping; Ctrl-C once more ends it at once');
    const decoded = decodeReport(stdout);
    if (decoded.state !== 'report') throw new Error('not a report');
    const result = zBenchmarkResult.parse(decoded.report.result);
    expect(result.cancelled).toBe(true);
    expect(result.stopped!.of).toBe(600);
    expect(result.stopped!.seconds).toBeGreaterThan(0.5);
    expect(result.stopped!.seconds).toBeLessThan(300);
    expect(result.runs).toBeGreaterThan(1);
    expect(result.memory.peakRssBytes).toBeGreaterThan(result.memory.emptyRssBytes);
    expect(result.overheadMs).toBeGreaterThan(0);
    expect(decoded.report.verdict).toMatch(/; stopped by the user after [\d.]+ of 600 s$/);
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('stopped by the user');
    expect(history()).toHaveLength(1);
    const stored = decodeReport(readFileSync(join(folder, '.modelwright/reports', history()[0]!), 'utf8'));
    expect(stored.state === 'report' && (stored.report.result as BenchmarkResult).runs).toBe(result.runs);
  });

  it('writes no metrics of what was stopped', async () => {
    const { code, stdout } = await stopAt(/Measuring [1-9]/, 'benchmark glyphs.onnx --seconds 600 --save');
    expect(code).toBe(130);
    expect(stdout).toContain('stopped by the user');
    expect(existsSync(join(folder, 'glyphs.metrics.json'))).toBe(false);
  });

  it('before it measures has nothing to keep', async () => {
    const before = history().length;
    const { code, stdout, stderr } = await stopAt(/Loading/, 'benchmark glyphs.onnx --seconds 600');
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toContain('Cancelled.');
    expect(history()).toHaveLength(before);
  });

  it.skipIf(process.platform !== 'linux')('twice ends at once, and leaves no process behind', async () => {
    // A run of it does not end, and the runtime hears nothing meanwhile.
    writeFileSync(join(folder, 'counting.onnx'), countingModel());
    const args = 'benchmark counting.onnx --input x=1000000000000000 --threads 1'.split(' ');
    const child = spawn(process.execPath, [join(built, 'cli.js'), ...args], { cwd: folder });
    let processes: number[] = [];
    // The worker, and the process that measures, once it is at it.
    while (!(processes.length >= 2 && processes.some((pid) => secondsOf(pid) > 2))) {
      await sleep(50);
      processes = descendants(child.pid!);
    }
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(130);
    const until = Date.now() + 10_000;
    while (processes.some(isAlive) && Date.now() < until) await sleep(20);
    expect(processes.filter(isAlive)).toEqual([]);
  });
});

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Of the processor's time. */
function secondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
