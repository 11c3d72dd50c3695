import { isAbsolute, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Disposable } from '../base/disposable';
import { isAbort, toErrorInfo } from '../base/errors';
import type { Engine } from '../engine/engine';
import type { RegisteredModel } from '../jobs/models/registered';
import type { RegistrySource } from '../registry/registries';
import type { ModelEntry, ModelsResult } from '../report/schemas/models';
import { setContextKey } from './contextKeys';
import { ContextKeys } from './ids';
import type { Logger } from './log';

/** A model of the workspace: what was found, in which folder, and what its repository knows of it. */
export interface WorkspaceModel extends RegisteredModel {
  readonly folder: vscode.WorkspaceFolder;
  /** Its file, or where that would be. */
  readonly uri: vscode.Uri;
}

/** A folder that could not be read, and why. */
export interface FolderProblem {
  readonly folder: vscode.WorkspaceFolder;
  readonly message: string;
}

/** Finds the models of one folder. */
export type ModelLister = (folder: vscode.Uri, signal: AbortSignal) => Promise<readonly ModelEntry[]>;

/** Lists a folder's models here in the host: a walk over names, nothing of a model's inside is read. Fast: for the first look. */
export async function listFolder(folder: vscode.Uri, signal: AbortSignal): Promise<readonly ModelEntry[]> {
  const { listModels } = await import('../jobs/models/list');
  return (await listModels(folder.fsPath, folder.fsPath, signal)).models;
}

/** Adds to a folder's models what the tags of their repositories say. */
export type ModelMerger = (folder: vscode.Uri, models: readonly ModelEntry[]) => Promise<readonly RegisteredModel[]>;

/** Merges with registries that stay open: where no tag changed this reads nothing. */
export function mergeWith(source: RegistrySource): ModelMerger {
  return async (folder, models) => {
    const { registeredModels } = await import('../jobs/models/registered');
    return registeredModels(models, folder.fsPath, folder.fsPath, source);
  };
}

/** Looks into the models of a folder: their files, by the models' paths. */
export type ModelLooker = (folder: vscode.Uri, signal: AbortSignal) => Promise<ReadonlyMap<string, ModelFiles>>;

/** What only a look into the model tells. */
export type ModelFiles = Pick<ModelEntry, 'files' | 'data'>;

/** Looks into models in the worker, where reading one holds up nobody and those that have not changed are not read again. */
export function lookInWorker(engine: () => Promise<Engine>): ModelLooker {
  return async (folder, signal) => {
    const [{ executeJob }, { findJob }] = await Promise.all([import('../jobs/execute'), import('../jobs/table')]);
    const { report, release } = await executeJob({
      entry: findJob('models')!,
      parameters: { tags: false },
      engine: await engine(),
      cwd: folder.fsPath,
      trusted: vscode.workspace.isTrusted,
      signal,
    });
    await release();
    return new Map((report.result as ModelsResult).models.map(({ path, files, data }) => [path, { files, data }]));
  };
}

/** Files whose coming and going changes the list. Model files, their manifests and pointers, what is read beside them. */
const WATCHED = '**/{*.onnx,*.onnx.*,*.onnx_data,*.model.json,*.metrics.json,*.labels.json,*.labels.txt,artifacts.yaml,dvc.yaml}';

const DEBOUNCE_MS = 250;
/** Files that change without a pause, as while a model trains, do not put the reading off for longer than this. */
const MAX_WAIT_MS = 2000;

/** What is read again: the files, and with them what tags say, or that alone. */
type Reading = 'files' | 'tags';

