import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FetchResult } from '../../../report/schemas/fetch';
import type { RestoreResult } from '../../../report/schemas/restore';
import { errorText } from '../../errors';
import { askVersion } from './ask';
import { type ActionFlow, isError } from './flow';
import { restoreText } from './previewText';
import { type Target, versionReference } from './target';

/** Writes a version's files into the work tree. What no commit has is only ever moved aside, and only when asked. @throws what job `restore` throws */
export async function restoreVersion(flow: ActionFlow, target: Target, title: string): Promise<RestoreResult | undefined> {
  const { versions } = target;
  const questions = flow.questions();
  const version = target.version ?? (await askVersion(questions, title, versions));
  if (version === undefined) return undefined;
  const model = versionReference(target, version);
  const shownAs = `${versions.name}@${version}`;
  const dryRun = (keepMine: boolean) =>
    flow.run<RestoreResult>('restore', target, { model, keepMine, dryRun: true }, l10n.t('Reading {0}', shownAs));
  let keepMine = false;
  let shown: RestoreResult;
  try {
    shown = await dryRun(false);
  } catch (error) {
    if (!isError(error, 'restore.inTheWay')) throw error;
    const detail = `${error.message}\n\n${l10n.t('They can be kept beside the version’s files, as NAME.mine-1.')}`;
    const message = l10n.t('Files in the work tree are in the way of {0}.', shownAs);
    if (!(await questions.confirm({ message, detail, yes: l10n.t('Keep Mine Beside…') }))) return undefined;
    keepMine = true;
    shown = await dryRun(true);
  }
  if (shown.files.every((file) => file.state === 'same')) {
    void questions.tell(l10n.t('The work tree has the files of {0} already.', shownAs));
    return undefined;
  }
  const message = l10n.t('Restore {0} into the work tree?', shownAs);
  if (!(await questions.confirm({ message, detail: restoreText(shown), yes: l10n.t('Restore') }))) return undefined;
  const parameters = { model, keepMine, yes: true, expect: shown.digest };
  const restored = await flow.run<RestoreResult>('restore', target, parameters, l10n.t('Restoring {0}', shownAs));
  const kept = restored.files.flatMap((file) => (file.keptAs === undefined ? [] : [file.keptAs]));
  const beside = kept.length > 0 ? l10n.t('Yours: {0}', kept.join(', ')) : '';
  void questions.tell(`${l10n.t('The files of {0} are in the work tree.', shownAs)} ${beside}`.trim());
  return restored;
}

/** Writes a version's files into a folder that the person picks. @throws what job `fetch` throws */
export async function fetchVersion(flow: ActionFlow, target: Target, title: string): Promise<FetchResult | undefined> {
  const { versions } = target;
  const questions = flow.questions();
  const version = target.version ?? (await askVersion(questions, title, versions));
  if (version === undefined) return undefined;
  const model = versionReference(target, version);
  const shownAs = `${versions.name}@${version}`;
  const folder = await questions.folder(l10n.t('Folder for the files of {0}', shownAs));
  if (!folder) return undefined;
  const write = (force: boolean) =>
    flow.run<FetchResult>('fetch', target, { model, out: folder.fsPath, force }, l10n.t('Fetching {0}', shownAs));
  let fetched: FetchResult;
  try {
    fetched = await write(false);
  } catch (error) {
    if (!isError(error, 'fetch.exists')) throw error;
    const message = l10n.t('Replace the files in {0}?', folder.fsPath);
    if (!(await questions.confirm({ message, detail: errorText({ code: error.code, message: error.message }), yes: l10n.t('Replace') }))) {
      return undefined;
    }
    fetched = await write(true);
  }
  const reveal = l10n.t('Show in File Explorer');
  const [first] = fetched.files;
  const done = l10n.t('The files of {0} are in {1}.', shownAs, folder.fsPath);
  void questions.tell(done, reveal).then((chosen) => {
    if (chosen === reveal && first) return vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(first.file));
    return undefined;
  });
  return fetched;
}
