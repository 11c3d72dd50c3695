import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { VersionsResult } from '../../src/report/schemas/versions';
import { eventually, extension, GLYPHS, Scratch } from './workspace';

suite('Model Details', () => {
  const scratch = new Scratch('details');
  let model: vscode.Uri;

  suiteSetup(async () => {
    await scratch.make();
    model = await scratch.copy(GLYPHS, 'glyphs.onnx');
    await scratch.write('glyphs.metrics.json', '{"evaluation": {"accuracy": 0.975}}');
    git('init', '-q', '--template=');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    git('tag', '-a', 'glyphs@v1.0.0', '-m', 'first');
    git('tag', '-a', 'glyphs#production#1', '-m', 'out');
  });
  suiteTeardown(() => scratch.remove());

  function git(...args: string[]): void {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgSign=false', '-c', 'tag.gpgSign=false'];
    execFileSync('git', [...identity, ...args], { cwd: scratch.uri.fsPath });
  }

  test('of a model opens with its versions, stages and metrics', async () => {
    await vscode.commands.executeCommand('modelwright.versions', model);
    const { panels } = await extension();
    const panel = await eventually('the details are in front', () =>
      panels.active?.surface.shown?.report.kind === 'versions' ? panels.active : undefined,
    );
    await eventually('the page says it is ready', () => panel.surface.ready);
    const result = panel.surface.shown?.report.result as VersionsResult;
    assert.equal(result.name, 'glyphs');
    assert.deepEqual(result.stages, { production: 'v1.0.0' });
    assert.equal(result.versions[0]?.metrics?.[0]?.value, 0.975);
    assert.deepEqual(result.workingCopy?.state, 'clean');
  });
});
