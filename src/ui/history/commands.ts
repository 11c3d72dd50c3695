import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CommandGateway } from '../commands';
import { formatAge } from '../format';
import { Commands } from '../ids';
import { kindTitle } from '../jobTitle';
import { pickFormat } from '../panels/exportReport';
import { noActivePanel, type ReportPanels } from '../panels/reportPanels';
import type { SurfaceServices } from '../panels/surface';
import type { Reports, StoredReport } from '../reports';

/** Commands on stored reports: from the History view, from the palette, from a report's own tab. */
export function addHistoryCommands(gateway: CommandGateway, reports: Reports, panels: ReportPanels, services: SurfaceServices): void {
  gateway.add(Commands.openReport, async (argument) => {
    const report = isStored(argument) ? argument : await pickReport(reports, l10n.t('Open Report'));
    if (report) await panels.openStored(report.root, report.entry.id);
  });

  gateway.add(Commands.deleteReport, async (argument, selection) => {
    const chosen = Array.isArray(selection) ? selection.filter(isStored) : [];
    const single = isStored(argument) ? argument : await pickReport(reports, l10n.t('Delete Report'));
    const doomed = chosen.length > 0 ? chosen : single ? [single] : [];
    for (const report of doomed) {
      await reports.delete(report);
      panels.closeReport(report.root, report.entry.id);
    }
  });

  gateway.add(Commands.deleteAllReports, async () => {
    const all = await reports.list();
    if (all.length === 0) return;
    const confirm = l10n.t('Delete');
    const chosen = await vscode.window.showWarningMessage(
      all.length === 1 ? l10n.t('Delete the one report in the history?') : l10n.t('Delete all {0} reports in the history?', all.length),
      { modal: true, detail: l10n.t('Exported files stay. This cannot be undone.') },
      confirm,
    );
    if (chosen !== confirm) return;
    for (const report of all) {
      await reports.delete(report);
      panels.closeReport(report.root, report.entry.id);
    }
  });

  gateway.add(Commands.exportReport, async (argument) => {
    const shown = isStored(argument)
      ? (await panels.openStored(argument.root, argument.entry.id)).surface.shown
      : panels.active?.surface.shown;
    if (!shown) throw noActivePanel();
    const format = await pickFormat();
    if (format) await services.exportReport(shown, format);
  });

  gateway.add(Commands.revealReport, async (argument) => {
    const report = isStored(argument) ? argument : await pickReport(reports, l10n.t('Reveal Report in File Explorer'));
    if (!report) return;
    const store = await reports.store(report.root);
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(store.reportDirectory(report.entry.id)));
  });
}

async function pickReport(reports: Reports, title: string): Promise<StoredReport | undefined> {
  const all = await reports.list();
  if (all.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('The history is empty. Run a model, and its report is kept there.'));
    return undefined;
  }
  const items = all.map((report) => ({
    report,
    label: report.entry.header?.model?.name ?? report.entry.id,
    description: report.entry.header && kindTitle(report.entry.header.kind),
    detail: `${report.entry.header?.verdict ?? l10n.t('cannot be read')} · ${formatAge(new Date(report.entry.createdAt))}`,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  return chosen?.report;
}

function isStored(value: unknown): value is StoredReport {
  return typeof value === 'object' && value !== null && 'root' in value && 'entry' in value;
}
