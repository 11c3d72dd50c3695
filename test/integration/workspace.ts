import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ModelwrightApi } from '../../src/extension';
import { EXTENSION_ID } from '../../src/ui/ids';

/** The repository these tests come from: its samples are what they open. */
export function repositoryRoot(): string {
  const root = process.env.MODELWRIGHT_TEST_ROOT;
  if (!root) throw new Error('MODELWRIGHT_TEST_ROOT is not set: these tests are started by npm test.');
  return root;
}

export const GLYPHS = join('samples', 'models', 'glyphs', 'glyphs-1.2.0.onnx');
export const STAR = join('samples', 'models', 'glyphs', 'star.png');

/** The folder VS Code has open. */
export function workspaceFolder(): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('The tests need a workspace folder.');
  return folder;
}

/** The running extension, activated. */
export async function extension(): Promise<ModelwrightApi> {
  const found = vscode.extensions.getExtension<ModelwrightApi>(EXTENSION_ID);
  if (!found) throw new Error(`${EXTENSION_ID} is not installed in this VS Code.`);
  return found.activate();
}

/** A folder of one test file inside of the workspace, empty at first and gone at the end. */
export class Scratch {
  readonly uri: vscode.Uri;

  constructor(name: string) {
    this.uri = vscode.Uri.joinPath(workspaceFolder().uri, name);
  }

  async make(): Promise<void> {
    await rm(this.uri.fsPath, { recursive: true, force: true });
    await mkdir(this.uri.fsPath, { recursive: true });
  }

  async remove(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(this.uri.fsPath, { recursive: true, force: true });
  }

  file(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.uri, name);
  }

  async write(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
    const uri = this.file(name);
    await mkdir(dirname(uri.fsPath), { recursive: true });
    await writeFile(uri.fsPath, content);
    return uri;
  }

  /** Copies a file of the repository. */
  async copy(source: string, name: string): Promise<vscode.Uri> {
    const uri = this.file(name);
    await mkdir(dirname(uri.fsPath), { recursive: true });
    await copyFile(join(repositoryRoot(), source), uri.fsPath);
    return uri;
  }
}

/** Waits until `probe` gives something, and gives that; fails with `what` where it does not. */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  timeout = 15_000,
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Not within ${timeout / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The tabs with a report panel, by label. */
export function reportTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('modelwright.report'));
}

/** The custom editor's tab of a model. */
export function editorTab(uri: vscode.Uri): vscode.Tab | undefined {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .find((tab) => tab.input instanceof vscode.TabInputCustom && tab.input.uri.toString() === uri.toString());
}
