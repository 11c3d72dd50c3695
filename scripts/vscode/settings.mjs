import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What keeps VS Code's own doings out of a test's or a demo's window. */
export const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * The settings file of a profile folder, for the desktop and for the server: both look below the same folder.
 * @param {string} userDataDir
 */
export function settingsFiles(userDataDir) {
  return [join(userDataDir, 'User', 'settings.json'), join(userDataDir, 'data', 'User', 'settings.json')];
}

/**
 * Writes a fresh profile's settings. VS Code reads them when it starts.
 * @param {string} userDataDir
 * @param {Record<string, unknown>} [settings]
 */
export async function writeSettings(userDataDir, settings = {}) {
  const text = JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2);
  for (const file of settingsFiles(userDataDir)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
