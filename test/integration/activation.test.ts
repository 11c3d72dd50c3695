import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EXTENSION_ID } from '../../src/ui/ids';
import { extension } from './workspace';

suite('Activation', () => {
  test('the extension activates', async function () {
    const { activationMs } = await extension();
    assert.ok(activationMs > 0);
    // A time is no condition: it is shown, in the test's title.
    if (this.test) this.test.title += `, in ${activationMs.toFixed(1)} ms`;
  });

  test('every contributed command is registered', async () => {
    await extension();
    const contributed: { command: string }[] = vscode.extensions.getExtension(EXTENSION_ID)?.packageJSON.contributes.commands;
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(contributed.length > 10);
    assert.deepEqual(
      contributed.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });

  test('the manifest reaches VS Code in words, not in keys', async () => {
    const { contributes, description } = vscode.extensions.getExtension(EXTENSION_ID)?.packageJSON ?? {};
    assert.match(description, /ONNX/);
    const run = contributes.commands.find(({ command }: { command: string }) => command === 'modelwright.run');
    assert.equal(run.title, 'Run');
  });
});
