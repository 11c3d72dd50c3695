import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, errors, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { must } from '../../scripts/lib/processes.mjs';
import { launchChromium } from '../../scripts/vscode/browser.mjs';
import { ownTemporary } from '../../scripts/vscode/environment.mjs';
import { installExtension, type Server, startServer, workbenchUrl } from '../../scripts/vscode/server.mjs';
import { writeSettings } from '../../scripts/vscode/settings.mjs';

const ROOT = join(__dirname, '..', '..');
const SCREENSHOTS = join(ROOT, 'out', 'screenshots');
/** How often a menu is opened until its entry is clicked. */
const MENU_TRIES = 5;

/** Themes, by the class that VS Code puts on its page for them. */
export const THEMES = {
  dark: { name: 'Default Dark Modern', class: 'vs-dark' },
  light: { name: 'Default Light Modern', class: 'vs' },
  'high-contrast': { name: 'Default High Contrast', class: 'hc-black' },
  'high-contrast-light': { name: 'Default High Contrast Light', class: 'hc-light' },
} as const;

export interface OpenOptions {
  /** Begins the names of the screenshots. */
  name: string;
  /** Whether the folder is trusted; false: VS Code asks, and is in restricted mode until then. */
  trust: boolean;
  /** Changes the demo workspace before it is opened. */
  prepare?: (folder: string) => Promise<void>;
}

/** VS Code with the packaged extension installed and the demo workspace open, as a person has it before them. */
export class Workbench {
  #shots = 0;

  private constructor(
    readonly page: Page,
    readonly folder: string,
    private readonly name: string,
    private readonly scratch: string,
    private readonly server: Server,
    private readonly browser: Browser,
  ) {}

  static async open({ name, trust, prepare }: OpenOptions): Promise<Workbench> {
    const vsix = process.env.MODELWRIGHT_TEST_VSIX;
    if (!vsix) throw new Error('MODELWRIGHT_TEST_VSIX is not set: these tests are started by npm test.');
    const scratch = await mkdtemp(join(tmpdir(), 'modelwright-e2e-'));
    const folder = join(scratch, 'demo');
    const dataDir = join(scratch, 'server');
    const node = { cwd: ROOT, quiet: true, timeout: 120_000 };
    await must(process.execPath, [join('samples', 'demo', 'create.mjs'), folder], node);
    await prepare?.(folder);
    // Nothing but the extension itself is trusted to stay quiet: VS Code's own hints would cover what is looked at.
    await writeSettings(dataDir, { 'workbench.colorTheme': THEMES.dark.name, 'window.commandCenter': false });
    await installExtension({ vsix, dataDir });
    const server = await startServer({ dataDir, trust, env: { MODELWRIGHT_CACHE: join(scratch, 'cache'), ...ownTemporary(scratch) } });
    const browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(15_000);
    await page.goto(workbenchUrl(server.port, { folder }), { waitUntil: 'domcontentloaded' });
    await page.locator('.activitybar .action-item').first().waitFor({ timeout: 60_000 });
    return new Workbench(page, folder, name, scratch, server, browser);
  }

  /** Opens another folder in this window, or none. */
  async visit(folder: string | undefined): Promise<void> {
    await this.page.goto(workbenchUrl(this.server.port, folder === undefined ? {} : { folder }), { waitUntil: 'domcontentloaded' });
    await this.page.locator('.activitybar .action-item').first().waitFor({ timeout: 60_000 });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await rm(this.scratch, { recursive: true, force: true });
  }

