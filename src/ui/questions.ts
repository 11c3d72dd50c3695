import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** What an action would write, as a person is shown it before they say yes. */
export interface Preview {
  readonly message: string;
  /** Lines. */
  readonly detail: string;
  /** Text of the button that says yes. */
  readonly yes: string;
}

/** A text that is asked for. */
export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  /** Says what is wrong with an answer; undefined where nothing is. */
  check?(text: string): string | undefined;
}

/** An entry of a pick with what it stands for. */
export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** What a command asks a person. Tests answer in their place. */
export interface Questions {
  /** @returns undefined where the person left */
  pick<T>(title: string, prompt: string, choices: readonly Choice<T>[]): Promise<Choice<T> | undefined>;
  /** Several of them. @returns those picked, in the order of the choices; undefined where the person left */
  pickMany<T>(title: string, prompt: string, choices: readonly Choice<T>[]): Promise<Choice<T>[] | undefined>;
  text(question: TextQuestion): Promise<string | undefined>;
  folder(title: string): Promise<vscode.Uri | undefined>;
  /** Shows what would be written. */
  confirm(preview: Preview): Promise<boolean>;
  /** Says what was done and offers what comes next. @returns the button pressed */
  tell(message: string, ...buttons: string[]): Promise<string | undefined>;
}

/** Asks with VS Code's own boxes. */
export const vscodeQuestions: Questions = {
  pick: async (title, prompt, choices) =>
    vscode.window.showQuickPick([...choices], { title, placeHolder: prompt, matchOnDescription: true, matchOnDetail: true }),
  pickMany: async (title, prompt, choices) =>
    vscode.window.showQuickPick([...choices], {
      title,
      placeHolder: prompt,
      canPickMany: true,
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    }),
  text: async ({ title, prompt, value, placeholder, check }) =>
    vscode.window.showInputBox({ title, prompt, value, placeHolder: placeholder, validateInput: check }),
  folder: async (title) =>
    (
      await vscode.window.showOpenDialog({
        title,
        canSelectFiles: false,
        canSelectFolders: true,
        defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
        openLabel: l10n.t('Write Here'),
      })
    )?.[0],
  confirm: async ({ message, detail, yes }) => (await vscode.window.showInformationMessage(message, { modal: true, detail }, yes)) === yes,
  tell: async (message, ...buttons) => vscode.window.showInformationMessage(message, ...buttons),
};
