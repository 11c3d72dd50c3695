import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type ErrorAction, type ErrorInfo, isAbort, toErrorInfo } from '../base/errors';
import { shellOf, shownCommand, typedCommand } from '../base/shell';
import type { Log } from './log';

/** The text on an action's button; undefined where the action is not allowed here. */
export function actionLabel(action: ErrorAction): string | undefined {
  switch (action.kind) {
    case 'openFile':
      return l10n.t('Open {0}', basename(action.path));
    case 'terminal':
      // A command in a terminal runs programs the repository configures: not before the folder is trusted.
      return vscode.workspace.isTrusted ? l10n.t('Run "{0}" in a Terminal', shownCommand(action.argv)) : undefined;
    case 'showLog':
      return l10n.t('Show Log');
  }
}

/** Does what an error's button offers. */
export async function performAction(action: ErrorAction, log: Log): Promise<void> {
  switch (action.kind) {
    case 'openFile':
      await vscode.window.showTextDocument(vscode.Uri.file(action.path));
      return;
    case 'terminal':
      await runInTerminal(action.argv, action.cwd);
      return;
    case 'showLog':
      log.show();
      return;
  }
}

/**
 * Types a command into a terminal in sight, where its output can be read, quoted for the shell that answers there. What cannot be
 * quoted safely for that one is shown instead.
 */
export async function runInTerminal(argv: readonly string[], cwd?: string): Promise<void> {
  const shell = shellOf(vscode.env.shell);
  const command = shell && typedCommand(argv, shell);
  const terminal = vscode.window.createTerminal({ name: 'Modelwright', cwd });
  terminal.show();
  if (command !== undefined) {
    terminal.sendText(command);
    return;
  }
  const [text, copy] = [shownCommand(argv, shell), l10n.t('Copy')];
  const name = basename(vscode.env.shell.replaceAll('\\', '/'));
  const chosen = await vscode.window.showWarningMessage(
    l10n.t('{0} would read a name in this command as something else, so it was not typed. Check it before you run it: {1}', name, text),
    copy,
  );
  if (chosen === copy) await vscode.env.clipboard.writeText(text);
}

/** One sentence or two: what is wrong, where, and what to do. */
export function errorText(info: ErrorInfo): string {
  const where = info.where && !info.message.includes(info.where) ? ` (${info.where})` : '';
  return info.remedy ? `${info.message}${where} ${info.remedy}` : `${info.message}${where}`;
}

/** What waits until the person trusts the folder, whichever door it was asked for at. */
const UNTRUSTED = new Set(['workspace.untrusted', 'action.untrusted']);

/** Adds the log to the actions of a defect, so that each door offers it. */
export function errorActions(info: ErrorInfo): ErrorAction[] {
  const actions = info.actions ?? [];
  const wantsLog = info.code === 'internal' && !actions.some((action) => action.kind === 'showLog');
  return wantsLog ? [...actions, { kind: 'showLog' }] : actions;
}

/** Tells the person about a failure: its remedy and buttons for one they can act on, the log for a defect. */
export async function showError(error: unknown, log: Log): Promise<void> {
  if (isAbort(error) || error instanceof vscode.CancellationError) return;
  const info = toErrorInfo(error);
  const buttons = errorActions(info).flatMap((action) => {
    const title = actionLabel(action);
    return title ? [{ title, run: () => performAction(action, log) }] : [];
  });
  if (UNTRUSTED.has(info.code)) {
    const manage = async () => void (await vscode.commands.executeCommand('workbench.trust.manage'));
    buttons.unshift({ title: l10n.t('Manage Workspace Trust'), run: manage });
  }
  const chosen = await vscode.window.showErrorMessage(errorText(info), ...buttons);
  await chosen?.run();
}
