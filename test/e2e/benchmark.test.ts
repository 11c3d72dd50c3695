import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { THEMES, Workbench } from './workbench';

/** Measuring by each of its doors: what is seen while it goes on, when it is stopped, when it is done; and models against each other. */
describe('measuring', () => {
  let workbench: Workbench;
  const row = (text: string | RegExp) => workbench.row('Models', text);
  const statusBar = () =>
    workbench.page
      .locator(
        '.statusbar-item[id="modelwright.modelwright.modelwright.measuring"], .statusbar-item[aria-label^="Measuring: do not disturb"]',
      )
      .first();
  const stop = () => workbench.panel.locator('vscode-button').filter({ hasText: 'Stop' }).first();
  const stopped = () => workbench.panel.getByText('It was stopped before its end', { exact: false }).first();
  /** Bars of the histogram that grows. */
  const bars = () => workbench.panel.locator('mw-live-plot rect.base');
  const text = async () => ((await workbench.panel.locator('body').textContent()) ?? '').replace(/\s+/g, ' ');

  beforeAll(async () => {
    workbench = await Workbench.open({ name: 'benchmark', trust: true });
    await workbench.openContainer('Modelwright');
    await row('glyphs').filter({ hasText: 'production v1.2.0' }).waitFor({ timeout: 60_000 });
  });
  afterAll(() => workbench?.close());

  it('asks in one step how to measure, from the row of a model', async () => {
    await workbench.inlineAction(row('glyphs'), 'Benchmark');
    for (const way of ['Quick', 'Full', 'Profile', 'Best Settings', 'Throughput', 'Server Load', 'Concurrency', 'Inputs…']) {
      await workbench.choices(way).waitFor({ timeout: 20_000 });
    }
    await workbench.screenshot('ways');
    await workbench.pick('Quick');
  });

  it('draws the runs as they come, and the status bar asks not to be disturbed', async () => {
    await bars().first().waitFor({ timeout: 30_000 });
    await statusBar().waitFor();
    expect(await statusBar().textContent()).toContain('Measuring: do not disturb');
    await workbench.screenshot('live');
    const runs = async () => Number((await workbench.panel.locator('.tile .figure').first().textContent())?.replace(/\D/g, ''));
    const before = await runs();
    await expect.poll(runs, { timeout: 5000 }).toBeGreaterThan(before);
  });

  it('shows the report when it is done, in every theme and a narrow window', async () => {
    await workbench.panel.getByText('Benchmark Again').first().waitFor({ timeout: 60_000 });
    await statusBar().waitFor({ state: 'hidden' });
    expect(await text()).toMatch(/A run takes .* µs|ms, one in a hundred/);
    await workbench.screenshot('done');
    for (const theme of Object.keys(THEMES).reverse() as (keyof typeof THEMES)[]) {
      await workbench.theme(theme);
      await workbench.screenshot(`done-${theme}`);
    }
    await workbench.resize(640, 800);
    const overflow = await workbench.panel.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
    expect(overflow).toBeLessThanOrEqual(1);
    await workbench.screenshot('done-narrow');
    await workbench.resize(1280, 800);
  });

  it('asks for the size of a dimension, the status bar leads to the panel, and stopping keeps what was measured', async () => {
    await workbench.contextAction(row('phrases'), 'Benchmark');
    await workbench.pick('Full');
    await workbench.page.locator('.quick-input-widget').getByText('Size of the dimension L', { exact: false }).waitFor({ timeout: 20_000 });
    await workbench.screenshot('size');
    await workbench.enter('24');
    await bars().first().waitFor({ timeout: 30_000 });
    await workbench.page.locator('.tab').filter({ hasText: 'Benchmark · glyphs' }).click();
    await statusBar().click();
    await bars().first().waitFor({ timeout: 20_000 });
    await stop().click();
    await stopped().waitFor({ timeout: 20_000 });
    expect(await text()).toContain('1 × 24');
    await workbench.screenshot('stopped');
  });

  it('measures at once from the editor’s toolbar with the size of before', async () => {
    await workbench.command('View: Close All Editors');
    await row('phrases').click();
    await workbench.panel.getByText('nodes', { exact: false }).first().waitFor({ timeout: 30_000 });
    await workbench.page.locator('.editor-actions .action-label[aria-label^="Benchmark"]').first().click();
    await bars().first().waitFor({ timeout: 30_000 });
    await stop().click();
    await stopped().waitFor({ timeout: 20_000 });
    expect(await text()).toContain('1 × 24');
  });

  it('measures from the lens above a line that names the model', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.page.keyboard.press('Control+P');
    await workbench.page.locator('.quick-input-widget input.input').fill('glyphs.model.json');
    await workbench.pick('glyphs.model.json');
    const lens = workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Benchmark' }).first();
    await lens.waitFor({ timeout: 20_000 });
    await workbench.screenshot('lens');
    await lens.click();
    await bars().first().waitFor({ timeout: 30_000 });
    await stop().click();
    await stopped().waitFor({ timeout: 20_000 });
  });

  it('profiles by operator and looks for the best settings from the palette', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.command('Modelwright: Benchmark');
    await workbench.pick('models/loans.onnx');
    await workbench.pick('Profile');
    await workbench.panel.getByText('Benchmark Again').first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('profile');
    expect(await text()).toMatch(/MatMul|Gemm/);
    await workbench.panel.getByText('Measure Another Way…').first().click();
    await workbench.pick('Best Settings');
    await statusBar().waitFor({ timeout: 30_000 });
    await workbench.page.waitForTimeout(6000);
    await workbench.screenshot('sweeping');
    await stop().click();
    await workbench.panel.getByText('Benchmark Again').first().waitFor({ timeout: 30_000 });
    await workbench.screenshot('sweep');
  });

  it('compares the speed of two versions that are selected', async () => {
    await workbench.command('View: Close All Editors');
    const version = (name: string) => row(new RegExp(`^${name.replaceAll('.', '\\.')}$`));
    await workbench.expand(row('glyphs'));
    await version('v1.1.0').waitFor({ timeout: 30_000 });
    await version('v1.2.0').click();
    await workbench.panel.getByText('nodes', { exact: false }).first().waitFor({ timeout: 30_000 });
    await version('v1.1.0').click({ modifiers: ['Control'] });
    await workbench.contextAction(version('v1.1.0'), 'Compare Speed');
    await stop().waitFor({ timeout: 60_000 });
    await workbench.screenshot('comparing');
    await workbench.panel.getByText('Compare Speed Again').first().waitFor({ timeout: 60_000 });
    await workbench.screenshot('compared');
    expect(await text()).toContain('glyphs@v1.1.0');
    expect(await text()).toContain('glyphs@v1.2.0');
  });
});
