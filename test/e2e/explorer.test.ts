import { execFileSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { THEMES, Workbench } from './workbench';

/** The Models view with versions: what its rows say, and that jobs take a version as they take a file. */
describe('the explorer', () => {
  let workbench: Workbench;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workbench.folder, encoding: 'utf8' }).trim();
  const row = (text: string, without?: string) => workbench.row('Models', text, without);
  const version = (name: string) => row(name, 'Working copy');

  beforeAll(async () => {
    workbench = await Workbench.open({
      name: 'explorer',
      trust: true,
      // A variant of the work tree, and a model that was never registered.
      prepare: async (folder) => {
        const models = join(folder, 'models');
        await copyFile(join(models, 'glyphs.onnx'), join(models, 'glyphs.int8.onnx'));
        await copyFile(join(models, 'loans.onnx'), join(models, 'draft.onnx'));
      },
    });
    await workbench.openContainer('Modelwright');
    await row('glyphs').waitFor({ timeout: 30_000 });
  });
  afterAll(() => workbench?.close());

  it('says of each model what is where', async () => {
    await row('glyphs').filter({ hasText: 'production v1.2.0' }).waitFor({ timeout: 30_000 });
    expect(await row('draft').textContent()).toContain('not registered');
    await workbench.screenshot('models');
  });

  it('shows the working copy first, then the versions, the newest first, and their files', async () => {
    await workbench.expand(row('glyphs'));
    await row('Working copy').waitFor({ timeout: 30_000 });
    expect(await row('Working copy').textContent()).toContain('clean at v1.2.0');
    await workbench.expand(row('Working copy'));
    await row('int8').waitFor();
    const texts = await workbench.page.locator('.monaco-list-row').allTextContents();
    const names = texts.map((text) => /^v\d\.\d\.\d/.exec(text.trim())?.[0]).filter(Boolean);
    expect(names.slice(0, 3)).toEqual(['v1.2.0', 'v1.1.0', 'v1.0.0']);
    expect(await version('v1.1.0').textContent()).toContain('Ada Moreau');
    await workbench.expand(version('v1.1.0'));
    await workbench.screenshot('versions');
  });

  it('opens a file of a version to be read, as it was then', async () => {
    const metrics = workbench.page.locator('.monaco-list-row[aria-level="3"]').filter({ hasText: 'glyphs.metrics.json' }).last();
    await metrics.click();
    await workbench.page.locator('.monaco-editor .view-lines').first().waitFor();
    await workbench.screenshot('metrics-of-version');
    const shown = git('show', 'glyphs@v1.1.0:models/glyphs.metrics.json');
    const accuracy = /"accuracy": ([\d.]+)/.exec(shown)?.[1] ?? '';
    expect(accuracy).not.toBe('');
    expect(await workbench.page.locator('.monaco-editor .view-lines').first().textContent()).toContain(accuracy);
  });

  it('inspects a version that is clicked', async () => {
    await workbench.command('View: Close All Editors');
    await version('v1.1.0').click();
    await workbench.panel.getByText('nodes', { exact: false }).first().waitFor({ timeout: 60_000 });
    expect(await workbench.page.locator('.tabs-container').first().textContent()).toContain('glyphs@v1.1.0');
    await workbench.screenshot('inspect-version');
  });

  it('runs an old version on a picture, and leaves the work tree as it is', async () => {
    await workbench.command('View: Close All Editors');
    const before = git('status', '--porcelain');
    await workbench.inlineAction(version('v1.1.0'), 'Run');
    await workbench.pick('star.png');
    await workbench.panel.getByText('star', { exact: false }).first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('run-version');
    expect(await workbench.page.locator('.tabs-container').first().textContent()).toContain('glyphs@v1.1.0');
    expect(git('status', '--porcelain')).toBe(before);
  });

  it('sees a tag that is made in a terminal', async () => {
    git(
      '-c',
      'user.name=Ada',
      '-c',
      'user.email=ada@glyphworks.example',
      'tag',
      '-a',
      '-m',
      'canary',
      'glyphs#canary#9',
      'glyphs@v1.0.0^{commit}',
    );
    await version('v1.0.0').filter({ hasText: 'canary' }).waitFor({ timeout: 30_000 });
    await row('glyphs').filter({ hasText: 'canary v1.0.0' }).waitFor();
  });

  it('groups, sorts and filters', async () => {
    // A panel that takes the focus would close what one picks from.
    await workbench.command('View: Close All Editors');
    await workbench.command('Modelwright: Group Models By');
    await workbench.pick('Folder');
    await row('models', 'production').waitFor();
    await workbench.screenshot('grouped');
    await workbench.command('Modelwright: Group Models By');
    await workbench.pick('Nothing');
    await workbench.command('Modelwright: Filter Models');
    await workbench.page.locator('.quick-input-widget input.input').fill('canary');
    await row('draft').waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Enter');
    await workbench.screenshot('filtered');
    await workbench.command('Modelwright: Clear Filter');
    await row('draft').waitFor();
  });

  it('can be read in every theme and in a narrow window', async () => {
    await workbench.command('View: Close All Editors');
    // Below a folder's row it was another row, and so closed again.
    await workbench.expand(row('glyphs'));
    await row('Working copy').waitFor();
    await workbench.expand(version('v1.1.0'));
    for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
      await workbench.theme(theme);
      await row('Working copy').waitFor();
      await workbench.screenshot(theme);
    }
    await workbench.resize(420, 800);
    await row('glyphs').waitFor();
    await workbench.screenshot('narrow');
  });
});
