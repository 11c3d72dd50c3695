import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatBytes } from './format';
import type { WorkspaceModel, WorkspaceModels } from './workspaceModels';

/**
 * The model a command was called for: a row of the Models view (a model, a version, the working copy, a file of theirs), a resource of
 * VS Code's explorer or an editor's title, a lens; the first of several. Undefined where the command came without one.
 */
export function modelFromArgument(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'string') return vscode.Uri.parse(argument, true);
  if (Array.isArray(argument)) return modelFromArgument(argument[0]);
  if (typeof argument !== 'object' || argument === null || !('kind' in argument)) return undefined;
  if (argument.kind === 'model' && 'model' in argument) return (argument.model as WorkspaceModel).uri;
  if ((argument.kind === 'version' || argument.kind === 'workingCopy') && 'uri' in argument) return argument.uri as vscode.Uri;
  // A variant among a version's files is a model itself.
  if (argument.kind === 'file' && 'role' in argument && argument.role === 'variant' && 'uri' in argument) return argument.uri as vscode.Uri;
  if (argument.kind === 'file' && 'parent' in argument) return modelFromArgument(argument.parent);
  return undefined;
}

/** The model that a row of the Models view lies under: of a version, its file in the work tree today, or where that would be. */
export function modelOfRow(argument: unknown): vscode.Uri | undefined {
  if (typeof argument !== 'object' || argument === null || !('kind' in argument)) return undefined;
  if ('model' in argument) return (argument.model as WorkspaceModel).uri;
  return argument.kind === 'file' && 'parent' in argument ? modelOfRow(argument.parent) : undefined;
}

/** The model of the editor in front: its custom editor, or its manifest as text. */
export function activeModel(models: WorkspaceModels): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom && /\.onnx$/i.test(input.uri.path)) return input.uri;
  if (input instanceof vscode.TabInputText && input.uri.path.endsWith('.model.json')) {
    const uri = input.uri.with({ path: input.uri.path.replace(/\.model\.json$/, '.onnx') });
    return models.find(uri)?.uri;
  }
  return undefined;
}

/** The model for a command: its argument, else the one in front, else one the person picks. */
export async function chooseModel(argument: unknown, models: WorkspaceModels, title: string): Promise<vscode.Uri | undefined> {
  return modelFromArgument(argument) ?? activeModel(models) ?? pickModel(models, title);
}

type ModelItem = vscode.QuickPickItem & { uri?: vscode.Uri; browse?: boolean };

/** What a pick says of itself, and the model it leaves out. */
export interface PickOptions {
  readonly prompt?: string;
  readonly without?: vscode.Uri;
}

/** A model the person picks among those of the workspace, or from anywhere. */
export async function pickModel(models: WorkspaceModels, title: string, options: PickOptions = {}): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showQuickPick<ModelItem>(
    models.all().then((all) => items(all.filter(({ uri }) => uri.toString() !== options.without?.toString()))),
    { title, placeHolder: options.prompt ?? l10n.t('Pick a model'), matchOnDescription: true },
  );
  if (!chosen?.browse) return chosen?.uri;
  const opened = await vscode.window.showOpenDialog({ title, filters: { ONNX: ['onnx'] } });
  return opened?.[0];
}

function items(all: readonly WorkspaceModel[]): ModelItem[] {
  const usable = all.filter((model) => model.entry.state !== 'missing');
  // Those that must be fetched before anything can be done with them come last.
  const rank = (model: WorkspaceModel) => (model.entry.state === 'pointer' ? 1 : 0);
  usable.sort((a, b) => rank(a) - rank(b));
  const rows = usable.map(({ entry, uri }): ModelItem => {
    const size = entry.state === 'pointer' ? l10n.t('not fetched') : formatBytes(entry.bytes);
    return {
      uri,
      label:
        entry.path
          .split('/')
          .pop()
          ?.replace(/\.onnx$/i, '') ?? entry.name,
      description: size,
      detail: vscode.workspace.asRelativePath(uri),
      iconPath: new vscode.ThemeIcon(entry.state === 'pointer' ? 'cloud-download' : 'circuit-board'),
    };
  });
  return [...rows, { label: l10n.t('Browse…'), browse: true, alwaysShow: true, iconPath: new vscode.ThemeIcon('folder-opened') }];
}
