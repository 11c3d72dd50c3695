import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../base/errors';
import { askAndSave, type ExportFormat, offerToOpen } from './save';
import type { ShownReport } from './surface';

const MIME: Record<ExportFormat, string> = { html: 'text/html', json: 'application/json', csv: 'text/csv' };

/** Saves a report as one file that works without Modelwright, where the person says. */
export async function exportReport(extension: vscode.Uri, shown: ShownReport, format: ExportFormat): Promise<void> {
  if (!Object.hasOwn(MIME, format)) throw new UserError('export.format', l10n.t('There is no export to "{0}".', String(format)));
  const { report } = shown;
  const name = [report.model?.name, report.kind, report.createdAt.slice(0, 10)].filter(Boolean).join('-');
  const saved = await askAndSave(`${name}.${format}`, MIME[format], () => exportContent(extension, shown, format));
  if (saved) void offerToOpen(saved);
}

/** The exported file's content. */
export async function exportContent(extension: vscode.Uri, shown: ShownReport, format: ExportFormat): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../../report/export/json')).exportJson(shown.report);
    case 'csv':
      return (await import('../../report/export/csv')).exportCsv(shown.report);
    case 'html': {
      const { exportHtml } = await import('../../report/export/html');
      return exportHtml(shown.report, (file) => shown.attachment(file, {}), {
        assetsDirectory: vscode.Uri.joinPath(extension, 'dist', 'webview').fsPath,
        language: vscode.env.language,
        strings: vscode.l10n.bundle,
      });
    }
  }
}

/** Asks for the format of an export. */
export async function pickFormat(): Promise<ExportFormat | undefined> {
  const items: (vscode.QuickPickItem & { format: ExportFormat })[] = [
    { format: 'html', label: 'HTML', description: l10n.t('one file with pictures and plots, works offline') },
    { format: 'json', label: 'JSON', description: l10n.t('the report itself, for scripts and to commit as evidence') },
    { format: 'csv', label: 'CSV', description: l10n.t('its tables, for a spreadsheet') },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: l10n.t('Export Report'), placeHolder: l10n.t('Choose a format') });
  return chosen?.format;
}
