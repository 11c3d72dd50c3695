import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunResult } from '../../src/report/schemas/run';
import { exportContent } from '../../src/ui/panels/exportReport';
import { eventually, extension, GLYPHS, reportTabs, repositoryRoot, Scratch, STAR } from './workspace';

suite('Run', () => {
  const scratch = new Scratch('run');
  let model: vscode.Uri;

  suiteSetup(async () => {
    await scratch.make();
    model = await scratch.copy(GLYPHS, 'shapes.onnx');
    await scratch.copy(STAR, 'star.png');
  });
  suiteTeardown(() => scratch.remove());

  async function run(input: string[]) {
    await vscode.commands.executeCommand('modelwright.run', model, { input });
    const { panels } = await extension();
    return eventually('a report is in front', () => panels.active?.surface.shown && panels.active);
  }

  test('a picture gives a report in a panel that draws itself', async () => {
    const panel = await run(['run/star.png']);
    const shown = panel.surface.shown;
    assert.ok(shown);
    assert.equal(shown.report.kind, 'run');
    const result = shown.report.result as RunResult;
    assert.equal(result.inputs[0]?.kind, 'image');
    assert.deepEqual(result.outputs[0]?.shape, [1, 5]);
    assert.match(reportTabs()[0]?.label ?? '', /^Run · shapes$/);
    await eventually('the page says it is ready', () => panel.surface.ready);
    const picture = result.inputs[0]?.picture;
    assert.ok(picture, 'the picture as the model sees it');
    const bytes = await shown.attachment(picture, { offset: 1, length: 3 });
    assert.equal(Buffer.from(bytes).toString('latin1'), 'PNG');
  });

  test('random input runs in the same panel', async () => {
    const before = reportTabs().length;
    const panel = await run(['random']);
    const result = panel.surface.shown?.report.result as RunResult;
    assert.equal(result.inputs[0]?.kind, 'random');
    assert.equal(reportTabs().length, before);
  });

  test('an input that does not fit is an error that says so, with a way to the manifest', async () => {
    const { panels } = await extension();
    await vscode.commands.executeCommand('modelwright.run', model, { input: ['run/no-such-file.png'] });
    const state = await eventually('the error', () => panels.active?.surface.state?.state === 'error' && panels.active.surface.state);
    assert.ok(state.state === 'error');
    assert.match(state.error.message, /no-such-file\.png/);
    assert.ok(state.actions.some((action) => action.id === 'again'));
  });

  test('the report is in the history, opens again, and can be deleted', async () => {
    const { panels, reports } = await extension();
    const panel = await run(['random']);
    const id = panel.reportId;
    const listed = await reports.list();
    assert.equal(listed[0]?.entry.id, id);
    assert.equal(listed[0]?.entry.header?.kind, 'run');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('the panel is closed', () => reportTabs().length === 0);
    await vscode.commands.executeCommand('modelwright.openReport', listed[0]);
    const again = await eventually('the report is open again', () => panels.active?.surface.shown && panels.active);
    assert.equal(again.surface.shown?.report.id, id);
    assert.equal(again.subject.model?.toString(), model.toString());
    await vscode.commands.executeCommand('modelwright.deleteReport', listed[0]);
    assert.ok(!(await reports.list()).some(({ entry }) => entry.id === id));
    await eventually('its panel is closed', () => reportTabs().length === 0);
  });

  test('exports to HTML, JSON and CSV', async () => {
    const panel = await run(['run/star.png']);
    const shown = panel.surface.shown;
    assert.ok(shown);
    const extensionUri = vscode.extensions.getExtension('modelwright.modelwright')?.extensionUri ?? vscode.Uri.file(repositoryRoot());
    const html = await exportContent(extensionUri, shown, 'html');
    assert.match(html, /Content-Security-Policy/);
    assert.ok(!/(src|href)="https?:/.test(html), 'nothing is loaded from elsewhere');
    assert.equal(JSON.parse(await exportContent(extensionUri, shown, 'json')).id, shown.report.id);
    assert.match(await exportContent(extensionUri, shown, 'csv'), /\r\n/);
  });
});