  /** Keeps what is to be seen now in out/screenshots/, numbered in order. */
  async screenshot(step: string): Promise<void> {
    await mkdir(SCREENSHOTS, { recursive: true });
    // A hover left behind by the last click would hide what it is about.
    await this.page.mouse.move(640, 795);
    await this.page.waitForTimeout(400);
    const number = String(++this.#shots).padStart(2, '0');
    await this.page.screenshot({ path: join(SCREENSHOTS, `${this.name}-${number}-${step}.png`) });
  }

  /** Opens a view container by its icon in the activity bar. */
  async openContainer(title: string): Promise<void> {
    const item = this.page.locator(`.activitybar .action-item:has([aria-label*="${title}"])`);
    // A badge covers the centre.
    await item.click({ position: { x: 8, y: 8 } });
  }

  /** Runs a command from the palette, as typed. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.fill(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    await row.waitFor();
    await row.click();
  }

  /** Picks the entry with this text in the open quick pick. */
  async pick(text: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
    await row.waitFor({ timeout: 20_000 });
    await row.click();
  }

  /** An entry of the open quick pick. */
  choices(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Takes what the open input box holds, or what is typed into it first. */
  async enter(text?: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    await this.page.locator('.quick-input-widget .quick-input-message').first().waitFor();
    if (text !== undefined) await input.fill(text);
    await input.press('Enter');
  }

  /** The modal dialog's text. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the modal dialog. */
  async press(button: string): Promise<void> {
    await this.dialog.locator('.monaco-button').filter({ hasText: button }).first().click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** A notification with this text. */
  notification(text: string): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text }).first();
  }

  /** A row of one of the extension's views. @param text anywhere in it; an expression: its label without the description @param without what it must not say */
  row(view: string, text: string | RegExp, without: string | RegExp = /(?!)/): Locator {
    const rows = this.page.locator(`.pane:has(> .pane-header[aria-label*="${view} Section"]) .monaco-list-row`);
    const found = typeof text === 'string' ? { hasText: text } : { has: this.page.locator('.label-name').filter({ hasText: text }) };
    return rows.filter({ ...found, hasNotText: without }).first();
  }

  /** Opens what is below a row. */
  async expand(row: Locator): Promise<void> {
    await row.locator('.monaco-tl-twistie').click();
  }

  /** Clicks an icon that a row shows when the mouse is over it. */
  async inlineAction(row: Locator, title: string): Promise<void> {
    await row.hover();
    await row.locator(`.action-label[aria-label^="${title}"]:not(.disabled)`).click();
  }

  /** Chooses an entry of a row's context menu. */
  async contextAction(row: Locator, title: string): Promise<void> {
    await this.#choose(() => row.click({ button: 'right' }), title);
  }

  /** Chooses an entry of the "…" menu in the title of a view. */
  async viewAction(view: string, title: string): Promise<void> {
    const header = this.page.locator(`.pane-header[aria-label*="${view} Section"]`);
    const more = header.locator('.action-label[aria-label^="Views and More Actions"], .action-label[aria-label^="More Actions"]').first();
    await this.#choose(async () => {
      await header.hover();
      await more.click();
    }, title);
  }

  /** Chooses an entry of the menu that `open` opens; again where it did not open, or closed because what it belongs to was drawn anew. */
  async #choose(open: () => Promise<void>, title: string): Promise<void> {
    const item = this.page.locator('.monaco-menu .action-item:not(.disabled)').filter({ hasText: title }).first();
    for (let tries = 1; ; tries++) {
      try {
        await open();
        await item.waitFor({ timeout: 3000 });
        // A click while the menu is still opening is swallowed.
        await this.page.waitForTimeout(300);
        await item.click({ timeout: 3000 });
        return;
      } catch (error) {
        if (!(error instanceof errors.TimeoutError) || tries === MENU_TRIES) throw error;
        await this.page.keyboard.press('Escape');
        await this.page.locator('.monaco-menu').first().waitFor({ state: 'hidden' });
      }
    }
  }

  /** Reloads the window as the command does: editors come back by their serializers. */
  async reload(): Promise<void> {
    const navigated = this.page.waitForEvent('domcontentloaded');
    await this.command('Developer: Reload Window');
    await navigated;
    await this.page.locator('.activitybar .action-item').first().waitFor({ timeout: 60_000 });
  }

  /** The page inside of the editor's webview. */
  get panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:not([src*="purpose=webviewView"]):visible').frameLocator('iframe#active-frame');
  }

  /** Switches the theme by the folder's settings, and waits until the window has taken it. */
  async theme(theme: keyof typeof THEMES): Promise<void> {
    await mkdir(join(this.folder, '.vscode'), { recursive: true });
    await writeFile(join(this.folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': THEMES[theme].name }));
    await this.page.locator(`.monaco-workbench.${THEMES[theme].class}`).first().waitFor({ timeout: 20_000 });
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }
}
