import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../base/errors';

/**
 * Refuses what is not for an untrusted workspace. Commands are not greyed out there: this says why, and its message has the way to trust.
 * @param why what would run
 * @throws UserError `workspace.untrusted`
 */
export function requireTrust(why: string): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserError('workspace.untrusted', why, {
    remedy: l10n.t('Trust this workspace if you know where its models come from.'),
  });
}
