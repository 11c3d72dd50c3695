import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { jobLenses } from './jobLenses';

/** On `NAME.model.json`: the jobs of `NAME.onnx`, above its first line. */
export class ManifestLensProvider implements vscode.CodeLensProvider {
  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const model = await modelOfManifest(document.uri);
    if (model) return jobLenses(new vscode.Range(0, 0, 0, 0), model);
    const name =
      document.uri.path
        .split('/')
        .pop()
        ?.replace(/\.model\.json$/, '.onnx') ?? '';
    return [
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title: l10n.t('There is no {0} beside this manifest', name), command: '' }),
    ];
  }
}

/** `NAME.onnx` beside `NAME.model.json`, if it is there. */
export async function modelOfManifest(manifest: vscode.Uri): Promise<vscode.Uri | undefined> {
  if (!manifest.path.endsWith('.model.json')) return undefined;
  const model = manifest.with({ path: manifest.path.replace(/\.model\.json$/, '.onnx') });
  try {
    const found = await vscode.workspace.fs.stat(model);
    return found.type & vscode.FileType.File ? model : undefined;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
