import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelFamily } from '../../report/families';

/** Folders a panel may load from: its own bundles, nothing of the workspace. Attachments come through the protocol. */
export function panelRoots(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist', 'webview')];
}

/** What every panel may do. Scripts run; nothing is kept alive while hidden. */
export function panelOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, enableForms: false, localResourceRoots: panelRoots(extension) };
}

/**
 * The page of a panel: no data, one script, one style sheet. Data come as messages, so that nothing from a report is
 * ever parsed as HTML. The toolkit makes style elements with the nonce of `csp-nonce`.
 */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri, family: PanelFamily): string {
  const nonce = randomBytes(16).toString('hex');
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', 'webview', name)).toString();
  const policy = [
    `default-src 'none'`,
    `img-src blob: data: ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" nonce="${nonce}" content="${nonce}">
<link rel="stylesheet" nonce="${nonce}" href="${file('panel.css')}">
<script type="module" nonce="${nonce}" src="${file(`${family}.js`)}"></script>
<title>Modelwright</title>
</head>
<body>
<main id="panel"></main>
</body>
</html>`;
}
