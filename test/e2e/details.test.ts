import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReportStore } from '../../src/report/store';
import { runReport } from '../unit/report/fixture';
import { Workbench } from './workbench';

const MODELS = join(__dirname, '..', '..', 'samples', 'models', 'glyphs');

/** Two versions of a model: the figures of the first are committed, those of the second were measured on this machine. */
async function shapes(folder: string): Promise<void> {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@glyphworks.example', '-c', 'commit.gpgSign=false', ...args], {
      cwd: folder,
    });
  for (const [source, version] of [
    ['glyphs-1.1.0', 'v1.0.0'],
    ['glyphs-1.2.0', 'v1.1.0'],
  ] as const) {
    await copyFile(join(MODELS, `${source}.onnx`), join(folder, 'models', 'shapes.onnx'));
    if (version === 'v1.0.0')
      await writeFile(join(folder, 'models', 'shapes.metrics.json'), '{"evaluation": {"dataset": "test", "accuracy": 0.945}}');
    else git('rm', '-q', 'models/shapes.metrics.json');
    git('add', 'models');
    git('commit', '-q', '-m', version);
    git('-c', 'tag.gpgSign=false', 'tag', '-a', '-m', version, `shapes@${version}`);
  }
  const content = await readFile(join(folder, 'models', 'shapes.onnx'));
  const draft = await new ReportStore(folder).begin('evaluate');
  await draft.commit(
    runReport(draft.id, {
      kind: 'evaluate',
      model: {
        name: 'shapes',
        path: 'models/shapes.onnx',
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      },
      parameters: { dataset: 'test' },
      result: { task: 'classification', rows: 200, metrics: { accuracy: { value: 0.915, ci95: [0.87, 0.95] } } },
    }),
  );
}

/** Model Details by each of its doors, what it draws, and that it comes back. */
describe('model details', () => {
  let workbench: Workbench;
  const row = (text: string | RegExp) => workbench.row('Models', text);
  const version = (name: string) => row(new RegExp(`^${name.replaceAll('.', '\\.')}$`));
  /** The details of glyphs are in the tab in front. */
  async function shown(): Promise<void> {
    await workbench.panel.getByText('glyphs: v1.2.0 in production', { exact: false }).first().waitFor({ timeout: 60_000 });
    expect(await workbench.page.locator('.tab.active').first().textContent()).toContain('Model Details · glyphs');
  }

  beforeAll(async () => {
    workbench = await Workbench.open({ name: 'details', trust: true, prepare: shapes });
    await workbench.openContainer('Modelwright');
    await row('glyphs').filter({ hasText: 'production v1.2.0' }).waitFor({ timeout: 60_000 });
  });
  afterAll(() => workbench?.close());

  it('shows that versions are read while they are', async () => {
    await workbench.page.evaluate(() => {
      const seen = new Set<string>();
      (window as unknown as { seen: Set<string> }).seen = seen;
      new MutationObserver(() => {
        if (document.querySelector('.sidebar .monaco-progress-container.active')) seen.add('progress');
      }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['class'] });
    });
    await workbench.expand(row('glyphs'));
    await version('v1.1.0').waitFor({ timeout: 30_000 });
    expect(await workbench.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen])).toEqual(['progress']);
    expect(await version('v1.1.0').textContent()).toMatch(/accuracy 94\.5 % · 214 kB · .+ · Ada Moreau · glyphs v1\.1\.0/);
    await workbench.screenshot('versions');
  });

  it('opens from the model’s row, with its timeline, trend and versions', async () => {
    await workbench.contextAction(row('glyphs'), 'Model Details');
    await shown();
    const { panel } = workbench;
    expect(await panel.locator('svg.plot rect.span').count()).toBe(3);
    expect(await panel.locator('mw-version-trends .point').count()).toBe(3);
    expect(await panel.locator('mw-version-trends .point.hollow').count()).toBe(0);
    const text = (await panel.locator('body').textContent()) ?? '';
    for (const part of ['Ada Moreau', 'Model card', 'glyphs#production#3']) expect(text).toContain(part);
    await workbench.screenshot('from-model');
    await panel.locator('#versions').scrollIntoViewIfNeeded();
    await workbench.screenshot('tables');
  });

  it('comes back after the window was reloaded', async () => {
    await workbench.reload();
    await shown();
    expect(await workbench.panel.locator('mw-version-trends .point').count()).toBe(3);
    await workbench.screenshot('reloaded');
  });

  it('opens from the row of a version, in the model’s one panel', async () => {
    await workbench.command('View: Close All Editors');
    await row('glyphs').waitFor({ timeout: 30_000 });
    if (!(await version('v1.1.0').isVisible())) await workbench.expand(row('glyphs'));
    await version('v1.1.0').waitFor({ timeout: 30_000 });
    await workbench.contextAction(version('v1.1.0'), 'Model Details');
    await shown();
    await workbench.contextAction(version('v1.0.0'), 'Model Details');
    await shown();
    expect(await workbench.page.locator('.tab').count()).toBe(1);
    await workbench.screenshot('from-version');
  });

  it('opens from the palette', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.command('Modelwright: Model Details');
    await workbench.pick('models/glyphs.onnx');
    await shown();
  });

  it('draws what was measured here as a ring, and says so', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.contextAction(row('shapes'), 'Model Details');
    const { panel } = workbench;
    await panel.locator('mw-version-trends .point').first().waitFor({ timeout: 60_000 });
    expect(await panel.locator('mw-version-trends .point').count()).toBe(2);
    expect(await panel.locator('mw-version-trends .point.hollow').count()).toBe(1);
    const text = ((await panel.locator('body').textContent()) ?? '').replace(/\s+/g, ' ');
    expect(text).toContain('accuracy 91.5 % in v1.1.0 (measured here)');
    // Nobody offers what there is no job for.
    expect(await panel.getByText('Evaluate All Versions').count()).toBe(0);
    await workbench.screenshot('measured-here');
  });
});
