import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gallery, hasBrowser, openGallery } from './browser';

const SCENES = [
  'run-image',
  'run-sequence',
  'run-text',
  'run-row',
  'run-maps',
  'run-mixed',
  'run-one-class',
  'run-no-class',
  'run-rows',
  'run-rows-many',
  'run-rows-odd',
  'inspect',
  'inspect-broken',
  'inspect-unreadable',
  'inspect-empty',
  'diff',
  'diff-same',
  'diff-odd',
  'diff-huge',
  'versions',
  'versions-demo',
  'versions-none',
  'versions-huge',
  'benchmark',
  'benchmark-live',
  'benchmark-stopped',
  'doctor',
  'doctor-clean',
  'models',
  'models-odd',
  'fetch',
  'restore',
  'cache',
  'register',
  'register-odd',
  'assign',
  'rollback',
  'delete-tag',
  'push',
  'states',
  'kit',
  'table',
  'raw',
];

describe.skipIf(!hasBrowser)('panels', () => {
  let gallery: Gallery;
  beforeAll(async () => {
    gallery = await openGallery();
  });
  afterAll(() => gallery.close());

  describe.each(SCENES)('%s', (scene) => {
    it('names everything that can be reached or looked at', async () => {
      const { page, faults } = await gallery.open(scene, 'light', 700);
      const problems = await page.evaluate(() => {
        const found: string[] = [];
        const name = (element: Element) =>
          element.getAttribute('aria-label') || element.textContent?.trim() || element.getAttribute('title');
        for (const element of document.querySelectorAll(
          'button, vscode-button, vscode-checkbox, summary, [role=menu], progress, vscode-progress-ring',
        )) {
          if (!name(element)) found.push(`no name: ${element.outerHTML.slice(0, 80)}`);
        }
        for (const svg of document.querySelectorAll('svg.plot')) {
          if (svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-label')) found.push('a plot is not an image with a label');
          // What is still being measured has no numbers to read yet.
          if (!svg.classList.contains('live') && !svg.closest('figure')?.querySelector('table')) found.push('a plot has no table');
        }
        for (const img of document.querySelectorAll('img')) if (!img.hasAttribute('alt')) found.push('a picture without alt');
        for (const table of document.querySelectorAll('table')) {
          if (!table.getAttribute('aria-label')) found.push('a table without a label');
          if ([...table.querySelectorAll('th')].some((th) => th.getAttribute('scope') !== 'col')) found.push('a heading without scope');
        }
        const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
        if (new Set(ids).size !== ids.length) found.push(`the same id twice: ${ids.join(' ')}`);
        for (const element of document.querySelectorAll('[aria-labelledby]')) {
          if (!document.getElementById(element.getAttribute('aria-labelledby') ?? '')) found.push('labelled by nothing');
        }
        let level = 0;
        for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
          const here = Number(heading.tagName[1]);
          if (here > level + 1) found.push(`heading ${here} after ${level}`);
          level = here;
        }
        if (document.querySelectorAll('main').length !== 1) found.push('not one main');
        return found;
      });
      expect(problems).toEqual([]);
      expect(faults).toEqual([]);
      await page.close();
    });

    it('fits 320 pixels', async () => {
      const { page } = await gallery.open(scene, 'dark', 320);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      await page.close();
    });
  });

  it('draws text of the report as text', async () => {
    for (const scene of ['run-mixed', 'inspect-broken', 'versions']) {
      const { page } = await gallery.open(scene);
      expect(await page.locator('.panel script, .panel img:not([alt])').count()).toBe(0);
      expect(await page.locator('.panel img[src="x"]').count()).toBe(0);
      await page.close();
    }
  });

  it('reaches header, menu, plots and tables by Tab in the order they stand, each with a visible focus', async () => {
    const { page } = await gallery.open('run-image');
    const seen: string[] = [];
    for (let i = 0; i < 11; i++) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const element = document.activeElement as Element;
        const inner = element.shadowRoot?.activeElement ?? element;
        const style = getComputedStyle(inner);
        const rings = `${style.outlineStyle} ${style.outlineWidth}`;
        return {
          name: (element.textContent?.trim() || element.getAttribute('aria-label') || '').slice(0, 20),
          tag: element.tagName.toLowerCase(),
          rings,
        };
      });
      seen.push(`${here.tag} ${here.name}`.trim());
      expect(here.rings, `${here.tag} ${here.name} shows no focus`).not.toMatch(/^none|\s0px$/);
    }
    expect(seen.slice(0, 8)).toEqual(
      [
        'button Export',
        'vscode-button Run Again',
        'vscode-button Open Model',
        'svg 02040608010',
        'button SVG',
        'button PNG',
        'button CSV',
        'summary Numbers behind the p',
      ].map((entry) => (entry.startsWith('svg') ? expect.stringMatching(/^svg/) : entry)),
    );
    await page.close();
  });

  it('reads a plot by arrow keys and by the pointer', async () => {
    const { page } = await gallery.open('run-image');
    const plot = page.locator('mw-plot').first();
    const readout = plot.locator('.readout');
    await plot.locator('svg.plot').focus();
    await page.keyboard.press('ArrowDown');
    expect(await readout.textContent()).toBe('tench, Tinca tinca: 73.8 %');
    await page.keyboard.press('End');
    expect(await readout.textContent()).toBe('eel: 0.1 %');
    await page.keyboard.press('Escape');
    expect(await readout.textContent()).toBe('');
    await plot.locator('rect.base').first().hover();
    expect(await readout.textContent()).toBe('tench, Tinca tinca: 73.8 %');
    await page.close();
  });

  it('shows stages over time and the metric one picks, what was measured here as a ring, and lines only where figures compare', async () => {
    const { page } = await gallery.open('versions', 'light', 900);
    const history = page.locator('mw-plot').first();
    await history.locator('svg.plot').focus();
    await page.keyboard.press('Home');
    expect(await history.locator('.readout').textContent()).toMatch(/^v1\.0\.0 in staging from Jun 5, 2024, 9:00.AM UTC to Jul 1/);
    await history.locator('rect.span.now').first().hover();
    expect(await history.locator('.readout').textContent()).toMatch(/^v2\.0\.0 in production since Feb 20, 2025/);
    const trend = page.locator('mw-version-trends');
    const drawn = async () => [
      await trend.locator('.point').count(),
      await trend.locator('.point.hollow').count(),
      await trend.locator('svg.plot path.line').count(),
    ];
    expect(await drawn()).toEqual([7, 1, 2]);
    await trend.locator('svg.plot').focus();
    for (const key of ['End', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
    expect(await trend.locator('.readout').textContent()).toBe('v1.3.0: no accuracy');
    await page.keyboard.press('ArrowLeft');
    expect(await trend.locator('.readout').textContent()).toBe('v1.3.0-rc.1: 95.7 % [92.7 %, 97.7 %] · measured here · test');
    await trend.locator('select').selectOption('benchmark.p50Milliseconds');
    // Three on one machine; one on another; one measured here; and after a gap two on that other machine.
    expect(await drawn()).toEqual([7, 1, 2]);
    expect(await trend.locator('figcaption').textContent()).toContain('A line joins only figures of one data set and one environment.');
    await trend.getByRole('button', { name: 'CSV' }).click();
    const asked = await page.evaluate(() => window.galleryAsked.at(-1));
    expect(asked).toMatchObject({ method: 'copyText', params: { text: expect.stringContaining('v1.3.0-rc.1,0.49,,measured here,,') } });
    await trend.locator('select').selectOption('bytes');
    expect(await drawn()).toEqual([8, 0, 1]);
    await page.close();
  });

  it('opens the export menu, moves in it and leaves it by keyboard', async () => {
    const { page } = await gallery.open('run-image');
    await page.getByRole('button', { name: 'Export' }).focus();
    await page.keyboard.press('Enter');
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    await expect.poll(focused).toBe('HTML, one file');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('JSON');
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('Export');
    expect(await page.getByRole('menuitem').count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('HTML, one file');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => window.galleryAsked.at(-1))).toEqual({ method: 'export', params: { format: 'csv' } });
    await page.close();
  });

  it('keeps a table of 10,000 rows small, sorts it, selects and copies rows', async () => {
    const { page } = await gallery.open('table');
    expect(await page.locator('tbody tr:not(.spacer)').count()).toBeLessThan(60);
    // As the scene makes them.
    const values = Array.from({ length: 10_000 }, (_, i) => (i % 97 === 5 ? 0 : Math.sin(i) * 1000));
    const first = () => page.locator('tbody tr:not(.spacer) td').nth(2).textContent();
    await page.getByRole('button', { name: 'value' }).click();
    await expect.poll(first).toBe(Math.max(...values).toFixed(3));
    expect(await page.locator('th').nth(2).getAttribute('aria-sort')).toBe('descending');
    await page.getByRole('button', { name: 'value' }).click();
    await expect.poll(first).toBe(Math.min(...values).toFixed(3));
    await page.getByRole('button', { name: 'value' }).click();
    const scroller = page.locator('.scroller');
    await scroller.focus();
    await page.keyboard.press('End');
    await expect.poll(() => page.locator('tr.active td').first().textContent()).toBe('9999');
    await expect(page.locator('tr.active').isVisible()).resolves.toBe(true);
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+c');
    const copied = await page.evaluate(() => window.galleryAsked.at(-1));
    expect(copied).toEqual({ method: 'copyText', params: { text: 'row\tname\tvalue\n0\ttensor_0\t0\n1\ttensor_1\t841.4709848078965\n' } });
    await page.close();
  });

  it('copies a plot as a picture file of its own and as CSV', async () => {
    const { page } = await gallery.open('inspect', 'light');
    const plot = page.locator('mw-plot').first();
    await plot.getByRole('button', { name: 'CSV' }).click();
    expect(await page.evaluate(() => window.galleryAsked.at(-1)?.params)).toMatchObject({
      text: expect.stringMatching(/^operator,nodes\nConv,26\n/),
    });
    await plot.getByRole('button', { name: 'SVG' }).click();
    const svg = await page.evaluate(() => (window.galleryAsked.at(-1) as { params: { text: string } }).params.text);
    expect(svg).toMatch(/^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).not.toMatch(/class=|var\(|style=/);
    expect(svg).toContain('Conv and Relu are the most frequent operators');
    await plot.getByRole('button', { name: 'PNG' }).click();
    await page.waitForFunction(
      () => window.galleryAsked.at(-1)?.method === 'saveFile' || document.querySelector('.status.shown')?.textContent === 'Picture copied.',
    );
    await page.close();
  });

  it('takes a new theme while it is open', async () => {
    const { page } = await gallery.open('versions', 'dark');
    const colours = () =>
      page.evaluate(() => {
        const button = document.querySelector('vscode-button[appearance=primary]');
        return [document.body, document.querySelector('rect.span'), button].map((element) => {
          const style = getComputedStyle(element as Element);
          return element instanceof SVGElement ? style.fill : style.backgroundColor;
        });
      });
    expect(await colours()).toEqual(['rgb(31, 31, 31)', 'rgb(55, 148, 255)', 'rgb(0, 120, 212)']);
    await page.evaluate(() => {
      document.body.className = 'vscode-light';
      document.body.dataset.vscodeThemeKind = 'vscode-light';
    });
    await expect.poll(colours).toEqual(['rgb(255, 255, 255)', 'rgb(26, 133, 255)', 'rgb(0, 95, 184)']);
    await page.close();
  });

  it('lays a mask over a picture and takes it away', async () => {
    const { page } = await gallery.open('kit');
    const overlays = page.locator('mw-picture .overlay');
    await expect.poll(() => overlays.count()).toBe(1);
    await page.getByRole('checkbox', { name: 'Mask' }).click();
    await expect.poll(() => overlays.count()).toBe(0);
    expect(
      await page
        .locator('mw-picture img')
        .first()
        .evaluate((img) => getComputedStyle(img).imageRendering),
    ).toBe('pixelated');
    await page.close();
  });
});
