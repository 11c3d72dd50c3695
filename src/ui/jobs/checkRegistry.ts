import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../base/errors';
import { enclosingRepository } from '../../git/enclosing';
import { modelFromArgument } from '../modelArgument';
import { placeOf } from '../modelUri';
import type { WorkspaceModels } from '../workspaceModels';

/** Folders of models looked at; more in one workspace lie in the same few repositories. */
const MAX_FOLDERS = 2000;

/**
 * The repository to check: that of a model the command came with, the workspace's only one, or as the person picks.
 * @returns its folder; undefined where none was picked
 * @throws UserError `git.notRepository` where no folder is open
 */
export async function chooseRepository(argument: unknown, models: WorkspaceModels, title: string): Promise<vscode.Uri | undefined> {
  const given = modelFromArgument(argument);
  const folders = given
    ? [dirname(placeOf(given).fsPath)]
    : [
        ...(vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
        ...(await models.all()).map(({ uri }) => dirname(placeOf(uri).fsPath)),
      ];
  const found = await Promise.all([...new Set(folders)].slice(0, MAX_FOLDERS).map((folder) => enclosingRepository(folder)));
  const roots = [...new Set(found.filter((root) => root !== undefined))].sort();
  // A bare repository is none that is seen from its files: the check itself says what the folder is.
  const first = roots[0] ?? folders[0];
  if (first === undefined) {
    throw new UserError('git.notRepository', l10n.t('No folder is open.'), { remedy: l10n.t('Open the folder of your models.') });
  }
  if (roots.length < 2) return vscode.Uri.file(first);
  const items = roots.map((root) => ({ label: vscode.workspace.asRelativePath(root, true), description: root, root }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('Pick a repository') });
  return picked && vscode.Uri.file(picked.root);
}
