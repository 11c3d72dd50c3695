import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

/** The ways to a job besides the row's icon and the palette, a run that fails, and a window that comes back. */
describe('the other doors', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({
      name: 'doors',
      trust: true,
      prepare: (folder) => writeFile(join(folder, 'data', 'broken.png'), 'this is no picture'),
    });
    await workbench.openContainer('Modelwright');
    await workbench.row('Models', 'glyphs').waitFor({ timeout: 30_000 });
  });
  afterAll(() => workbench?.close());

  it('says in the panel why a run from the context menu failed', async () => {
    await workbench.contextAction(workbench.row('Models', 'glyphs'), 'Run');
    await workbench.pick('data/broken.png');
    const alert = workbench.panel.getByRole('alert');
    await alert.waitFor({ timeout: 60_000 });
    await workbench.screenshot('failed-run');
    expect(await alert.textContent()).toContain('broken.png');
  });

  it('inspects from the context menu', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.contextAction(workbench.row('Models', 'loans'), 'Inspect');
    await workbench.panel.getByText('nodes', { exact: false }).first().waitFor({ timeout: 30_000 });
  });

  it('runs from the toolbar of the editor', async () => {
    await workbench.page.locator('.editor-actions .action-label[aria-label^="Run"]').first().click();
    await workbench.pick('data/applicant.csv');
    await workbench.panel.getByText('applicant.csv', { exact: false }).first().waitFor({ timeout: 60_000 });
  });

  it('brings an open report back after the window was reloaded', async () => {
    await workbench.reload();
    await workbench.panel.getByText('applicant.csv', { exact: false }).first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('reloaded');
  });

  it('inspects from the lens of a manifest', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.page.keyboard.press('Control+P');
    await workbench.page.locator('.quick-input-widget input.input').fill('glyphs.model.json');
    await workbench.pick('glyphs.model.json');
    const lens = workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Inspect' }).first();
    await lens.waitFor({ timeout: 20_000 });
    await workbench.screenshot('manifest-lens');
    await lens.click();
    await workbench.panel.getByText('nodes', { exact: false }).first().waitFor({ timeout: 30_000 });
  });

  it('inspects from the lens above a Python line that names the model', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.openContainer('Explorer');
    await workbench.page.locator('.explorer-folders-view .monaco-list-row[aria-label*="serve.py"]').click();
    const lens = workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Inspect' }).first();
    await lens.waitFor({ timeout: 20_000 });
    await workbench.screenshot('lens');
    await lens.click();
    await workbench.panel.getByText('nodes', { exact: false }).first().waitFor({ timeout: 30_000 });
  });
});
