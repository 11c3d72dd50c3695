import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { BenchmarkResult } from '../../src/report/schemas/benchmark';
import { eventually, extension, GLYPHS, reportTabs, Scratch } from './workspace';

suite('Benchmark', () => {
  const scratch = new Scratch('benchmark');
  let model: vscode.Uri;

  suiteSetup(async () => {
    await scratch.make();
    model = await scratch.copy(GLYPHS, 'measured.onnx');
  });
  suiteTeardown(() => scratch.remove());

  test('a model is measured from its command, and the panel draws itself', async () => {
    await vscode.commands.executeCommand('modelwright.benchmark', model, { input: [], seconds: 0.3, threads: 1, batch: 2 });
    const { panels } = await extension();
    const panel = await eventually(
      'a benchmark is in front',
      () => panels.active?.surface.shown?.report.kind === 'benchmark' && panels.active,
    );
    const result = panel.surface.shown?.report.result as BenchmarkResult;
    assert.deepEqual(result.inputs[0]?.shape, [2, 3, 48, 48]);
    assert.ok(result.runs > 0);
    assert.match(reportTabs()[0]?.label ?? '', /^Benchmark · measured$/);
    await eventually('the page says it is ready', () => panel.surface.ready);
  });
});
