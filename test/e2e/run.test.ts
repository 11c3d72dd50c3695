import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

/** A person's first minutes: finds a model, runs it on a picture, reads the classes, comes back to the report later. */
describe('from the explorer to the classes of a picture', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({
      name: 'run',
      trust: true,
      prepare: (folder) => writeFile(join(folder, 'models', 'broken.onnx'), 'this is no model'),
    });
  });
  afterAll(() => workbench?.close());

  it('lists the models of the workspace', async () => {
    await workbench.openContainer('Modelwright');
    for (const name of ['glyphs', 'loans', 'phrases']) await workbench.row('Models', name).waitFor({ timeout: 30_000 });
    await workbench.screenshot('explorer');
  });

  it('runs a model on a picture from its row', async () => {
    await workbench.inlineAction(workbench.row('Models', 'glyphs'), 'Run');
    await workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'star.png' }).first().waitFor();
    await workbench.screenshot('input');
    await workbench.pick('star.png');
    await workbench.panel.getByText('star.png is star', { exact: false }).first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('panel');
  });

  it('shows the picture and each class with its probability', async () => {
    const { panel } = workbench;
    await panel.locator('img, canvas').first().waitFor();
    const text = ((await panel.locator('body').textContent()) ?? '').replace(/\s+/g, ' ');
    for (const name of ['circle', 'square', 'star', 'cross', 'ring']) expect(text).toContain(name);
    expect(text).toContain('> 99.9 %');
  });

  it('is readable in every theme', async () => {
    for (const theme of ['light', 'high-contrast', 'high-contrast-light', 'dark'] as const) {
      await workbench.theme(theme);
      const dark = theme === 'dark' || theme === 'high-contrast';
      const [red = 0, green = 0, blue = 0] = await workbench.panel
        .locator('body')
        .evaluate((body) => (getComputedStyle(body).backgroundColor.match(/\d+/g) ?? []).map(Number).slice(0, 3));
      expect((red + green + blue) / 3 < 128, `${theme}: ${red}, ${green}, ${blue}`).toBe(dark);
      await workbench.screenshot(`panel-${theme}`);
    }
  });

  it('fits a narrow window without scrolling sideways', async () => {
    await workbench.resize(640, 800);
    await workbench.screenshot('panel-narrow');
    const overflow = await workbench.panel.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
    expect(overflow).toBeLessThanOrEqual(1);
    await workbench.resize(1280, 800);
  });

  it('keeps the report in the history, and opens it again', async () => {
    await workbench.command('View: Close All Editors');
    const report = workbench.row('History', 'glyphs');
    await report.waitFor();
    await report.click();
    await workbench.panel.getByText('star.png is star', { exact: false }).first().waitFor({ timeout: 30_000 });
    await workbench.screenshot('history');
    expect(await readdir(join(workbench.folder, '.modelwright', 'reports'))).toHaveLength(1);
  });

  it('runs a model from the palette', async () => {
    await workbench.command('Modelwright: Run');
    await workbench.pick('loans');
    await workbench.pick('data/applicant.csv');
    await workbench.panel.getByText('applicant.csv', { exact: false }).first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('palette');
  });

  it('opens a model from VS Code’s own explorer', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.openContainer('Explorer');
    await workbench.page.locator('.explorer-folders-view .monaco-list-row[aria-label*="models"]').first().click();
    await workbench.page.locator('.explorer-folders-view .monaco-list-row[aria-label*="phrases.onnx"]').click();
    await workbench.panel.getByText('nodes', { exact: false }).first().waitFor({ timeout: 30_000 });
    await workbench.screenshot('editor');
  });

  it('says what is wrong with a file that is no model', async () => {
    await workbench.page.locator('.explorer-folders-view .monaco-list-row[aria-label*="broken.onnx"]').click();
    await workbench.panel.getByText('cannot be read as a model', { exact: false }).first().waitFor({ timeout: 30_000 });
    await workbench.screenshot('broken');
  });
});
