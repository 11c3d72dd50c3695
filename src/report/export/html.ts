import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../../base/files';
import { encodeReport } from '../encode';
import { type PanelFamily, panelFamily } from '../families';
import type { Report } from '../report';
import { embedJson, escapeHtml } from './escape';

/** Reads one attachment of the report by its plain name, whole. */
export type AttachmentReader = (file: string) => Promise<Uint8Array>;

export interface HtmlExportOptions {
  /** The folder with the built webviews: `dist/webview`. */
  assetsDirectory: string;
  /** Larger attachments are left out, and the page says so. 16 MiB unless told. */
  maxAttachmentBytes?: number;
  /** Attachments beyond this sum are left out in the order of the report. 48 MiB unless told. */
  maxTotalBytes?: number;
  /** Who draws it; by its kind unless told. `raw` for a report that only opened as raw JSON. */
  family?: PanelFamily;
  /** BCP 47; `en` unless told. */
  language?: string;
  /** Contents of an l10n bundle in that language. */
  strings?: unknown;
}

/**
 * A report as one HTML file that draws itself offline with the panels' own code: script, style, report and attachments are
 * in it, and its content security policy allows nothing else (the script by its hash). Light or dark as the reader's system is.
 * @throws UserError `file.*` where the built webview is not there
 */
export async function exportHtml(report: Report, readAttachment: AttachmentReader, options: HtmlExportOptions): Promise<string> {
  const asset = (file: string) => {
    const path = join(options.assetsDirectory, file);
    return readFile(path, 'utf8').catch((error: unknown) => {
      throw fileError(error, path);
    });
  };
  const [script, panelCss, themeCss, attached] = await Promise.all([
    asset(`${options.family ?? panelFamily(report.kind)}.js`),
    asset('panel.css'),
    asset('standalone.css'),
    embedAttachments(report, readAttachment, options),
  ]);
  const code = inlineScript(script);
  const hash = createHash('sha256').update(code).digest('base64');
  const nonce = randomBytes(16).toString('base64');
  const title = report.model ? `${report.model.name} · ${report.kind}` : report.kind;
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'nonce-${nonce}'; img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'`;
  const embedded = `{"report":${encodeReport(report)},"attachments":${JSON.stringify(attached)},"strings":${JSON.stringify(options.strings ?? null)}}`;
  return `<!doctype html>
<html lang="${escapeHtml(options.language ?? 'en')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta property="csp-nonce" nonce="${nonce}" content="${nonce}">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">
${inlineStyle(themeCss)}
${inlineStyle(panelCss)}
</style>
</head>
<body>
<main id="panel"><noscript>${escapeHtml(report.verdict)}</noscript></main>
<script type="application/json" id="modelwright-data">${embedJson(embedded)}</script>
<script type="module">${code}</script>
</body>
</html>
`;
}

/** What the page knows of the attachments: their bytes in base64, or only their size where they were left out. */
export type EmbeddedAttachments = Record<string, { mime: string; bytes: number; base64?: string }>;

async function embedAttachments(report: Report, read: AttachmentReader, options: HtmlExportOptions): Promise<EmbeddedAttachments> {
  const each = options.maxAttachmentBytes ?? 16 * 2 ** 20;
  let room = options.maxTotalBytes ?? 48 * 2 ** 20;
  const entries: [string, EmbeddedAttachments[string]][] = [];
  for (const { file, mime, bytes } of report.attachments) {
    if (bytes > each || bytes > room) {
      entries.push([file, { mime, bytes }]);
      continue;
    }
    const content = await read(file);
    room -= content.byteLength;
    entries.push([file, { mime, bytes, base64: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64') }]);
  }
  return Object.fromEntries(entries);
}

/** Inside a script element `</script` would end it and `<!--` change how it is read; in JavaScript strings and regular expressions a backslash changes nothing. */
function inlineScript(code: string): string {
  if (/<!--|<\/script/i.test(code)) return code.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '\\x3c!--');
  return code;
}

function inlineStyle(css: string): string {
  if (/<\/style/i.test(css)) throw new Error('A stylesheet of the panels ends its own element');
  return css;
}
