import type { Browser, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../../scripts/vscode/browser.mjs';
import { serveGallery } from '../../webview/gallery/build.mjs';

/** Whether these tests can run here; they are counted as skipped where not. */
export const hasBrowser = findChromium() !== undefined;

export type Theme = 'dark' | 'light' | 'high-contrast';

declare global {
  interface Window {
    /** What the gallery's panels have asked their host for. */
    galleryAsked: { method: string; params: unknown }[];
  }
}

/** The gallery in a browser. */
export interface Gallery {
  browser: Browser;
  /** Opens a scene and waits until it is drawn. Whatever the page reports as an error is collected in `faults`. */
  open(scene: string, theme?: Theme, width?: number, height?: number): Promise<{ page: Page; faults: string[] }>;
  close(): Promise<void>;
}

export async function openGallery(): Promise<Gallery> {
  const server = await serveGallery();
  const browser = await launchChromium();
  return {
    browser,
    async open(scene, theme = 'dark', width = 800, height = 900) {
      const page = await newPage(browser, width, height);
      const faults = collectFaults(page);
      await page.goto(`${server.url}?scene=${scene}&theme=${theme}`);
      await settled(page);
      return { page, faults };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A page that looks the same wherever it is opened: one zone, one language, nothing moves. */
export async function newPage(browser: Browser, width: number, height: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  return browser.newPage({ viewport: { width, height }, locale: 'en-US', timezoneId: 'UTC', reducedMotion: 'reduce', colorScheme });
}

/** Errors, warnings and refusals of the content security policy, as they come. */
export function collectFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  return faults;
}

/** Waits for plots to have their width and pictures their pixels. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const drawn = [...document.querySelectorAll('mw-plot')].every((plot) => plot.querySelector('svg.plot'));
    const pictures = [...document.querySelectorAll('mw-picture')].every(
      (picture) =>
        picture.querySelector('.left-out') || [...picture.querySelectorAll('img')].some((img) => img.complete && img.naturalWidth > 0),
    );
    return document.readyState === 'complete' && document.querySelector('.panel')?.childElementCount && drawn && pictures;
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