/** The models of all workspace folders, kept up to date while files and tags change. */
export class WorkspaceModels extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  /** Fires after the list was read again, also where it is the same. */
  readonly onDidChange = this.#changed.event;
  readonly #stale = this.register(new vscode.EventEmitter<void>());
  /** Fires when something happened after which what was read of a model may be old, before the list is read again. */
  readonly onDidBecomeStale = this.#stale.event;
  #models: readonly WorkspaceModel[] = [];
  #problems: FolderProblem[] = [];
  /** What the last walk found, by folder. */
  #listed = new Map<string, readonly ModelEntry[]>();
  /** What the last look into the models found, by folder. */
  #files = new Map<string, ReadonlyMap<string, ModelFiles>>();
  #state: 'loading' | 'none' | 'some' = 'loading';
  /** When the first change came that no reading has begun for. */
  #waitingSince: number | undefined;
  /** Whether files changed since the last walk ended. */
  #walk = true;
  #running: AbortController | undefined;
  #current: Promise<void> | undefined;

  /** @param tagsChanged event of tags that came or went */
  constructor(
    private readonly list: ModelLister,
    private readonly merge: ModelMerger,
    private readonly look: ModelLooker,
    tagsChanged: vscode.Event<void>,
    private readonly log: Logger,
  ) {
    super();
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(WATCHED));
    const later = () => this.#later();
    this.register(watcher.onDidCreate(later));
    this.register(watcher.onDidChange(later));
    this.register(watcher.onDidDelete(later));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(later));
    this.register(
      tagsChanged(() => {
        this.#stale.fire();
        // Before anybody asked there is nothing to keep up to date.
        if (this.#current) void this.#schedule(0, 'tags');
      }),
    );
    this.register({ dispose: () => this.#running?.abort() });
    setContextKey(ContextKeys.models, this.#state);
  }

  get state(): 'loading' | 'none' | 'some' {
    return this.#state;
  }

  /** What is known now, without waiting. */
  get known(): readonly WorkspaceModel[] {
    return this.#models;
  }

  /** Folders whose models are not in the list. */
  get problems(): readonly FolderProblem[] {
    return this.#problems;
  }

  /** The models, read for the first time where that has not happened. */
  async all(): Promise<readonly WorkspaceModel[]> {
    await (this.#current ?? this.#schedule(0, 'files'));
    return this.#models;
  }

  /** Reads the list again now. */
  async refresh(): Promise<void> {
    this.#stale.fire();
    await this.#schedule(0, 'files');
  }

  /** The model whose file this is. */
  find(uri: vscode.Uri): WorkspaceModel | undefined {
    return this.#models.find((model) => model.uri.toString() === uri.toString());
  }

  #later(): void {
    this.#stale.fire();
    this.#waitingSince ??= Date.now();
    if (Date.now() - this.#waitingSince < MAX_WAIT_MS) void this.#schedule(DEBOUNCE_MS, 'files');
  }

  /** One reading at a time: a newer request ends the older one, and whoever waits for that one waits for the newer. */
  #schedule(delay: number, reading: Reading): Promise<void> {
    if (reading === 'files') this.#walk = true;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const turn = this.#read(running, delay).catch(async (error: unknown) => {
      if (!isAbort(error)) throw error;
      if (this.#running !== running) await this.#current;
    });
    this.#current = turn;
    return turn;
  }

  async #read(running: AbortController, delay: number): Promise<void> {
    const { signal } = running;
    if (delay > 0) await sleep(delay, undefined, { signal });
    this.#waitingSince = undefined;
    const folders = vscode.workspace.workspaceFolders ?? [];
    const walk = this.#walk;
    const problems: FolderProblem[] = walk ? [] : this.#problems;
    if (walk) {
      const listed = new Map<string, readonly ModelEntry[]>();
      await Promise.all(folders.map(async (folder) => listed.set(folder.uri.toString(), await this.#list(folder, signal, problems))));
      signal.throwIfAborted();
      this.#listed = listed;
      this.#walk = false;
      // The first time the files are in sight at once; git may take a moment.
      if (this.#state === 'loading') this.#show(folders.flatMap((folder) => this.#plain(folder)));
    }
    const models = await Promise.all(folders.map((folder) => this.#merge(folder)));
    signal.throwIfAborted();
    this.#problems = problems;
    this.#show(models.flat());
    if (walk) void this.#lookInto(folders, signal);
  }

  #show(models: readonly WorkspaceModel[]): void {
    this.#models = models;
    this.#state = models.length > 0 ? 'some' : 'none';
    setContextKey(ContextKeys.models, this.#state);
    this.#changed.fire();
  }

  /** Follows the list, which is not kept waiting for it; until it is done what the last look found is shown. */
  async #lookInto(folders: readonly vscode.WorkspaceFolder[], signal: AbortSignal): Promise<void> {
    for (const folder of folders) {
      if (!this.#models.some((model) => model.folder === folder && model.entry.state === 'file')) continue;
      try {
        const files = await this.look(folder.uri, signal);
        signal.throwIfAborted();
        this.#files.set(folder.uri.toString(), files);
        this.#show(
          this.#models.map((model) => (model.folder === folder ? { ...model, entry: this.#withFiles(folder, model.entry) } : model)),
        );
      } catch (error) {
        if (isAbort(error)) return;
        // The files that go by name are in sight.
        this.log.error(error instanceof Error ? error : String(error));
      }
    }
  }

  #withFiles(folder: vscode.WorkspaceFolder, entry: ModelEntry): ModelEntry {
    return { ...entry, ...this.#files.get(folder.uri.toString())?.get(entry.path) };
  }

  async #list(folder: vscode.WorkspaceFolder, signal: AbortSignal, problems: FolderProblem[]): Promise<readonly ModelEntry[]> {
    if (folder.uri.scheme !== 'file') return [];
    try {
      return await this.list(folder.uri, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      // One folder that cannot be read leaves the others in sight.
      this.log.error(error instanceof Error ? error : String(error));
      problems.push({ folder, message: toErrorInfo(error).message });
      return [];
    }
  }

  async #merge(folder: vscode.WorkspaceFolder): Promise<readonly WorkspaceModel[]> {
    const listed = this.#listed.get(folder.uri.toString());
    // A folder that was added since the walk: another walk is on its way.
    if (!listed || folder.uri.scheme !== 'file') return [];
    try {
      const merged = await this.merge(folder.uri, listed);
      return merged.map((model) => this.#placed(folder, model));
    } catch (error) {
      if (isAbort(error)) throw error;
      // The files are in sight without their versions.
      this.log.error(error instanceof Error ? error : String(error));
      return this.#plain(folder);
    }
  }

  #plain(folder: vscode.WorkspaceFolder): WorkspaceModel[] {
    return (this.#listed.get(folder.uri.toString()) ?? []).map((entry) => this.#placed(folder, { entry, nested: false }));
  }

  #placed(folder: vscode.WorkspaceFolder, model: RegisteredModel): WorkspaceModel {
    const entry = this.#withFiles(folder, model.entry);
    if (entry.path !== '') return { ...model, entry, folder, uri: vscode.Uri.joinPath(folder.uri, entry.path) };
    // One of which only its name is known would lie in its repository under that.
    const root = model.nested ? model.registry?.repository.root : undefined;
    const place = root === undefined ? folder.uri : within(folder.uri, root);
    return { ...model, entry, folder, uri: vscode.Uri.joinPath(place, `${entry.name.replaceAll(':', '/')}.onnx`) };
  }
}

/** A path as the folder that it lies in names it. */
function within(folder: vscode.Uri, path: string): vscode.Uri {
  const way = relative(folder.fsPath, path);
  return way.startsWith('..') || isAbsolute(way) ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder, ...way.split(sep));
}
