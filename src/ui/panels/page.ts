import { embedJson, escapeHtml } from '../../report/export/escape';
import type { PanelFamily } from '../../report/families';

/** What a panel's page is made of. */
export interface PageParts {
  family: PanelFamily;
  nonce: string;
  /** Where the webview may load its own files from, as a source of a content security policy. */
  cspSource: string;
  /** BCP 47. */
  language: string;
  /** Contents of the l10n bundle in that language; undefined where there is none, as for English. */
  strings: Readonly<Record<string, unknown>> | undefined;
  /** The address of a file of the built webview. */
  file(name: string): string;
}

/**
 * A panel's page: no data, one script, one style sheet. Data come as messages, so that nothing from a report is
 * ever parsed as HTML; only the texts of another language are in it, in a block that runs nothing. The toolkit makes
 * style elements with the nonce of `csp-nonce`.
 */
export function panelPage({ family, nonce, cspSource, language, strings, file }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `img-src blob: data: ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
  ].join('; ');
  const texts = strings
    ? `\n<script type="application/json" id="modelwright-strings" nonce="${nonce}">${embedJson(JSON.stringify(strings))}</script>`
    : '';
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" nonce="${nonce}" content="${nonce}">
<link rel="stylesheet" nonce="${nonce}" href="${file('panel.css')}">${texts}
<script type="module" nonce="${nonce}" src="${file(`${family}.js`)}"></script>
<title>Modelwright</title>
</head>
<body>
<main id="panel"></main>
</body>
</html>`;
}
