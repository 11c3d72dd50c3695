import { basename } from 'node:path/posix';
import type * as vscode from 'vscode';

/** Scheme of what lies in git and not in the work tree: a version's model and its files. */
export const VERSION_SCHEME = 'modelwright';

/**
 * A model as the commands of this extension pass it on: a file's URI, or for one at a git ref a URI of
 * {@link VERSION_SCHEME} with the file's place in the work tree as its path and the reference that jobs take as its query.
 * @param place where the file lies, or lay, in the work tree
 * @param reference `NAME@v1.2.0`, `PATH@REF`; relative paths start in the workspace folder of `place`
 */
export function versionUri(place: vscode.Uri, reference: string): vscode.Uri {
  return place.with({ scheme: VERSION_SCHEME, query: reference });
}

/** The reference of a model at a git ref; undefined for a file. */
export function referenceOf(model: vscode.Uri): string | undefined {
  return model.scheme === VERSION_SCHEME ? model.query : undefined;
}

/** A model's place in the work tree, whether its bytes are taken from there or not. */
export function placeOf(model: vscode.Uri): vscode.Uri {
  return model.scheme === VERSION_SCHEME ? model.with({ scheme: 'file', query: '' }) : model;
}

/** What a model is called in titles: `glyphs`, `glyphs@v1.1.0`. */
export function modelTitle(model: vscode.Uri): string {
  return referenceOf(model) ?? basename(model.path).replace(/\.onnx$/i, '');
}
