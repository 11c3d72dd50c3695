import * as vscode from 'vscode';
import { ManifestLensProvider } from './manifestLens';
import { SourceLensProvider } from './sourceLens';

/** Code lenses on manifests and on source code that names a model file. */
export function registerLenses(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider({ pattern: '**/*.model.json', scheme: 'file' }, new ManifestLensProvider()),
    vscode.languages.registerCodeLensProvider({ language: 'python', scheme: 'file' }, new SourceLensProvider()),
  );
}
