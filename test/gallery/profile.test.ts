import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gallery, hasBrowser, openGallery } from './browser';

describe.skipIf(!hasBrowser)('the profile of a benchmark', () => {
  let gallery: Gallery;
  beforeAll(async () => {
    gallery = await openGallery();
  });
  afterAll(() => gallery.close());

  const flame = (page: Page) => page.locator('mw-flame svg.plot');
  const bars = (page: Page) => page.locator('mw-flame svg.plot rect.event').count();

  it('draws 20,000 calls in no more bars than pixels, and more of them as one zooms in', async () => {
    const { page, faults } = await gallery.open('benchmark-profile-huge', 'dark', 800, 900);
    const all = await bars(page);
    expect(all).toBeGreaterThan(50);
    expect(all).toBeLessThan(2 * 800);
    await flame(page).focus();
    for (let step = 0; step < 9; step++) await page.keyboard.press('+');
    const near = await flame(page).locator('text.inside').count();
    expect(near).toBeGreaterThan(1);
    await page.keyboard.press('0');
    expect(await bars(page)).toBe(all);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('reads calls by keyboard with their name and time, and moves by Ctrl and the arrow keys', async () => {
    const { page, faults } = await gallery.open('benchmark-profile', 'dark', 800, 900);
    await flame(page).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const readout = page.locator('mw-flame .readout');
    expect(await readout.textContent()).toMatch(/\((Conv|MaxPool|Concat)\): [\d.]+ (µs|ms), from/);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    const ticks = () => flame(page).locator('text').allTextContents();
    const before = await ticks();
    await page.keyboard.press('Control+ArrowRight');
    expect(await ticks()).not.toEqual(before);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('shows a node that is chosen in the table in the other plots', async () => {
    const { page, faults } = await gallery.open('benchmark-profile', 'dark', 800, 900);
    const rows = page.locator('mw-table[aria-label], mw-profile mw-table').last().locator('tbody tr:not(.spacer)');
    const name = await rows.nth(1).locator('td').first().textContent();
    await rows.nth(1).click();
    await expect.poll(() => page.locator('mw-flame rect.event.dim').count()).toBeGreaterThan(0);
    expect(await page.locator('mw-profile circle.node.strong').count()).toBe(1);
    expect((await flame(page).locator('text.inside').allTextContents()).join(' ')).toContain(name?.slice(0, 3));
    expect(faults).toEqual([]);
    await page.close();
  });
});
