import * as vscode from 'vscode';
import { ManifestLensProvider } from './manifestLens';
import { SourceLensProvider } from './sourceLens';

/** Code lenses on manifests and on source code that names a model file. */
export function registerLenses(): vscode.Disposable {
  // What a lens offers depends on trust.
  const onDidChangeCodeLenses: vscode.Event<void> = vscode.workspace.onDidGrantWorkspaceTrust;
  const lenses = (provider: vscode.CodeLensProvider): vscode.CodeLensProvider => ({
    onDidChangeCodeLenses,
    provideCodeLenses: (document, token) => provider.provideCodeLenses(document, token),
  });
  const manifests = new ManifestLensProvider();
  const sources = new SourceLensProvider();
  return vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider({ pattern: '**/*.model.json', scheme: 'file' }, lenses(manifests)),
    vscode.languages.registerCodeLensProvider({ language: 'python', scheme: 'file' }, lenses(sources)),
  );
}
