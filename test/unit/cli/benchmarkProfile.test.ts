import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeReport } from '../../../src/report/codec';
import { zBenchmarkResult } from '../../../src/report/schemas/benchmark';
import { product } from '../engine/bundle';
import { inProcess } from './inProcess';

const SAMPLES = join(import.meta.dirname, '../../../samples/models');
const SHARED = join(import.meta.dirname, '../../../../shared/models');

let built: string;
let folder: string;
beforeAll(async () => {
  built = (await product()).directory;
  folder = mkdtempSync(join(tmpdir(), 'benchmark-profile-'));
  copyFileSync(join(SAMPLES, 'glyphs/glyphs-1.0.0.onnx'), join(folder, 'glyphs.onnx'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { call } = inProcess(() => built);

/** A profiled model's result, read by its schema. */
async function profiled(args: readonly string[]) {
  const { code, stdout, stderr } = await call(['benchmark', ...args, '--profile', '--threads', '1', '--seconds', '0.3', '--json'], folder);
  expect([code, stderr]).toEqual([0, '']);
  const decoded = decodeReport(stdout);
  if (decoded.state !== 'report') throw new Error('not a report');
  const { operators = [], nodes = [], profile, roof } = zBenchmarkResult.parse(decoded.report.result);
  if (!profile || !roof) throw new Error('no profile');
  return { report: decoded.report, operators, nodes, profile, roof };
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

describe('modelwright benchmark --profile', () => {
  it('says where the time goes, node by node, and it adds up', async () => {
    const { report, operators, nodes, profile, roof } = await profiled(['glyphs.onnx']);
    expect(profile.nodesMs + profile.gapMs).toBeCloseTo(profile.modelRunMs, 9);
    expect(sum(nodes.map(({ ms }) => ms))).toBeCloseTo(profile.nodesMs, 9);
    expect(sum(nodes.map(({ share }) => share))).toBeCloseTo(1, 9);
    expect(sum(operators.map(({ ms }) => ms))).toBeCloseTo(profile.nodesMs, 9);
    expect(operators.map(({ ms }) => ms)).toEqual(operators.map(({ ms }) => ms).sort((a, b) => b - a));
    expect(profile.executedGraph).toBe(true);
    // Every node is one of the model's or the runtime's own.
    expect(profile.matched.map(({ kind }) => kind)).not.toContain('unmatched');
    expect([profile.damaged, profile.dropped, profile.full]).toEqual([0, 0, false]);
    expect(roof.ridge).toBeCloseTo(roof.gflops / roof.gbytesPerSecond, 9);
    expect(roof.threads).toBe(1);
    const conv = nodes.find(({ op }) => op === 'Conv');
    expect(conv?.flop).toBeGreaterThan(0);
    expect(conv?.gflops).toBeCloseTo(conv!.flop! / conv!.ms / 1e6, 6);
    const { timeline } = profile;
    expect(timeline.start).toEqual([...timeline.start].sort((a, b) => a - b));
    expect(Math.max(...timeline.start.map((start, at) => start + timeline.duration[at]!))).toBeLessThanOrEqual(timeline.ms + 1e-6);
    expect(report.verdict).toMatch(/takes \d+ %/);
    expect(report.attachments.map(({ file }) => file).sort()).toEqual(['profile.json', 'samples.bin']);
  });

  it('prints both tables, and keeps a trace that other programs read', async () => {
    const page = join(folder, 'profile.html');
    const { code, stdout } = await call(['benchmark', 'glyphs.onnx', '--profile', '--seconds', '0.2', '--html', page], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Operators, of a run$[\s\S]*^Nodes, of a run$[\s\S]*^Roof +[\d.]+ GFLOP\/s/m);
    const [, json = ''] =
      /<script type="application\/json" id="modelwright-data">([\s\S]*?)<\/script>/.exec(readFileSync(page, 'utf8')) ?? [];
    const { attachments } = JSON.parse(json) as { attachments: Record<string, { base64: string }> };
    const trace = JSON.parse(Buffer.from(attachments['profile.json']!.base64, 'base64').toString()) as { ph: string; name: string }[];
    expect(new Set(trace.map(({ ph }) => ph))).toEqual(new Set(['X']));
    expect(trace.filter(({ name }) => name === 'model_run').length).toBeGreaterThan(1);
  });

  const silero = join(SHARED, 'silero_vad');
  it.skipIf(!existsSync(silero))('nests the bodies of If in it', async () => {
    copyFileSync(join(silero, 'silero_vad.onnx'), join(folder, 'silero.onnx'));
    const data = join(silero, 'silero_vad_frame40/test_data_set_0');
    const inputs = ['input', 'state', 'sr'].flatMap((name, at) => ['--input', `${name}=${join(data, `input_${at}.pb`)}`]);
    const { nodes, profile } = await profiled(['silero.onnx', ...inputs]);
    const outer = nodes.findIndex(({ name }) => name === 'If_0');
    expect(nodes[outer]).toMatchObject({ ms: 0, totalMs: expect.any(Number) });
    expect(nodes.filter(({ parent }) => parent === outer).length).toBeGreaterThan(20);
    expect(Math.max(...profile.timeline.depth)).toBe(3);
    expect(profile.nodesMs + profile.gapMs).toBeCloseTo(profile.modelRunMs, 9);
    expect(profile.matched.map(({ kind }) => kind)).not.toContain('unmatched');
  });

  it.skipIf(!existsSync(SHARED))('finds the nodes of models that the runtime rewrites most', async () => {
    const models = [
      ['quantized', 'edge/already_quantized_qdq.onnx'],
      ['half', 'squeezenet/SqueezeNet_fp16.onnx'],
      ['function', 'edge/local_function.onnx'],
      ['markup', 'edge/html_names.onnx'],
    ] as const;
    for (const [name, file] of process.env.MODELWRIGHT_LONG === '1' ? models : models.slice(0, 1)) {
      copyFileSync(join(SHARED, file), join(folder, `${name}.onnx`));
      const { profile, nodes } = await profiled([`${name}.onnx`]);
      const known = sum(nodes.filter(({ matched }) => matched !== 'unmatched').map(({ share }) => share));
      expect(known, name).toBeCloseTo(1, 6);
      expect(profile.nodesMs + profile.gapMs, name).toBeCloseTo(profile.modelRunMs, 9);
    }
  });
});
