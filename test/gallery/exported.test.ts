import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportHtml } from '../../src/report/export/html';
import type { Report } from '../../src/report/report';
import { BROWSER, PANEL_ENTRIES } from '../../webview/build.mjs';
import { REPORTS } from '../../webview/gallery/fixtures';
import { RECORDED } from '../../webview/gallery/recorded';
import { collectFaults, type Gallery, hasBrowser, newPage, openGallery, settled } from './browser';

const SEEN = join(__dirname, '..', '..', 'out', 'gallery');

/** A picture of one colour. */
function png(): Uint8Array {
  const image = new PNG({ width: 8, height: 8 });
  for (let i = 0; i < image.data.length; i += 4) image.data.set([209, 134, 22, 255], i);
  return PNG.sync.write(image);
}

describe.skipIf(!hasBrowser)('an exported report, opened from disk', () => {
  let gallery: Gallery;
  let folder: string;
  beforeAll(async () => {
    gallery = await openGallery();
    folder = await mkdtemp(join(tmpdir(), 'mw-export-'));
    await mkdir(SEEN, { recursive: true });
    await build({ ...BROWSER, entryPoints: PANEL_ENTRIES, outdir: folder, minify: true });
  });
  afterAll(async () => {
    await gallery.close();
    await rm(folder, { recursive: true });
  });

  async function opened(report: Report, scheme: 'light' | 'dark', limit?: number) {
    const picture = png();
    const attachments = report.attachments.map((attachment) => ({ ...attachment, bytes: picture.length }));
    const file = join(folder, 'report.html');
    await writeFile(
      file,
      await exportHtml({ ...report, attachments }, async () => picture, { assetsDirectory: folder, maxAttachmentBytes: limit }),
    );
    const page = await newPage(gallery.browser, 900, 1000, scheme);
    const faults = collectFaults(page);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await settled(page);
    return { page, faults, requests };
  }

  it.each([
    ['light', 'rgb(255, 255, 255)'],
    ['dark', 'rgb(31, 31, 31)'],
  ] as const)('draws itself offline in %s', async (scheme, background) => {
    const { page, faults, requests } = await opened(RECORDED.runImage.report, scheme);
    expect(faults).toEqual([]);
    expect(requests.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
    expect(await page.locator('.verdict').textContent()).toContain('fish.png is tench, Tinca tinca, 73.8 %.');
    expect(
      await page
        .locator('mw-picture img')
        .first()
        .evaluate((img) => (img as HTMLImageElement).naturalWidth),
    ).toBe(8);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(background);
    expect(await page.getByRole('button', { name: 'Export' }).count()).toBe(0);
    await page.screenshot({ path: join(SEEN, `exported-${scheme}.png`) });
    await page.close();
  });

  it('says which attachment was left out', async () => {
    const { page, faults } = await opened(RECORDED.runImage.report, 'light', 10);
    expect(await page.locator('mw-picture .left-out').textContent()).toContain('data_0.png was left out of this file because of its size.');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('speaks the language it was exported in', async () => {
    const file = join(folder, 'german.html');
    const strings = { Inspect: 'Untersuchen' };
    await writeFile(
      file,
      await exportHtml(RECORDED.inspect.report, async () => png(), { assetsDirectory: folder, language: 'de', strings }),
    );
    const page = await newPage(gallery.browser, 900, 1000);
    await page.goto(pathToFileURL(file).href);
    await expect.poll(() => page.locator('h1').textContent()).toBe('Untersuchen');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.close();
  });

  it('draws a report of a newer version as JSON', async () => {
    const file = join(folder, 'newer.html');
    const newer = { ...RECORDED.inspect.report, schemaVersion: 99, result: { unheard: 'of' } };
    await writeFile(file, await exportHtml(newer, async () => png(), { assetsDirectory: folder, family: 'raw' }));
    const page = await newPage(gallery.browser, 900, 1000);
    await page.goto(pathToFileURL(file).href);
    await expect.poll(() => page.locator('pre').textContent()).toContain('"unheard": "of"');
    await page.close();
  });

  it('draws every kind of report', async () => {
    for (const report of [REPORTS.inspectBroken, REPORTS.runMixed, REPORTS.raw]) {
      const { page, faults } = await opened(report, 'dark');
      expect(faults).toEqual([]);
      expect(await page.locator('.verdict').count()).toBe(1);
      await page.close();
    }
  });
});
