import * as vscode from 'vscode';
import { Settings } from './ids';

const SECTION = 'modelwright';

function read<T>(key: string, fallback: T, scope?: vscode.ConfigurationScope): T {
  return vscode.workspace.getConfiguration(SECTION, scope).get<T>(key, fallback);
}

/** How much report history a workspace folder keeps. */
export function historyLimits(folder: vscode.Uri): { count: number; bytes: number } {
  return {
    count: Math.max(1, read(Settings.historyMaxReports, 200, folder)),
    bytes: Math.max(1, read(Settings.historyMaxMegabytes, 500, folder)) * 1024 * 1024,
  };
}

/** Milliseconds after which the worker that waits for the next request ends. */
export function workerIdleMs(): number {
  return Math.max(0.05, read(Settings.workerIdleMinutes, 5)) * 60_000;
}

/** Megabytes that the cache of old versions may take. */
export function cacheMegabytes(): number {
  return Math.max(1, read(Settings.cacheMaxMegabytes, 5120));
}

/** Folder of another onnxruntime-node to use; empty for the one that comes with the extension. */
export function runtimePath(): string {
  return read(Settings.runtimePath, '').trim();
}

/** The ways of naming versions that are read beside GTO's, with commas; undefined: as git's configuration of each repository says. */
export function tagPatterns(): string | undefined {
  const patterns = read<string[] | null>(Settings.tagPatterns, null);
  return patterns === null ? undefined : patterns.join(',') || 'none';
}

/** Whether integrated terminals find `modelwright`. */
export function terminalCommandEnabled(): boolean {
  return read(Settings.terminalCommand, true);
}

/** Calls back when any of the extension's settings changes. */
export function onSettingsChanged(changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) changed();
  });
}
