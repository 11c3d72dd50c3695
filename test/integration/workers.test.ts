import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { editorTab, eventually, extension, GLYPHS, Scratch } from './workspace';

suite('Workers', () => {
  const scratch = new Scratch('workers');
  suiteSetup(() => scratch.make());
  suiteTeardown(() => scratch.remove());

  test('one that is killed leaves the extension at work', async () => {
    const { engine, editors } = await extension();
    const first = await scratch.copy(GLYPHS, 'first.onnx');
    await vscode.commands.executeCommand('modelwright.open', first);
    await eventually('the first model is shown', () => editors.surfaceOf(first)?.state?.state === 'report');
    const [worker] = await engine.memory();
    assert.ok(worker && worker.rssBytes > 1e6, 'the worker reports its memory');
    process.kill(worker.pid, 'SIGKILL');
    const second = await scratch.copy(GLYPHS, 'second.onnx');
    await vscode.commands.executeCommand('modelwright.open', second);
    await eventually('the second tab', () => editorTab(second));
    const surface = await eventually('an answer', () => {
      const found = editors.surfaceOf(second);
      return (found?.state?.state === 'report' || found?.state?.state === 'error') && found;
    });
    if (surface.state?.state === 'error') assert.equal(surface.state.error.code, 'worker.crashed');
    const third = await scratch.copy(GLYPHS, 'third.onnx');
    await vscode.commands.executeCommand('modelwright.open', third);
    await eventually('the third model is shown', () => editors.surfaceOf(third)?.state?.state === 'report');
    assert.notEqual((await engine.memory())[0]?.pid, worker.pid);
  });
});
