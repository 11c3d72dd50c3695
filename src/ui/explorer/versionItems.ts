import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { metricNamed } from '../../report/headline';
import { metricText } from '../../report/metricText';
import type { VersionMetric } from '../../report/schemas/versions';
import { formatBytes } from '../format';
import { jobCommand } from '../ids';
import { SafeMarkdown } from '../markdown';
import { modelFiles, type VersionNode, type WorkingCopyNode } from './nodes';

/** Characters of a message in a row. */
const MAX_MESSAGE = 72;

/** A version as rows show it: what a commit that was never registered is called by is cut short. */
export function shortVersion(version: string): string {
  return /^[0-9a-f]{40,}$/.test(version) ? version.slice(0, 7) : version;
}

/** The file in the work tree among its versions: at which it is, or what became of it. */
export function workingCopyItem({ result, model, uri, parent }: WorkingCopyNode): vscode.TreeItem {
  const { state, version } = result.workingCopy ?? { state: 'missing' };
  const below = parent.variants.length + modelFiles(model.entry).length;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(l10n.t('Working copy'), below > 0 ? Collapsed : None);
  item.id = `workingCopy:${uri.toString()}:${model.entry.name}`;
  item.contextValue = `workingCopy ${state}`;
  const stale = result.workingCopy?.metricsNote?.code === 'other';
  item.description = [workingCopyWords(state, version), ...(stale ? [l10n.t('metrics stale')] : [])].join(' · ');
  item.iconPath = workingCopyIcon(state);
  const bytes = result.workingCopy?.bytes;
  item.tooltip = new SafeMarkdown()
    .title('edit', model.entry.path)
    .pairs([
      [l10n.t('State'), workingCopyWords(state, version)],
      [l10n.t('Size'), bytes === undefined ? '' : formatBytes(bytes)],
      [l10n.t('Stale'), stale ? l10n.t('{0}: measured on another file than this is now', result.workingCopy?.metricsNote?.path ?? '') : ''],
    ])
    .build();
  item.accessibilityInformation = { label: `${l10n.t('Working copy')}, ${item.description}`, role: 'treeitem' };
  return item;
}

function workingCopyWords(state: NonNullable<WorkingCopyNode['result']['workingCopy']>['state'], version: string | undefined): string {
  switch (state) {
    case 'clean':
      return l10n.t('clean at {0}', version ?? '');
    case 'changed':
      return version === undefined ? l10n.t('changed') : l10n.t('changed since {0}', version);
    case 'unregistered':
      return l10n.t('no version yet');
    case 'missing':
      return l10n.t('not in the work tree');
  }
}

function workingCopyIcon(state: string): vscode.ThemeIcon {
  switch (state) {
    case 'clean':
      return new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green'));
    case 'changed':
      return new vscode.ThemeIcon('edit', new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'));
    case 'unregistered':
      return new vscode.ThemeIcon('circle-outline');
    default:
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  }
}

/** A version: its stages first, then what it is worth, its size, when, by whom and what they said. */
export function versionItem(node: VersionNode): vscode.TreeItem {
  const { version, result, uri } = node;
  const item = new vscode.TreeItem(shortVersion(version.version), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `version:${uri.toString()}:${version.tag}`;
  item.contextValue = contextValue(node);
  const metric = metricNamed(version, result.headline);
  const size = version.bytes === undefined ? undefined : formatBytes(version.bytes);
  const words = [
    version.active ? undefined : l10n.t('deregistered'),
    // GTO does not read it: said in the row, by the tag's own name.
    version.pattern === undefined ? undefined : l10n.t('tagged as {0}', version.tag),
    version.stages.length > 0 ? version.stages.join(', ') : undefined,
    metric && metricWords(metric),
    size,
    new Date(version.registeredAt).toLocaleDateString(),
    version.author,
    shortened(version.message),
  ].filter(Boolean);
  item.description = words.join(' · ');
  item.iconPath = versionIcon(node);
  item.tooltip = versionTooltip(node, metric);
  item.accessibilityInformation = { label: [node.name, item.label, ...words].join(', '), role: 'treeitem' };
  item.command = { command: jobCommand('inspect'), title: l10n.t('Inspect'), arguments: [uri] };
  return item;
}

/** For `when` clauses of menus: `version active staged latest`. */
function contextValue({ version, result }: VersionNode): string {
  const latest = result.versions.find((each) => each.active)?.version === version.version;
  const words = ['version', version.active ? 'active' : 'deregistered'];
  if (version.stages.length > 0) words.push('staged');
  if (latest) words.push('latest');
  return words.join(' ');
}

function versionIcon({ version }: VersionNode): vscode.ThemeIcon {
  if (!version.active) return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('disabledForeground'));
  if (version.stages.length > 0) return new vscode.ThemeIcon('rocket', new vscode.ThemeColor('charts.green'));
  return new vscode.ThemeIcon('tag');
}

function versionTooltip({ name, version }: VersionNode, metric: VersionMetric | undefined): vscode.MarkdownString {
  const text = new SafeMarkdown().title('tag', `${name} ${shortVersion(version.version)}`);
  if (version.message) text.text(version.message);
  text.pairs([
    [l10n.t('Stages'), version.stages.join(', ')],
    [l10n.t('Metric'), metric ? metricWords(metric) : ''],
    [l10n.t('Stale'), version.metricsNote?.code === 'other' ? l10n.t('metrics of another file than this version’s') : ''],
    [l10n.t('Size'), version.bytes === undefined ? '' : formatBytes(version.bytes)],
    [l10n.t('Kept in'), version.storage === undefined ? '' : { git: 'git', lfs: 'Git LFS', dvc: 'DVC' }[version.storage]],
    [l10n.t('Registered'), new Date(version.registeredAt).toLocaleString()],
    [l10n.t('By'), version.author],
    [l10n.t('Commit'), version.commit.slice(0, 10)],
    [l10n.t('Tag'), version.pattern === undefined ? version.tag : l10n.t('{0}, which GTO does not read', version.tag)],
    [l10n.t('Path'), version.path ?? ''],
  ]);
  return text.build();
}

/** A figure, and that it is not this version's own where it was measured on another file. */
function metricWords(metric: VersionMetric): string {
  return metric.stale ? l10n.t('{0} (stale)', metricText(metric)) : metricText(metric);
}

/** A message has a row's room; the tooltip has the rest. */
function shortened(message: string): string {
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message;
}
