import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { InspectResult } from '../../src/report/schemas/inspect';
import { editorTab, eventually, extension, GLYPHS, Scratch } from './workspace';

suite('The .onnx editor', () => {
  const scratch = new Scratch('editor');
  suiteSetup(() => scratch.make());
  suiteTeardown(() => scratch.remove());

  /** Opens as a click in VS Code's own explorer does, and waits for `state`. */
  async function opened(uri: vscode.Uri, state: 'report' | 'error') {
    await vscode.commands.executeCommand('vscode.open', uri);
    const { editors } = await extension();
    await eventually('the custom editor has a tab', () => editorTab(uri));
    return eventually(`it shows ${state}`, () => {
      const surface = editors.surfaceOf(uri);
      return surface?.state?.state === state && surface;
    });
  }

  test('draws the Inspect report', async () => {
    const surface = await opened(await scratch.copy(GLYPHS, 'shapes.onnx'), 'report');
    const report = surface.shown?.report;
    assert.ok(report);
    assert.equal(report.kind, 'inspect');
    assert.ok((report.result as InspectResult).nodeCount > 5);
    await eventually('the page says it is ready', () => surface.ready);
  });

  test('says what is wrong with a file that is no model', async () => {
    const whole = await vscode.workspace.fs.readFile(await scratch.copy(GLYPHS, 'whole.onnx'));
    const uri = await scratch.write('cut.onnx', whole.subarray(0, 1000));
    const { state } = await opened(uri, 'report');
    assert.ok(state?.state === 'report');
    const result = state.report.result as InspectResult;
    assert.equal(result.readable, false);
    assert.deepEqual(
      result.findings.map((finding) => finding.code),
      ['onnx.truncated'],
    );
    assert.deepEqual(
      state.actions.map((action) => action.id),
      ['reload'],
    );
  });

  test('names a pointer, with the command that fetches it as a button', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'cd'.repeat(32)}\nsize 1234567\n`;
    const { state } = await opened(await scratch.write('away.onnx', pointer), 'error');
    assert.ok(state?.state === 'error');
    assert.equal(state.error.code, 'model.pointer');
    assert.match(state.actions[0]?.label ?? '', /git lfs pull --include \/editor\/away\.onnx/);
    assert.equal(state.actions.at(-1)?.label, 'Show Log');
  });

  test('reads again when the file changes on disk', async () => {
    const uri = await scratch.write('turns.onnx', 'not a model');
    await opened(uri, 'report');
    const { editors } = await extension();
    const readable = () => (editors.surfaceOf(uri)?.shown?.report.result as InspectResult | undefined)?.readable;
    assert.equal(readable(), false);
    await scratch.copy(GLYPHS, 'turns.onnx');
    await eventually('the model is shown', () => readable() === true);
    const handle = await open(uri.fsPath, 'r+');
    await handle.truncate(500);
    await handle.close();
    await eventually('the damage is shown', () => readable() === false);
  });
});
