import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EXTENSION_ID } from '../../src/ui/ids';
import { extension } from './workspace';

suite('Activation', () => {
  test('the extension activates, and says how long it took', async () => {
    const { activationMs } = await extension();
    console.log(`activation took ${activationMs.toFixed(1)} ms`);
    assert.ok(activationMs > 0);
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
