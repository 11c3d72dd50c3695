import { chmod, mkdir } from 'node:fs/promises';
import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { Disposable } from '../base/disposable';
import { writeAtomic } from '../base/files';
import type { Logger } from './log';
import { onSettingsChanged, terminalCommandEnabled } from './settings';

/**
 * Puts `modelwright` on the integrated terminal's PATH: a launcher in the extension's own storage that runs the
 * command line with the editor's own Node, so that nobody needs one installed.
 */
export class TerminalCommand extends Disposable {
  #writing: Promise<void> | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: Logger,
  ) {
    super();
    this.register(onSettingsChanged(() => this.apply()));
  }

  /** Folder of the launchers. */
  get directory(): vscode.Uri {
    return vscode.Uri.joinPath(this.context.globalStorageUri, 'bin');
  }

  /** Resolves when the launchers are written. */
  get ready(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  /** Sets or takes away the PATH entry as the settings say. New terminals have it; open ones offer to be started again. */
  apply(): void {
    const { environmentVariableCollection: variables } = this.context;
    if (!terminalCommandEnabled()) {
      variables.delete('PATH');
      return;
    }
    variables.description = 'Modelwright';
    variables.prepend('PATH', `${this.directory.fsPath}${delimiter}`);
    this.#writing ??= this.#write().catch((error: unknown) => {
      this.log.error(error instanceof Error ? error : String(error));
    });
  }

  async #write(): Promise<void> {
    const folder = this.directory.fsPath;
    const cli = vscode.Uri.joinPath(this.context.extensionUri, 'dist', 'cli.js').fsPath;
    await mkdir(folder, { recursive: true });
    const script = vscode.Uri.joinPath(this.directory, 'modelwright').fsPath;
    await writeAtomic(script, shellLauncher(process.execPath, cli));
    await chmod(script, 0o755);
    if (process.platform === 'win32') await writeAtomic(`${script}.cmd`, windowsLauncher(process.execPath, cli));
  }
}

/** The launcher for sh. */
export function shellLauncher(node: string, cli: string): string {
  return `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${shellQuote(node)} ${shellQuote(cli)} "$@"\n`;
}

/** The launcher for cmd.exe and PowerShell. In a batch file a per cent sign in a path is doubled. */
export function windowsLauncher(node: string, cli: string): string {
  const quote = (path: string) => `"${path.replaceAll('%', '%%')}"`;
  return `@echo off\r\nsetlocal\r\nset ELECTRON_RUN_AS_NODE=1\r\n${quote(node)} ${quote(cli)} %*\r\n`;
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
