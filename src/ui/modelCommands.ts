import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../base/errors';
import { writeAtomic } from '../base/files';
import type { CommandGateway } from './commands';
import { runInTerminal } from './errors';
import type { ModelsView } from './explorer/modelsView';
import { Commands, CustomEditors, jobCommand } from './ids';
import type { ManifestSketch } from './manifests';
import { chooseModel, modelFromArgument, pickModel } from './modelArgument';
import { placeOf, referenceOf } from './modelUri';
import type { Repositories } from './registry/repositories';
import { requireTrust } from './trust';
import type { WorkspaceModel, WorkspaceModels } from './workspaceModels';

/** Commands on models that are not jobs. */
export function addModelCommands(
  gateway: CommandGateway,
  models: WorkspaceModels,
  repositories: Repositories,
  view: ModelsView,
  sketch: ManifestSketch,
): void {
  gateway.add(Commands.refresh, async () => {
    repositories.forget();
    await models.refresh();
  });

  gateway.add(Commands.initRepository, async () => {
    requireTrust(l10n.t('Initializing a repository needs a trusted workspace: it runs git in a terminal.'));
    const folder = await folderWithoutRepository(repositories);
    if (folder) await runInTerminal(['git', 'init'], folder.uri.fsPath);
  });

  gateway.add(Commands.filter, async () => {
    const text = await filterBox(view);
    if (text !== undefined) view.setFilter(text);
  });
  gateway.add(Commands.clearFilter, () => view.setFilter(''));
  gateway.add(Commands.showMoreVersions, (row) => view.showMore(row));

  gateway.add(Commands.open, async (argument) => {
    const model = modelFromArgument(argument) ?? (await pickModel(models, l10n.t('Open Model')));
    if (model && referenceOf(model)) await vscode.commands.executeCommand(jobCommand('inspect'), model);
    else if (model) await vscode.commands.executeCommand('vscode.openWith', model, CustomEditors.onnx);
  });

  gateway.add(Commands.openManifest, async (argument) => {
    const chosen = await chooseModel(argument, models, l10n.t('Open Manifest'));
    if (!chosen) return;
    const model = placeOf(chosen);
    await models.all();
    const found = models.find(model);
    if (found?.entry.manifest) await vscode.window.showTextDocument(vscode.Uri.joinPath(found.folder.uri, found.entry.manifest));
    else await createManifest(model, sketch);
  });

  gateway.add(Commands.createManifest, async (argument) => {
    const model = await chooseModel(argument, models, l10n.t('Create Manifest'));
    if (model) await createManifest(placeOf(model), sketch);
  });

  gateway.add(Commands.fetch, async (argument) => {
    requireTrust(l10n.t('Fetching a model needs a trusted workspace: it runs programs that the repository configures.'));
    const model = await chooseModel(argument, models, l10n.t('Fetch Model'));
    if (!model) return;
    await models.all();
    await fetchModel(models.find(model), model);
  });
}

/** The workspace folder to make a repository in: the one without, or that which the person picks of several. */
async function folderWithoutRepository(repositories: Repositories): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const registries = await Promise.all(folders.map(({ uri }) => repositories.at(uri.fsPath)));
  const without = folders.filter((_, index) => registries[index] === undefined);
  if (without.length < 2) return without[0];
  const items = without.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder }));
  return (await vscode.window.showQuickPick(items, { title: l10n.t('Initialize Repository'), placeHolder: l10n.t('Pick a folder') }))
    ?.folder;
}

/** Writes `NAME.model.json` with what can be told from the model, and opens it; one that is there is only opened. */
async function createManifest(model: vscode.Uri, sketch: ManifestSketch): Promise<void> {
  const manifest = model.with({ path: model.path.replace(/\.onnx$/i, '.model.json') });
  if (!(await exists(manifest))) await writeAtomic(manifest.fsPath, await sketch(model));
  await vscode.window.showTextDocument(manifest);
}

async function fetchModel(found: WorkspaceModel | undefined, model: vscode.Uri): Promise<void> {
  const { argv, cwd } = found?.entry.pointer ?? {};
  if (!argv)
    throw new UserError(
      'model.fetched',
      l10n.t('{0} is here already, or nothing says where it is.', vscode.workspace.asRelativePath(model)),
    );
  await runInTerminal(argv, cwd ?? vscode.Uri.joinPath(model, '..').fsPath);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

/** A box that filters while one types; undefined where it was left with Escape, which puts the filter of before back. */
function filterBox(view: ModelsView): Promise<string | undefined> {
  const before = view.filter;
  const box = vscode.window.createInputBox();
  box.title = l10n.t('Filter Models');
  box.placeholder = l10n.t('Words of a name, path, version or stage');
  box.value = before;
  return new Promise((resolve) => {
    let answer: string | undefined;
    box.onDidChangeValue((text) => view.setFilter(text));
    box.onDidAccept(() => {
      answer = box.value;
      box.hide();
    });
    box.onDidHide(() => {
      if (answer === undefined) view.setFilter(before);
      box.dispose();
      resolve(answer);
    });
    box.show();
  });
}
