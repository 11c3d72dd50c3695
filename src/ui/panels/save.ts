import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../base/errors';
import { writeAtomic } from '../../base/files';

export type ExportFormat = 'html' | 'json' | 'csv';

/** What a panel may hand over to be saved at once. */
const MAX_BYTES = 256 * 1024 * 1024;

const EXTENSIONS: Readonly<Record<string, readonly [string, string]>> = {
  'text/html': ['HTML', 'html'],
  'application/json': ['JSON', 'json'],
  'text/csv': ['CSV', 'csv'],
  'image/png': ['PNG', 'png'],
  'image/svg+xml': ['SVG', 'svg'],
};

/** A file name made of anything: what file systems refuse is replaced, its length bounded. */
export function safeFileName(name: string): string {
  const cleaned = basename(name.replaceAll('\\', '/'))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[\u0000-\u001f<>:"|?*]/g, '_')
    .replace(/^\.+/, '')
    .slice(0, 120);
  return cleaned || 'modelwright';
}

/** Asks where to save and writes the file whole or not at all. @returns where, or undefined where the person changed their mind */
export async function askAndSave(
  suggestedName: string,
  mime: string,
  content: () => Promise<Uint8Array | string>,
): Promise<vscode.Uri | undefined> {
  const known = EXTENSIONS[mime];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = safeFileName(suggestedName);
  const target = await vscode.window.showSaveDialog({
    defaultUri: folder?.scheme === 'file' ? vscode.Uri.joinPath(folder, name) : undefined,
    filters: known ? { [known[0]]: [known[1]] } : undefined,
  });
  if (!target) return undefined;
  await saveTo(target, await content());
  return target;
}

/** Writes a file whole or not at all, wherever the dialog led. */
export async function saveTo(target: vscode.Uri, content: Uint8Array | string): Promise<void> {
  if (target.scheme === 'file') await writeAtomic(target.fsPath, content);
  else await vscode.workspace.fs.writeFile(target, typeof content === 'string' ? new TextEncoder().encode(content) : content);
}

/** Saves what a panel made: a plot's picture, a table's rows. */
export async function saveBytes(suggestedName: string, mime: string, bytes: Uint8Array): Promise<undefined> {
  if (!(bytes instanceof Uint8Array) || bytes.length > MAX_BYTES) {
    throw new UserError('panel.save', l10n.t('There is nothing to save, or more than one file may hold.'));
  }
  const saved = await askAndSave(String(suggestedName), String(mime), async () => bytes);
  if (saved) void offerToOpen(saved);
  return undefined;
}

/** Says where a file went, and opens it on request. */
export async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(l10n.t('Saved {0}.', vscode.workspace.asRelativePath(file)), open);
  if (chosen !== open) return;
  if (/\.(html?|svg|png)$/i.test(file.path)) await vscode.env.openExternal(file);
  else await vscode.commands.executeCommand('vscode.open', file);
}
