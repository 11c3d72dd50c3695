import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { setContextKey } from '../contextKeys';
import { ContextKeys, Views } from '../ids';
import type { WorkspaceModels } from '../workspaceModels';
import { treeItem } from './items';
import { type ExplorerNode, fileRole, groupModels, type ModelNode, matches, modelFiles } from './nodes';

/** The Models view: the workspace's models, under each its variants and files; by folder where there are several. */
export class ModelsView extends Disposable implements vscode.TreeDataProvider<ExplorerNode> {
  readonly #changed = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<ExplorerNode>;
  #filter = '';

  constructor(private readonly models: WorkspaceModels) {
    super();
    this.#view = this.register(vscode.window.createTreeView(Views.models, { treeDataProvider: this, showCollapseAll: true }));
    this.register(
      models.onDidChange(() => {
        this.#describe();
        this.#changed.fire(undefined);
      }),
    );
    setContextKey(ContextKeys.filtered, false);
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only models whose name or path holds every word of `text`; all with `''`. */
  setFilter(text: string): void {
    this.#filter = text.trim();
    setContextKey(ContextKeys.filtered, this.#filter !== '');
    this.#describe();
    this.#changed.fire(undefined);
  }

  /** Brings a model's row into sight. */
  async reveal(uri: vscode.Uri): Promise<void> {
    const node = flatten(this.#roots()).find((each) => each.model.uri.toString() === uri.toString());
    if (node) await this.#view.reveal(node, { select: true, focus: false });
  }

  getTreeItem(node: ExplorerNode): vscode.TreeItem {
    return treeItem(node);
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    if (!node) {
      await this.models.all();
      return this.#topLevel();
    }
    switch (node.kind) {
      case 'folder':
        return [...node.models];
      case 'model':
        return [...node.variants, ...this.#files(node)];
      case 'file':
        return [];
    }
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    if (node.kind === 'folder') return undefined;
    if (node.parent) return node.parent;
    if (node.kind === 'file') return undefined;
    return this.#topLevel().find((top) => top.kind === 'folder' && top.folder === node.model.folder);
  }

  #topLevel(): ExplorerNode[] {
    const roots = this.#roots();
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length < 2) return roots;
    return folders.flatMap((folder): ExplorerNode[] => {
      const models = roots.filter((root) => root.model.folder.uri.toString() === folder.uri.toString());
      return models.length > 0 ? [{ kind: 'folder', folder, models }] : [];
    });
  }

  #roots(): ModelNode[] {
    const roots = groupModels(this.models.known);
    return this.#filter ? roots.filter((root) => matches(root, this.#filter)) : roots;
  }

  #files(node: ModelNode): ExplorerNode[] {
    const { entry, folder } = node.model;
    return modelFiles(entry).map((path) => ({
      kind: 'file',
      path,
      uri: vscode.Uri.joinPath(folder.uri, path),
      role: fileRole(path, entry),
      parent: node,
    }));
  }

  #describe(): void {
    const problem = this.models.problems[0];
    this.#view.description = this.#filter ? l10n.t('filter: {0}', this.#filter) : undefined;
    if (problem) this.#view.message = l10n.t('{0} could not be read: {1}', problem.folder.name, problem.message);
    else if (this.#filter && this.#roots().length === 0) this.#view.message = l10n.t('No model matches "{0}".', this.#filter);
    else this.#view.message = undefined;
  }
}

function flatten(nodes: readonly ModelNode[]): ModelNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.variants)]);
}
