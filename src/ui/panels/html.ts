import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelFamily } from '../../report/families';
import { panelPage } from './page';

/** Folders a panel may load from: its own bundles, nothing of the workspace. Attachments come through the protocol. */
export function panelRoots(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist', 'webview')];
}

/** What every panel may do. Scripts run; nothing is kept alive while hidden. */
export function panelOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, enableForms: false, localResourceRoots: panelRoots(extension) };
}

/** The page of a panel, with a nonce of its own and in the window's language. */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri, family: PanelFamily): string {
  return panelPage({
    family,
    nonce: randomBytes(16).toString('hex'),
    cspSource: webview.cspSource,
    language: vscode.env.language,
    strings: vscode.l10n.bundle,
    file: (name) => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', name)).toString(),
  });
}
