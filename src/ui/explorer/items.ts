import { basename, dirname } from 'node:path/posix';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ModelEntry } from '../../report/schemas/models';
import { formatBytes } from '../format';
import { Commands } from '../ids';
import { SafeMarkdown } from '../markdown';
import type { ExplorerNode, FileRole, ModelNode } from './nodes';
import { modelFiles, stem } from './nodes';

/** Draws one row of the Models view. */
export function treeItem(node: ExplorerNode): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node.folder, node.models.length);
    case 'model':
      return modelItem(node);
    case 'file':
      return fileItem(node.uri, node.path, node.role);
  }
}

function folderItem(folder: vscode.WorkspaceFolder, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(folder.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `folder:${folder.uri.toString()}`;
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'folder';
  item.description = count === 1 ? l10n.t('1 model') : l10n.t('{0} models', count);
  item.tooltip = folder.uri.fsPath;
  return item;
}

function modelItem(node: ModelNode): vscode.TreeItem {
  const { entry, uri, folder } = node.model;
  const children = node.variants.length + modelFiles(entry).length;
  const label = node.variant ?? stem(entry);
  const item = new vscode.TreeItem(label, children > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None);
  item.id = `model:${uri.toString()}`;
  item.resourceUri = uri;
  item.iconPath = modelIcon(node);
  item.contextValue = contextValue(node);
  item.description = modelDescription(node);
  item.tooltip = modelTooltip(entry);
  item.accessibilityInformation = { label: [stem(entry), item.description, folder.name].filter(Boolean).join(', '), role: 'treeitem' };
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
  if (node.model.entry.manifest) words.push('hasManifest');
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

function modelDescription(node: ModelNode): string {
  const { entry } = node.model;
  const words = [stateWords(entry)];
  const folder = dirname(entry.path);
  if (!node.variant && folder !== '.') words.push(folder);
  return words.join(' · ');
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
  const text = new SafeMarkdown().title('circuit-board', entry.path);
  if (entry.state === 'file') text.item(l10n.t('Size'), formatBytes(entry.bytes));
  if (entry.manifest) text.item(l10n.t('Manifest'), entry.manifest);
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
    case 'other':
      return '';
  }
}

function fileItem(uri: vscode.Uri, path: string, role: FileRole): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(path), vscode.TreeItemCollapsibleState.None);
  item.resourceUri = uri;
  item.iconPath = new vscode.ThemeIcon(ROLE_ICONS[role]);
  item.contextValue = role;
  item.description = roleName(role);
  item.tooltip = path;
  item.accessibilityInformation = { label: `${basename(path)} ${roleName(role)}`.trim(), role: 'treeitem' };
  // Weights are bytes: a text editor has nothing to show of them.
  if (role !== 'data') item.command = { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri] };
  return item;
}
