import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { findJob } from '../../jobs/table';
import { formatAge, formatBytes, formatDuration } from '../format';
import { Commands, Views } from '../ids';
import { kindTitle } from '../jobTitle';
import { SafeMarkdown } from '../markdown';
import type { Reports, StoredReport } from '../reports';

/** The History view: stored reports, newest first, each with its verdict. */
export class HistoryView extends Disposable implements vscode.TreeDataProvider<StoredReport> {
  readonly #changed = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly reports: Reports) {
    super();
    this.register(vscode.window.createTreeView(Views.history, { treeDataProvider: this }));
    this.register(reports.onDidChange(() => this.#changed.fire(undefined)));
  }

  async getChildren(report?: StoredReport): Promise<StoredReport[]> {
    return report ? [] : this.reports.list();
  }

  getTreeItem(report: StoredReport): vscode.TreeItem {
    const { id, header, createdAt } = report.entry;
    const when = new Date(createdAt);
    const job = header && findJob(header.kind);
    const item = new vscode.TreeItem(label(report), vscode.TreeItemCollapsibleState.None);
    item.id = `${report.root.toString()}#${id}`;
    item.contextValue = header ? 'report' : 'damagedReport';
    item.iconPath = new vscode.ThemeIcon(header ? (job?.icon ?? 'json') : 'warning');
    item.description = header ? `${header.verdict} · ${formatAge(when)}` : l10n.t('cannot be read');
    item.tooltip = tooltip(report, when);
    item.accessibilityInformation = { label: `${label(report)}, ${header?.verdict ?? ''}, ${when.toLocaleString()}`, role: 'treeitem' };
    if (header) item.command = { command: Commands.openReport, title: l10n.t('Open Report'), arguments: [report] };
    return item;
  }
}

/** `Run · glyphs`; of a version `Run · glyphs@v1.1.0`. */
function label({ entry }: StoredReport): string {
  if (!entry.header) return entry.id;
  const { name, ref } = entry.header.model ?? {};
  const model = ref === undefined || name === undefined ? name : ref.startsWith(`${name}@`) ? ref : `${name}@${ref}`;
  return [kindTitle(entry.header.kind), model].filter(Boolean).join(' · ');
}

function tooltip(report: StoredReport, when: Date): vscode.MarkdownString {
  const { header, bytes } = report.entry;
  const text = new SafeMarkdown().title('history', label(report));
  if (header) text.text(header.verdict);
  text.item(l10n.t('Made'), when.toLocaleString());
  if (header?.durationMs !== undefined) text.item(l10n.t('Took'), formatDuration(header.durationMs));
  if (header?.model) text.item(l10n.t('Model'), header.model.ref ? `${header.model.path}@${header.model.ref}` : header.model.path);
  text.item(l10n.t('Size'), formatBytes(bytes));
  return text.build();
}
