import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { jobCommand } from '../../ids';
import { modelParameter, startFolder } from '../../jobs/jobRunner';
import type { Questions } from '../../questions';
import { askVersion, registeredVersions } from './ask';
import { fileReference, lacking, type Target } from './target';

/** Compares a version with the file in the work tree. @throws UserError `version.none` */
export async function compareWithWorkingCopy(questions: Questions, target: Target, title: string): Promise<unknown> {
  const version = target.version ?? (await askVersion(questions, title, target.versions));
  return version === undefined ? undefined : compare(target, version);
}

/** Compares the file in the work tree with the version it was changed from, else the latest. @throws UserError `version.none` */
export async function compareWithLastVersion(_questions: Questions, target: Target): Promise<unknown> {
  const { versions } = target;
  const version = versions.workingCopy?.version ?? registeredVersions(versions).find((each) => each.active)?.version;
  if (version === undefined) {
    throw lacking(
      'version.none',
      l10n.t('{0} has no version to compare with.', versions.name),
      l10n.t('Register one first: “Register Version…” on its row.'),
    );
  }
  return compare(target, version);
}

function compare(target: Target, version: string): Thenable<unknown> {
  const { uri } = target;
  const cwd = startFolder(uri);
  const before = fileReference(target, version, cwd);
  return vscode.commands.executeCommand(jobCommand('diff'), {
    before,
    after: modelParameter(uri, cwd),
    folder: vscode.Uri.file(cwd),
  });
}
