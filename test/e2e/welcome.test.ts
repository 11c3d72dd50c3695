import { execFileSync } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

/** What a person sees who has not got so far yet: each time the one next step. */
describe('the Models view before there is anything in it', () => {
  let workbench: Workbench;
  let empty: string;
  const models = () => workbench.page.locator('.pane:has(> .pane-header[aria-label*="Models Section"])');
  const welcome = () => models().locator('.welcome-view-content');
  const row = (text: string | RegExp) => workbench.row('Models', text);

  beforeAll(async () => {
    workbench = await Workbench.open({ name: 'welcome', trust: true });
    empty = join(workbench.folder, '..', 'empty');
    await mkdir(empty);
  });
  afterAll(() => workbench?.close());

  async function buttons(): Promise<string[]> {
    return (await welcome().locator('.monaco-button').allTextContents()).map((text) => text.trim());
  }

  it('without a folder: open one', async () => {
    await workbench.visit(undefined);
    await workbench.openContainer('Modelwright');
    await welcome().getByText('works on models in a folder').waitFor({ timeout: 30_000 });
    expect(await buttons()).toEqual(['Open Folder']);
    await workbench.screenshot('no-folder');
  });

  it('in a folder without a repository: make one', async () => {
    await workbench.visit(empty);
    await workbench.openContainer('Modelwright');
    await welcome().getByText('this folder is in no repository').waitFor({ timeout: 30_000 });
    expect(await buttons()).toEqual(['Initialize Repository']);
    await workbench.screenshot('no-repository');
  });

  it('in a repository without a model: how models are found', async () => {
    execFileSync('git', ['init', '-q'], { cwd: empty });
    await welcome().getByText('No .onnx file was found').waitFor({ timeout: 30_000 });
    await welcome().getByText('this folder is in no repository').waitFor({ state: 'detached', timeout: 30_000 });
    expect(await buttons()).toEqual(['How Models Are Found']);
    await workbench.screenshot('no-model');
  });

  it('with a model without a version: register the first', async () => {
    await copyFile(join(workbench.folder, 'models', 'loans.onnx'), join(empty, 'loans.onnx'));
    await row('loans').filter({ hasText: 'not registered' }).waitFor({ timeout: 30_000 });
    await workbench.expand(row('loans'));
    await row(/^No version yet/).waitFor({ timeout: 30_000 });
    expect(await row('Working copy').textContent()).toContain('no version yet');
    await workbench.screenshot('no-version');
    await row(/^No version yet/).click();
    await workbench.choices('v0.0.1').waitFor({ timeout: 30_000 });
    await workbench.screenshot('register-the-first');
    await workbench.page.keyboard.press('Escape');
  });
});
