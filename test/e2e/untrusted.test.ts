import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

/** A folder from somewhere: looking is safe, running waits for the person's trust. */
describe('a workspace that is not trusted', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ name: 'untrusted', trust: false });
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

  it('offers no Run', async () => {
    const row = workbench.row('Models', 'glyphs');
    await row.hover();
    const run = row.locator('.action-label[aria-label^="Run"]');
    expect((await run.count()) === 0 || (await run.getAttribute('class'))?.includes('disabled')).toBe(true);
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
    await workbench.pick('data/star.png');
    await workbench.panel.getByText('star.png is star', { exact: false }).first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('trusted');
  });
});
