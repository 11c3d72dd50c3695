import * as vscode from 'vscode';
import type { ContextKeys } from './ids';

/** Sets a context key for `when` clauses. */
export function setContextKey(key: (typeof ContextKeys)[keyof typeof ContextKeys], value: string | boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
