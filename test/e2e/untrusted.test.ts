import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

/** A repository whose configuration names programs for everything that git runs one for; each would leave a file behind. */
async function hostile(folder: string): Promise<void> {
  const script = join(folder, '.git', 'program.sh');
  await writeFile(script, `#!/bin/sh\ntouch "${join(folder, '.git', 'ran')}"\nexec cat\n`, { mode: 0o755 });
  await copyFile(join(folder, 'models', 'loans.onnx'), join(folder, 'models', 'draft.onnx'));
  await mkdir(join(folder, '.git', 'info'), { recursive: true });
  await appendFile(join(folder, '.git', 'info', 'attributes'), '*.onnx filter=x diff=x\n*.json filter=x diff=x\n');
  const keys = ['core.fsmonitor', 'core.pager', 'core.editor', 'core.sshCommand', 'core.askPass', 'diff.external', 'gpg.program'];
  for (const key of [...keys, 'filter.x.smudge', 'filter.x.clean', 'filter.x.process', 'diff.x.textconv', 'credential.helper'])
    execFileSync('git', ['config', key, script], { cwd: folder });
  execFileSync('git', ['config', 'core.hooksPath', join(folder, '.git')], { cwd: folder });
}

/** A folder from somewhere: looking is safe, running waits for the person's trust. */
describe('a workspace that is not trusted', () => {
  let workbench: Workbench;
  const version = (name: string) => workbench.row('Models', new RegExp(`^${name.replaceAll('.', '\\.')}$`));
  beforeAll(async () => {
    workbench = await Workbench.open({ name: 'untrusted', trust: false, prepare: hostile });
  });
  afterAll(() => workbench?.close());

  it('is browsed', async () => {
    await workbench.openContainer('Modelwright');
    await workbench.row('Models', 'glyphs').waitFor({ timeout: 30_000 });
    await workbench.screenshot('explorer');
  });

  it('is inspected', async () => {
    await workbench.row('Models', 'glyphs').click();
    await workbench.panel.getByText('nodes', { exact: false }).first().waitFor({ timeout: 30_000 });
    await workbench.screenshot('editor');
  });

  it('shows versions, inspects one and compares two', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.expand(workbench.row('Models', 'glyphs'));
    await version('v1.1.0').waitFor({ timeout: 30_000 });
    await version('v1.1.0').click();
    await workbench.panel.getByText('nodes', { exact: false }).first().waitFor({ timeout: 60_000 });
    await workbench.contextAction(workbench.row('Models', 'glyphs'), 'Model Details');
    await workbench.panel.getByText('glyphs: v1.2.0 in production', { exact: false }).first().waitFor({ timeout: 60_000 });
    await workbench.contextAction(version('v1.1.0'), 'Diff With Working Copy');
    await workbench.panel.getByText('tensors of weights differ', { exact: false }).first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('compared');
  });

  /** Clears a refusal away once its words were read. */
  async function refused(text: string): Promise<void> {
    const refusal = workbench.notification(text);
    await refusal.waitFor({ timeout: 30_000 });
    expect(await refusal.locator('.monaco-button').first().textContent()).toBe('Manage Workspace Trust');
    await workbench.screenshot('refused');
    await refusal.hover();
    await refusal.locator('.codicon-notifications-clear').click();
    await refusal.waitFor({ state: 'hidden' });
  }

  it('refuses what writes to the repository, from a row, a menu and the palette, and says why', async () => {
    const before = execFileSync('git', ['for-each-ref'], { cwd: workbench.folder, encoding: 'utf8' });
    const why = 'needs a trusted workspace: writing to a repository runs its hooks and filters.';
    await workbench.expand(workbench.row('Models', 'draft'));
    const step = workbench.row('Models', /^No version yet/);
    await step.waitFor({ timeout: 30_000 });
    await step.click();
    await refused(`Register Version ${why}`);
    await workbench.contextAction(version('v1.1.0'), 'Promote to Stage');
    await refused(`Promote to Stage ${why}`);
    await workbench.command('Modelwright: Roll Back Stage');
    await refused(`Roll Back Stage ${why}`);
    expect(execFileSync('git', ['for-each-ref'], { cwd: workbench.folder, encoding: 'utf8' })).toBe(before);
  });

  it('ran no program that the repository names', async () => {
    expect(existsSync(join(workbench.folder, '.git', 'ran'))).toBe(false);
  });

  it('refuses to run, and says why', async () => {
    await workbench.inlineAction(workbench.row('Models', 'glyphs'), 'Run');
    await refused('Run needs a trusted workspace: it executes the model.');
  });

  it('runs once it is trusted', async () => {
    await workbench.command('Workspaces: Manage Workspace Trust');
    await workbench.page
      .locator('.workspace-trust-editor .monaco-button')
      .filter({ hasText: /^Trust$/ })
      .first()
      .click();
    // The editor of trust lies over the window.
    const trustEditor = workbench.page.locator('.monaco-modal-editor-block');
    await trustEditor.locator('.codicon-close').last().click();
    await trustEditor.waitFor({ state: 'hidden' });
    await workbench.inlineAction(workbench.row('Models', 'glyphs'), 'Run');
    await workbench.pick('star.png');
    await workbench.panel.getByText('star.png is star', { exact: false }).first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('trusted');
  });
});
