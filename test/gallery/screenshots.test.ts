import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gallery, hasBrowser, openGallery, type Theme } from './browser';

/** Share of pixels that may differ: fonts do, layouts do not. Whether a colour is the right one, behaviour.test.ts says exactly. */
const TOLERANCE = 0.04;
const BASELINES = join(__dirname, 'baselines');
const SEEN = join(__dirname, '..', '..', 'out', 'gallery');
const update = process.env.MODELWRIGHT_UPDATE_SCREENSHOTS === '1';

const SHOTS: readonly [scene: string, theme: Theme, width: number, height: number][] = [
  ['run-image', 'dark', 800, 900],
  ['run-image', 'light', 800, 900],
  ['run-image', 'high-contrast', 800, 900],
  ['run-image', 'light', 320, 1200],
  ['run-sequence', 'light', 800, 900],
  ['run-text', 'dark', 800, 900],
  ['run-row', 'light', 320, 1400],
  ['run-row', 'dark', 800, 700],
  ['run-maps', 'light', 800, 1100],
  ['run-maps', 'high-contrast', 320, 1400],
  ['run-mixed', 'dark', 800, 1800],
  ['run-one-class', 'dark', 320, 800],
  ['run-no-class', 'light', 800, 500],
  ['run-rows', 'dark', 800, 1100],
  ['run-rows', 'light', 320, 1400],
  ['run-rows-many', 'high-contrast', 800, 900],
  ['run-rows-odd', 'light', 320, 1400],
  ['inspect', 'dark', 800, 900],
  ['inspect', 'light', 320, 1200],
  ['inspect-broken', 'light', 800, 900],
  ['inspect-broken', 'high-contrast', 800, 900],
  ['inspect-unreadable', 'light', 800, 500],
  ['inspect-unreadable', 'dark', 320, 700],
  ['inspect-unreadable', 'high-contrast', 800, 500],
  ['inspect-empty', 'light', 320, 700],
  ['diff', 'dark', 800, 1100],
  ['diff', 'light', 800, 1100],
  ['diff', 'high-contrast', 800, 1100],
  ['diff', 'light', 320, 1400],
  ['diff-odd', 'light', 800, 1500],
  ['diff-same', 'light', 800, 500],
  ['diff-same', 'high-contrast', 320, 700],
  ['diff-huge', 'light', 320, 1400],
  ['diff-huge', 'dark', 800, 1100],
  ['versions', 'dark', 800, 1500],
  ['versions', 'light', 800, 1500],
  ['versions', 'high-contrast', 800, 1500],
  ['versions', 'light', 320, 2000],
  ['versions', 'high-contrast', 320, 2000],
  ['versions-demo', 'dark', 800, 1500],
  ['versions-latencies', 'light', 800, 900],
  ['versions-latencies', 'dark', 800, 900],
  ['versions-latencies', 'high-contrast', 800, 900],
  ['versions-latencies', 'light', 320, 900],
  ['versions-none', 'light', 800, 500],
  ['versions-none', 'dark', 320, 700],
  ['versions-huge', 'dark', 800, 1500],
  ['benchmark', 'dark', 800, 1400],
  ['benchmark', 'light', 320, 1800],
  ['benchmark', 'high-contrast', 800, 1400],
  ['benchmark-live', 'dark', 800, 700],
  ['benchmark-live', 'light', 320, 1100],
  ['benchmark-live', 'high-contrast', 800, 700],
  ['benchmark-stopped', 'light', 800, 500],
  ['benchmark-profile', 'dark', 800, 2200],
  ['benchmark-profile', 'light', 800, 2200],
  ['benchmark-profile-small', 'light', 320, 3600],
  ['benchmark-profile-huge', 'high-contrast', 800, 2400],
  ['doctor', 'dark', 800, 800],
  ['doctor', 'light', 320, 1400],
  ['doctor', 'high-contrast', 800, 800],
  ['doctor-clean', 'light', 800, 500],
  ['models', 'dark', 800, 500],
  ['models', 'high-contrast', 320, 800],
  ['models-odd', 'light', 800, 600],
  ['models-odd', 'dark', 320, 1000],
  ['fetch', 'light', 800, 500],
  ['restore', 'dark', 320, 800],
  ['cache', 'light', 800, 600],
  ['cache', 'high-contrast', 320, 800],
  ['register', 'dark', 800, 600],
  ['register-odd', 'light', 800, 1000],
  ['register-odd', 'dark', 320, 1400],
  ['assign', 'light', 800, 600],
  ['rollback', 'high-contrast', 800, 600],
  ['delete-tag', 'light', 320, 800],
  ['push', 'dark', 800, 800],
  ['states', 'dark', 800, 700],
  ['states', 'high-contrast', 320, 1000],
  ['kit', 'light', 800, 1000],
  ['kit', 'high-contrast', 1600, 800],
  ['table', 'dark', 800, 420],
  ['raw', 'light', 320, 700],
];

describe.skipIf(!hasBrowser)('the gallery looks as it did', () => {
  let gallery: Gallery;
  beforeAll(async () => {
    gallery = await openGallery();
    await mkdir(SEEN, { recursive: true });
  });
  afterAll(() => gallery.close());

  it.each(SHOTS)('%s, %s, %d px', async (scene, theme, width, height) => {
    const { page, faults } = await gallery.open(scene, theme, width, height);
    // Not the whole page: its height depends on the fonts of the machine.
    const shot = await page.screenshot({ animations: 'disabled' });
    expect(faults).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await page.close();
    const name = `${scene}-${theme}-${width}.png`;
    const baseline = join(BASELINES, name);
    if (update) {
      await mkdir(BASELINES, { recursive: true });
      await writeFile(baseline, shot);
      return;
    }
    await writeFile(join(SEEN, name), shot);
    expect(
      existsSync(baseline),
      `${name} has no baseline: look at out/gallery/${name}, then run with MODELWRIGHT_UPDATE_SCREENSHOTS=1`,
    ).toBe(true);
    const seen = PNG.sync.read(shot);
    const wanted = PNG.sync.read(await readFile(baseline));
    expect([seen.width, seen.height]).toEqual([wanted.width, wanted.height]);
    const differing = pixelmatch(seen.data, wanted.data, undefined, seen.width, seen.height, { threshold: 0.06 });
    expect(differing / (seen.width * seen.height), `${name}: compare out/gallery with test/gallery/baselines`).toBeLessThan(TOLERANCE);
  });
});
