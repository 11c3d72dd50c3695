import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { parseReference } from '../../registry/references/reference';
import { activeModel, modelFromArgument, pickModel } from '../modelArgument';
import type { WorkspaceModels } from '../workspaceModels';
import { modelParameter, startFolder } from './jobRunner';
import { olderFirst } from './olderFirst';

/** Two models to compare. */
export interface Comparison {
  /** The newer one's file, or where it would be: whose panel and history the report belongs to. */
  readonly model: vscode.Uri;
  /** References, relative to the model's folder. */
  readonly parameters: { readonly before: string; readonly after: string };
}

/**
 * The two models a comparison was called for: references as `{before, after}` (and the folder they start in, where it is
 * not the first one), two files selected in VS Code's explorer, or two that the person picks.
 * @returns undefined where nothing was picked
 */
export async function chooseComparison(
  argument: unknown,
  selected: unknown,
  models: WorkspaceModels,
  title: string,
): Promise<Comparison | undefined> {
  if (isReferences(argument)) return ofReferences(argument, models);
  const files = Array.isArray(selected)
    ? olderFirst(selected)
        .map(modelFromArgument)
        .filter((uri) => uri !== undefined)
    : [];
  if (files.length === 2) return ofFiles(files[0]!, files[1]!);
  const before =
    modelFromArgument(argument) ?? activeModel(models) ?? (await pickModel(models, title, { prompt: l10n.t('Pick the older model') }));
  if (!before) return undefined;
  const name = before.path.split('/').pop() ?? '';
  const after = await pickModel(models, title, { prompt: l10n.t('Pick the model to compare {0} with', name), without: before });
  return after && ofFiles(before, after);
}

interface References {
  readonly before: string;
  readonly after: string;
  readonly folder?: vscode.Uri;
}

function isReferences(value: unknown): value is References {
  if (typeof value !== 'object' || value === null || !('before' in value) || !('after' in value)) return false;
  const folder = 'folder' in value ? value.folder : undefined;
  return typeof value.before === 'string' && typeof value.after === 'string' && (folder === undefined || folder instanceof vscode.Uri);
}

function ofReferences({ before, after, folder }: References, models: WorkspaceModels): Comparison {
  return { model: referencedModel(after, folder, models), parameters: { before, after } };
}

/** The file that a reference means, or where it would be. @param folder where relative paths start; the first of the workspace unless given */
export function referencedModel(reference: string, folder: vscode.Uri | undefined, models: WorkspaceModels): vscode.Uri {
  const base = (folder ?? vscode.workspace.workspaceFolders?.[0]?.uri)?.fsPath ?? dirname(resolve(reference));
  const parsed = parseReference(reference);
  // A name of the registry: the file it has in the work tree, where it has one.
  const named = 'name' in parsed ? parsed.name : parsed.path;
  const known = models.known.find((model) => model.entry.name === named);
  return known?.uri ?? vscode.Uri.file(resolve(base, 'name' in parsed ? `${parsed.name}.onnx` : parsed.path));
}

function ofFiles(before: vscode.Uri, after: vscode.Uri): Comparison {
  const cwd = startFolder(after);
  return { model: after, parameters: { before: modelParameter(before, cwd), after: modelParameter(after, cwd) } };
}
