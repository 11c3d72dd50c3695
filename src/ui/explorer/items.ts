import { basename, dirname } from 'node:path/posix';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ModelEntry } from '../../report/schemas/models';
import { formatBytes } from '../format';
import { Commands, jobCommand } from '../ids';
import { SafeMarkdown } from '../markdown';
import { referenceOf } from '../modelUri';
import type { Arrangement } from './arrange';
import type { ExplorerNode, FileNode, FileRole, GroupNode, ModelNode, NoteNode } from './nodes';
import { hasVersions, modelFiles, stem } from './nodes';
import { shortVersion, versionItem, workingCopyItem } from './versionItems';

/** Draws one row of the Models view. @param group what models are grouped by: what the row above says is not said again */
export function treeItem(node: ExplorerNode, group: Arrangement['group']): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node.folder, node.models.length);
    case 'model':
      return modelItem(node, group);
    case 'group':
      return groupItem(node);
    case 'workingCopy':
      return workingCopyItem(node);
    case 'version':
      return versionItem(node);
    case 'file':
      return fileItem(node);
    case 'note':
      return noteItem(node);
  }
}

function groupItem({ label, models, parent }: GroupNode): vscode.TreeItem {
  const item = new vscode.TreeItem(label || l10n.t('Others'), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group:${parent?.folder.uri.toString() ?? ''}:${label}`;
  item.contextValue = 'group';
  item.iconPath = new vscode.ThemeIcon('folder');
  item.description = countText(models.length);
  item.accessibilityInformation = { label: `${item.label}, ${item.description}`, role: 'treeitem' };
  return item;
}

function noteItem({ text, icon, step }: NoteNode): vscode.TreeItem {
  const item = new vscode.TreeItem(text, vscode.TreeItemCollapsibleState.None);
  item.contextValue = 'note';
  item.iconPath = new vscode.ThemeIcon(icon, icon === 'warning' ? new vscode.ThemeColor('list.warningForeground') : undefined);
  item.tooltip = text;
  item.accessibilityInformation = { label: icon === 'warning' ? l10n.t('Warning: {0}', text) : text, role: 'treeitem' };
  if (step) item.command = { command: step.command, title: text, arguments: [...(step.arguments ?? [])] };
  return item;
}

function countText(count: number): string {
  return count === 1 ? l10n.t('1 model') : l10n.t('{0} models', count);
}

function folderItem(folder: vscode.WorkspaceFolder, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(folder.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `folder:${folder.uri.toString()}`;
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'folder';
  item.description = countText(count);
  item.tooltip = folder.uri.fsPath;
  item.accessibilityInformation = { label: `${folder.name}, ${item.description}`, role: 'treeitem' };
  return item;
}

function modelItem(node: ModelNode, group: Arrangement['group']): vscode.TreeItem {
  const { entry, uri, folder } = node.model;
  const children = node.variants.length + modelFiles(entry).length + (hasVersions(node) ? 1 : 0);
  const label = node.variant ?? (hasVersions(node) ? entry.name : stem(entry));
  const item = new vscode.TreeItem(label, children > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None);
  item.id = `model:${uri.toString()}:${entry.name}`;
  item.resourceUri = uri;
  item.iconPath = modelIcon(node);
  item.contextValue = contextValue(node);
  item.description = modelDescription(node, group);
  item.tooltip = modelTooltip(entry);
  item.accessibilityInformation = { label: [label, item.description, folder.name].filter(Boolean).join(', '), role: 'treeitem' };
  // A model that is not here has nothing to open; its row stays, and says how to fetch it.
  if (entry.state !== 'missing') {
    item.command = { command: Commands.open, title: l10n.t('Open'), arguments: [uri] };
  }
  return item;
}

/** For `when` clauses of menus: `model file`, `variant pointer manifest` … */
function contextValue(node: ModelNode): string {
  const words = ['model', node.model.entry.state];
  if (node.variant) words.push('variant');
  const { manifest, versions = 0, stages = {}, deprecated } = node.model.entry;
  if (manifest) words.push('hasManifest');
  if (hasVersions(node)) words.push('inRepository');
  if (versions > 0) words.push('registered');
  if (Object.values(stages).some((version) => version !== null)) words.push('staged');
  if (deprecated) words.push('deprecated');
  return words.join(' ');
}

function modelIcon(node: ModelNode): vscode.ThemeIcon {
  switch (node.model.entry.state) {
    case 'pointer':
      return new vscode.ThemeIcon('cloud-download');
    case 'missing':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    default:
      return new vscode.ThemeIcon(node.variant ? 'versions' : 'circuit-board');
  }
}

function modelDescription(node: ModelNode, group: Arrangement['group']): string {
  const { entry } = node.model;
  const words = hasVersions(node) ? [...registryWords(entry), stateWords(entry)] : [stateWords(entry)];
  const folder = dirname(entry.path);
  if (!node.variant && group !== 'folder' && entry.path !== '' && folder !== '.') words.push(folder);
  return words.join(' · ');
}

/** What is where, or the latest where nothing is anywhere; that there is nothing in a repository, too. */
function registryWords({ versions = 0, latest, stages = {}, deprecated }: ModelEntry): string[] {
  const filled = Object.entries(stages).flatMap(([stage, version]) => (version === null ? [] : [`${stage} ${shortVersion(version)}`]));
  const words = filled.length > 0 ? filled : versions === 0 ? [l10n.t('not registered')] : latest ? [latest] : [];
  return deprecated ? [l10n.t('deprecated'), ...words] : words;
}

function stateWords(entry: ModelEntry): string {
  switch (entry.state) {
    case 'missing':
      return l10n.t('missing');
    case 'pointer': {
      const size = entry.pointer?.bytes === undefined ? undefined : formatBytes(entry.pointer.bytes);
      return size ? l10n.t('not fetched, {0}', size) : l10n.t('not fetched');
    }
    default:
      return formatBytes(entry.bytes);
  }
}

function modelTooltip(entry: ModelEntry): vscode.MarkdownString {
  const filled = Object.entries(entry.stages ?? {}).flatMap(([stage, version]) =>
    version === null ? [] : [`${stage} ${shortVersion(version)}`],
  );
  const { versions = 0, latest } = entry;
  const text = new SafeMarkdown().title('circuit-board', entry.path || entry.name).pairs([
    [l10n.t('Stages'), filled.join(', ')],
    [l10n.t('Versions'), versions === 0 ? '' : latest ? l10n.t('{0}, latest {1}', versions, latest) : String(versions)],
    [l10n.t('Size'), entry.state === 'missing' ? '' : stateWords(entry)],
    [l10n.t('Type'), entry.type ?? ''],
    [l10n.t('Manifest'), entry.manifest ?? ''],
  ]);
  if (entry.state === 'missing') text.text(l10n.t('The repository names this model, but its file is not here.'));
  if (entry.pointer) {
    const store = entry.pointer.kind === 'lfs' ? 'Git LFS' : 'DVC';
    text.text(l10n.t('{0} keeps this file and it has not been fetched yet. Fetch it with:', store)).code(entry.pointer.command);
  }
  return text.build();
}

const ROLE_ICONS: Record<FileRole, string> = {
  manifest: 'settings-gear',
  metrics: 'graph-line',
  labels: 'tag',
  tokenizer: 'symbol-string',
  data: 'database',
  variant: 'versions',
  other: 'file',
};

function roleName(role: FileRole): string {
  switch (role) {
    case 'manifest':
      return l10n.t('manifest');
    case 'metrics':
      return l10n.t('metrics');
    case 'labels':
      return l10n.t('labels');
    case 'tokenizer':
      return l10n.t('tokenizer');
    case 'data':
      return l10n.t('external data');
    case 'variant':
      return l10n.t('variant');
    case 'other':
      return '';
  }
}

/** For `when` clauses of menus: a file on disk by what it is for, one of a version as such. */
function fileContext(uri: vscode.Uri, role: FileRole): string {
  if (referenceOf(uri) === undefined) return role;
  return role === 'variant' ? 'versionFile versionModel' : 'versionFile';
}

function fileItem({ uri, path, role, parent }: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(path), vscode.TreeItemCollapsibleState.None);
  item.resourceUri = uri;
  item.iconPath = new vscode.ThemeIcon(ROLE_ICONS[role]);
  item.contextValue = fileContext(uri, role);
  item.description = roleName(role);
  const version = parent.kind === 'version' ? `${parent.name}@${shortVersion(parent.version.version)}` : '';
  item.tooltip = new SafeMarkdown()
    .title(ROLE_ICONS[role], basename(path))
    .pairs([
      [l10n.t('Path'), path],
      [l10n.t('What'), roleName(role)],
      [l10n.t('As of'), version],
    ])
    .build();
  item.accessibilityInformation = { label: [basename(path), roleName(role), version].filter(Boolean).join(', '), role: 'treeitem' };
  // Weights are bytes: a text editor has nothing to show of them.
  if (role === 'variant') item.command = { command: jobCommand('inspect'), title: l10n.t('Inspect'), arguments: [uri] };
  else if (role !== 'data') item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri] };
  return item;
}
