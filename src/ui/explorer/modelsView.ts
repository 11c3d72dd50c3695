import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { isAbort, toErrorInfo } from '../../base/errors';
import { setContextKey } from '../contextKeys';
import { errorText } from '../errors';
import { Commands, ContextKeys, Views } from '../ids';
import type { Repositories } from '../registry/repositories';
import type { VersionsCache } from '../registry/versionsCache';
import type { WorkspaceModel, WorkspaceModels } from '../workspaceModels';
import type { Arrangements } from './arrange';
import { filesOfVersion, VERSIONS_PAGE, versionRows } from './children';
import { treeItem } from './items';
import {
  type ExplorerNode,
  type FolderNode,
  fileRole,
  groupModels,
  groupNodes,
  hasVersions,
  type ModelNode,
  matches,
  modelFiles,
} from './nodes';

/** What is there at once needs no progress to be seen. */
const PROGRESS_AFTER_MS = 150;

/** The Models view: the workspace's models, under each its versions, variants and files; by folder where there are several. */
export class ModelsView extends Disposable implements vscode.TreeDataProvider<ExplorerNode> {
  readonly #changed = this.register(new vscode.EventEmitter<ExplorerNode | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<ExplorerNode>;
  #filter = '';
  /** Model → how many of its versions are shown, where that is not the usual number. */
  readonly #shown = new Map<string, number>();

  constructor(
    private readonly models: WorkspaceModels,
    private readonly versions: VersionsCache,
    private readonly repositories: Repositories,
    private readonly arrangements: Arrangements,
  ) {
    super();
    const options = { treeDataProvider: this, showCollapseAll: true, canSelectMany: true };
    this.#view = this.register(vscode.window.createTreeView(Views.models, options));
    for (const change of [models.onDidChange, arrangements.onDidChange, repositories.onDidChange])
      this.register(change(() => this.#redraw()));
    setContextKey(ContextKeys.filtered, false);
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only models of which the name, path, versions or stages hold every word of `text`; all with `''`. */
  setFilter(text: string): void {
    this.#filter = text.trim();
    setContextKey(ContextKeys.filtered, this.#filter !== '');
    this.#redraw();
  }

  /** Shows the next versions of a model: its row, as a command gets it. */
  showMore(row: unknown): void {
    const node = row as Partial<ModelNode> | undefined;
    if (node?.kind !== 'model' || !node.model) return;
    this.#shown.set(shownKey(node.model), this.#limit(node.model) + VERSIONS_PAGE);
    this.#changed.fire(node as ModelNode);
  }

  #limit(model: WorkspaceModel): number {
    return this.#shown.get(shownKey(model)) ?? VERSIONS_PAGE;
  }

  /** Brings a model's row into sight. */
  async reveal(uri: vscode.Uri): Promise<void> {
    const node = flatten(this.#roots()).find((each) => each.model.uri.toString() === uri.toString());
    if (node) await this.#view.reveal(node, { select: true, focus: false });
  }

  getTreeItem(node: ExplorerNode): vscode.TreeItem {
    return treeItem(node, this.arrangements.current.group);
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    if (!node) {
      await this.models.all();
      return [...this.#topLevel(), ...this.#nextStep()];
    }
    switch (node.kind) {
      case 'folder':
        return this.#grouped(node.models, node);
      case 'group':
        return [...node.models];
      case 'model':
        return hasVersions(node) ? this.#orNote(node, () => this.#versions(node)) : [...node.variants, ...this.#files(node)];
      case 'workingCopy':
        return [...node.parent.variants, ...this.#files(node.parent)];
      case 'version':
        return this.#orNote(node, () => withViewProgress(filesOfVersion(node)));
      case 'file':
      case 'note':
        return [];
    }
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    if (node.kind === 'folder') return undefined;
    if (node.parent) return node.parent;
    if (node.kind !== 'model') return undefined;
    const holds = (top: ExplorerNode): top is Extract<ExplorerNode, { models: unknown }> =>
      (top.kind === 'folder' || top.kind === 'group') && top.models.some(({ model }) => model === node.model);
    const top = this.#topLevel().find(holds);
    return top?.kind === 'folder' ? (this.#grouped(top.models, top).find(holds) ?? top) : top;
  }

  /** Models that lie in no repository have no versions: the one next step is to make one. */
  #nextStep(): ExplorerNode[] {
    const known = this.models.known;
    if (known.length === 0 || this.repositories.problems.length > 0 || known.some((model) => model.registry)) return [];
    const text = l10n.t('No git repository yet: make one to register versions');
    return [{ kind: 'note', text, icon: 'repo', step: { command: Commands.initRepository } }];
  }

  #topLevel(): ExplorerNode[] {
    const roots = this.#roots();
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length < 2) return this.#grouped(roots);
    return folders.flatMap((folder): ExplorerNode[] => {
      const models = roots.filter((root) => root.model.folder.uri.toString() === folder.uri.toString());
      return models.length > 0 ? [{ kind: 'folder', folder, models }] : [];
    });
  }

  #grouped(models: readonly ModelNode[], parent?: FolderNode): ExplorerNode[] {
    const { group } = this.arrangements.current;
    return group === 'none' ? [...models] : groupNodes(models, group, parent);
  }

  #roots(): ModelNode[] {
    const roots = groupModels(this.models.known, this.arrangements.current.sort);
    return this.#filter ? roots.filter((root) => matches(root, this.#filter)) : roots;
  }

  async #versions(node: ModelNode): Promise<ExplorerNode[]> {
    return versionRows(node, await withViewProgress(this.versions.of(node.model)), this.#limit(node.model));
  }

  /** What cannot be read is said where it would have stood; the rows around it stay. */
  async #orNote(
    parent: Extract<ExplorerNode, { kind: 'model' | 'version' }>,
    read: () => Promise<ExplorerNode[]>,
  ): Promise<ExplorerNode[]> {
    try {
      return await read();
    } catch (error) {
      if (isAbort(error)) return [];
      return [{ kind: 'note', text: errorText(toErrorInfo(error)), icon: 'warning', parent }];
    }
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

  #redraw(): void {
    this.#describe();
    this.#changed.fire(undefined);
  }

  #describe(): void {
    const problem = this.models.problems[0];
    const [git] = this.repositories.problems;
    this.#view.description = this.#filter ? l10n.t('filter: {0}', this.#filter) : undefined;
    if (problem) this.#view.message = l10n.t('{0} could not be read: {1}', problem.folder.name, problem.message);
    else if (git) this.#view.message = errorText(git);
    else if (this.#filter && this.#roots().length === 0) this.#view.message = l10n.t('No model matches "{0}".', this.#filter);
    else this.#view.message = undefined;
  }
}

function shownKey({ uri, entry }: WorkspaceModel): string {
  return `${uri.toString()} ${entry.name}`;
}

/** The view's own progress while rows are read; the row that was opened turns besides. */
async function withViewProgress<T>(work: Promise<T>): Promise<T> {
  const settled = work.then(
    () => true,
    () => true,
  );
  if (await Promise.race([settled, sleep(PROGRESS_AFTER_MS, false)])) return work;
  await vscode.window.withProgress({ location: { viewId: Views.models } }, () => settled);
  return work;
}

function flatten(nodes: readonly ModelNode[]): ModelNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.variants)]);
}
