import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DiffResult } from '../../src/report/schemas/diff';
import { eventually, extension, GLYPHS, reportTabs, Scratch } from './workspace';

suite('Diff Models', () => {
  const scratch = new Scratch('diff');
  let after: vscode.Uri;

  suiteSetup(async () => {
    await scratch.make();
    await scratch.copy(join('samples', 'models', 'glyphs', 'glyphs-1.1.0.onnx'), 'older.onnx');
    after = await scratch.copy(GLYPHS, 'newer.onnx');
  });
  suiteTeardown(() => scratch.remove());

  async function shown(): Promise<DiffResult> {
    const { panels } = await extension();
    const panel = await eventually('a comparison is in front', () => {
      const report = panels.active?.surface.shown?.report;
      return report?.kind === 'diff' ? panels.active : undefined;
    });
    await eventually('the page says it is ready', () => panel.surface.ready);
    return panel.surface.shown?.report.result as DiffResult;
  }

  test('two references, as another view gives them', async () => {
    await vscode.commands.executeCommand('modelwright.diff', { before: 'diff/older.onnx', after: 'diff/newer.onnx' });
    const result = await shown();
    assert.equal(result.before.name, 'older');
    assert.equal(result.after.name, 'newer');
    assert.equal(result.same, false);
    assert.ok(result.tensors.some((tensor) => tensor.change === 'changed'));
    assert.match(result.summary, /^### older → newer\n/);
    assert.match(reportTabs().at(-1)?.label ?? '', /newer$/);
  });

  test('two files selected in the explorer', async () => {
    await vscode.commands.executeCommand('modelwright.diff', after, [after, after]);
    assert.equal((await shown()).same, true);
  });
});
