import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PanelState, ToPanel } from '../../src/ui/panels/protocol';
import { BROWSER, PANEL_ENTRIES } from '../../webview/build.mjs';
import { REPORTS } from '../../webview/gallery/fixtures';
import { RECORDED } from '../../webview/gallery/recorded';
import { collectFaults, type Gallery, hasBrowser, newPage, openGallery, settled } from './browser';

/** What the panel has said to its host, and the state it has kept. */
interface Recorder {
  sent: { type: string; id?: number; method?: string; params?: unknown }[];
  saved: unknown;
}

declare global {
  interface Window {
    recorder: Recorder;
  }
}

const MEMORY = { job: 'run', report: 'r1' };
const shown: PanelState = {
  state: 'report',
  report: { ...RECORDED.inspect.report, kind: 'run', result: REPORTS.runMixed.result },
  actions: [{ id: 'again', label: 'Run Again' }],
};

describe.skipIf(!hasBrowser)('a panel and its host', () => {
  let gallery: Gallery;
  let folder: string;
  beforeAll(async () => {
    gallery = await openGallery();
    folder = await mkdtemp(join(tmpdir(), 'mw-host-'));
    const result = await build({ ...BROWSER, entryPoints: PANEL_ENTRIES, outdir: folder, write: false });
    const text = (name: string) => result.outputFiles.find((file) => file.path.endsWith(name))?.text ?? '';
    // A page as VS Code's: strict policy, one script, no data. From disk, so script and style are in the page by their nonce.
    await writeFile(
      join(folder, 'panel.html'),
      `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src blob: data:; script-src 'nonce-n'; style-src 'nonce-n'">
<meta property="csp-nonce" nonce="n" content="n"><title>t</title>
<style nonce="n">${text('panel.css')}</style>
<script type="module" nonce="n">${text('run.js').replaceAll('</script', '<\\/script')}</script></head><body></body></html>`,
    );
  });
  afterAll(async () => {
    await gallery.close();
    await rm(folder, { recursive: true });
  });

  async function panel(
    saved?: unknown,
  ): Promise<{ page: Page; faults: string[]; send(message: ToPanel): Promise<void>; recorder(): Promise<Recorder> }> {
    const page = await newPage(gallery.browser, 800, 900);
    const faults = collectFaults(page);
    await page.addInitScript((kept) => {
      const recorder: Recorder = { sent: [], saved: kept };
      window.recorder = recorder;
      Object.assign(window, {
        acquireVsCodeApi: () => ({
          postMessage: (message: Recorder['sent'][number]) => recorder.sent.push(message),
          getState: () => recorder.saved,
          setState: (state: unknown) => {
            recorder.saved = state;
          },
        }),
      });
    }, saved);
    await page.goto(pathToFileURL(join(folder, 'panel.html')).href);
    await page.waitForFunction(() => window.recorder.sent.length > 0);
    return {
      page,
      faults,
      send: (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
      recorder: () => page.evaluate(() => window.recorder),
    };
  }

  it('says ready first and then draws what it is sent', async () => {
    const { page, faults, send, recorder } = await panel();
    expect((await recorder()).sent).toEqual([{ type: 'ready' }]);
    await send({ type: 'state', state: { state: 'working', progress: { title: 'Running', message: 'session', elapsedMs: 10 } } });
    await expect.poll(() => page.locator('.state.working').textContent()).toContain('Running');
    expect(await page.locator('main').getAttribute('aria-busy')).toBe('true');
    await send({ type: 'state', state: shown, memory: MEMORY });
    await settled(page);
    expect(await page.locator('main').getAttribute('aria-busy')).toBe('false');
    expect(await page.locator('h1').textContent()).toBe('Run');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('sends one request an action and shows the error of its reply', async () => {
    const { page, send, recorder } = await panel();
    await send({ type: 'state', state: shown });
    await page.getByRole('button', { name: 'Run Again' }).click();
    const request = (await recorder()).sent.at(-1);
    expect(request).toMatchObject({ type: 'request', method: 'invoke', params: { action: 'again' } });
    await send({ type: 'reply', id: request?.id ?? -1, error: { code: 'x', message: 'The model is gone.' } });
    await expect.poll(() => page.locator('.status.shown.failed').textContent()).toBe('The model is gone.');
    await page.close();
  });

  it('keeps the host’s memory and its own sort order, and comes back with both', async () => {
    const { page, send, recorder } = await panel();
    await send({ type: 'state', state: shown, memory: MEMORY });
    await page.getByRole('table', { name: /weird/ }).getByRole('button', { name: 'value' }).click();
    const { saved } = await recorder();
    expect(saved).toMatchObject({ memory: MEMORY, ui: { 'sort.values.2': -2 } });
    await page.close();

    const again = await panel(saved);
    await again.send({ type: 'state', state: shown });
    await expect
      .poll(() => again.page.getByRole('table', { name: /weird/ }).locator('th').nth(1).getAttribute('aria-sort'))
      .toBe('descending');
    await again.page.close();
  });

  it('asks for a picture by its plain name and says where it cannot be had', async () => {
    const { page, send, recorder } = await panel();
    await send({ type: 'state', state: { state: 'report', report: RECORDED.runImage.report, actions: [] } });
    await page.waitForFunction(() => window.recorder.sent.some((message) => message.method === 'attachment'));
    const request = (await recorder()).sent.find((message) => message.method === 'attachment');
    expect(request?.params).toEqual({ file: 'data_0.png' });
    await send({ type: 'reply', id: request?.id ?? -1, error: { code: 'report.missing', message: 'Not there any more.' } });
    await expect.poll(() => page.locator('mw-picture .left-out').textContent()).toContain('Not there any more.');
    await page.close();
  });
});
