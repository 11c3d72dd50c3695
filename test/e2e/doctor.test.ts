import { execFileSync } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

/** A registry in which things went wrong, looked at through every door, and mended by what the panel says. */
describe('checking the registry', () => {
  let workbench: Workbench;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workbench.folder, encoding: 'utf8' }).trim();
  const finding = (text: string) => workbench.panel.locator('.findings li').filter({ hasText: text }).first();

  beforeAll(async () => {
    workbench = await Workbench.open({
      name: 'doctor',
      trust: true,
      prepare: async (folder) => {
        const run = (...args: string[]) => execFileSync('git', args, { cwd: folder });
        run('config', 'user.name', 'Ada Moreau');
        run('config', 'user.email', 'ada@glyphworks.example');
        run('tag', '-a', '-m', 'made by hand', 'glyphs@created', 'glyphs@v1.0.0^{commit}');
        run('tag', 'loans@v9.0.0', 'HEAD');
        run('tag', '-a', '-m', 'no v', 'glyphs@2.0.0', 'HEAD');
        await appendFile(join(folder, 'artifacts.yaml'), 'lost:\n  path: models/lost.onnx\n');
      },
    });
    await workbench.openContainer('Modelwright');
    await workbench.row('Models', 'glyphs').waitFor({ timeout: 30_000 });
  });
  afterAll(() => workbench?.close());

  it('tells from the palette what is wrong, each with what to do about it', async () => {
    await workbench.command('Modelwright: Check Registry');
    await finding('@created').waitFor({ timeout: 60_000 });
    await workbench.screenshot('found');
    expect(await finding('GTO ends with an error').textContent()).toContain("git tag -d 'glyphs@created'");
    expect(await finding('lightweight').textContent()).toContain("git tag -f -a -m 'loans@v9.0.0' 'loans@v9.0.0' ");
    expect(await finding('glyphs@2.0.0').textContent()).toContain("git tag -a -m 'glyphs@v2.0.0' 'glyphs@v2.0.0' ");
    expect(await finding('models/lost.onnx').textContent()).toContain('delete the entry');
    expect(await workbench.panel.locator('body').textContent()).toContain('2 errors in this registry.');
  });

  it.each(['light', 'high-contrast'] as const)('is legible in %s', async (theme) => {
    await workbench.theme(theme);
    await finding('@created').waitFor();
    await workbench.screenshot(theme);
  });

  it('looks again when asked, after the remedies', async () => {
    await workbench.theme('dark');
    const remedy = (await finding('GTO ends with an error').locator('.remedy code').textContent())!;
    execFileSync('/bin/sh', ['-c', remedy], { cwd: workbench.folder });
    expect(git('tag', '--list', 'glyphs@created')).toBe('');
    await workbench.panel.getByRole('button', { name: 'Check Registry Again' }).click();
    await workbench.panel.getByText('1 error in this registry.').waitFor({ timeout: 60_000 });
    expect(await finding('GTO ends with an error').count()).toBe(0);
    await workbench.screenshot('again');
  });

  it('is in the menu of the view’s title', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.viewAction('Models', 'Check Registry');
    await finding('models/lost.onnx').waitFor({ timeout: 60_000 });
    await workbench.screenshot('from-title');
  });

  it('comes back after the window was reloaded, made anew', async () => {
    git('checkout', '-q', '--', 'artifacts.yaml');
    await workbench.reload();
    await finding('lightweight').waitFor({ timeout: 60_000 });
    expect(await finding('models/lost.onnx').count()).toBe(0);
  });
});
