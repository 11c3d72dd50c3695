import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { eventually, extension, GLYPHS, Scratch } from './workspace';

suite('Terminal', () => {
  const scratch = new Scratch('terminal');
  suiteSetup(() => scratch.make());
  suiteTeardown(() => scratch.remove());

  test('the launcher runs the command line with the editor’s own Node', async () => {
    const { terminal } = await extension();
    await terminal.ready;
    const model = await scratch.copy(GLYPHS, 'shapes.onnx');
    const launcher = vscode.Uri.joinPath(terminal.directory, process.platform === 'win32' ? 'modelwright.cmd' : 'modelwright').fsPath;
    const options = { cwd: scratch.uri.fsPath, shell: process.platform === 'win32' };
    const { stdout } = await promisify(execFile)(launcher, ['inspect', model.fsPath, '--json'], options);
    assert.equal(JSON.parse(stdout).kind, 'inspect');
  });

  test('a new terminal has it on its PATH', async () => {
    const { terminal } = await extension();
    await terminal.ready;
    const shown = scratch.file('path.txt');
    const opened = vscode.window.createTerminal({ name: 'path', cwd: scratch.uri });
    const variable = process.platform === 'win32' ? '$env:PATH' : '"$PATH"';
    opened.sendText(`echo ${variable} > path.txt`);
    const path = await eventually('the terminal wrote its PATH', async () => {
      const files = await vscode.workspace.fs.readDirectory(scratch.uri);
      if (!files.some(([name]) => name === 'path.txt')) return undefined;
      return Buffer.from(await vscode.workspace.fs.readFile(shown)).toString() || undefined;
    });
    opened.dispose();
    // A shell's start file may put its own folders first.
    assert.ok(path.includes(terminal.directory.fsPath), path);
  });
});
