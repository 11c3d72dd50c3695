import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { jobLenses } from './jobLenses';
import { modelStrings } from './modelStrings';

/** On lines of source code whose string names an `.onnx` file that is there: the jobs of that model. */
export class SourceLensProvider implements vscode.CodeLensProvider {
  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const lenses: vscode.CodeLens[] = [];
    const found = new Map<string, Promise<vscode.Uri | undefined>>();
    for (let line = 0; line < document.lineCount; line++) {
      if (token.isCancellationRequested) return [];
      const here = new Set<string>();
      for (const { text, start, end } of modelStrings(document.lineAt(line).text)) {
        if (!found.has(text)) found.set(text, findModel(text, document.uri));
        const model = await found.get(text);
        if (!model || here.has(model.toString())) continue;
        here.add(model.toString());
        lenses.push(...jobLenses(new vscode.Range(line, start, line, end), model));
      }
    }
    return lenses;
  }
}

/**
 * The file a string names: beside the source file, from any folder above it up to the workspace's, or from a workspace folder;
 * inside of the workspace only.
 */
async function findModel(text: string, source: vscode.Uri): Promise<vscode.Uri | undefined> {
  if (isAbsolute(text)) {
    const uri = vscode.Uri.file(text);
    return vscode.workspace.getWorkspaceFolder(uri) && (await isFile(uri)) ? uri : undefined;
  }
  for (const base of bases(source)) {
    const uri = vscode.Uri.joinPath(base, text);
    if (vscode.workspace.getWorkspaceFolder(uri) && (await isFile(uri))) return uri;
  }
  return undefined;
}

function bases(source: vscode.Uri): vscode.Uri[] {
  const own = vscode.workspace.getWorkspaceFolder(source)?.uri;
  const above: vscode.Uri[] = [];
  for (let base = vscode.Uri.joinPath(source, '..'); own && base.path.startsWith(own.path); base = vscode.Uri.joinPath(base, '..')) {
    above.push(base);
    if (base.path === own.path || base.path === '/') break;
  }
  return [...above, ...(vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri)];
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}
