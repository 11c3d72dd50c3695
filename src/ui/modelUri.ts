import { basename } from 'node:path/posix';
import type * as vscode from 'vscode';
import type { Version, VersionsResult } from '../report/schemas/versions';
import type { WorkspaceModel } from './workspaceModels';

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

/**
 * A version of a model by the shortest reference that means it: its name and number, or, where it has no such name any more or its
 * repository is not the one around the workspace folder, its file at its tag.
 */
export function versionUriOf(model: WorkspaceModel, version: Version, result: VersionsResult): vscode.Uri {
  const place = version.path === undefined ? model.uri : placeInRepository(model, version.path, result);
  const named = version.active && version.version.startsWith('v') && !model.nested;
  return versionUri(place, named ? `${result.name}@${version.version}` : `${pathFrom(model, place)}@${version.tag}`);
}

/** A file of a version's commit that is a model itself. @param path from the root of the repository */
export function versionFileUri(model: WorkspaceModel, version: Version, result: VersionsResult, path: string): vscode.Uri {
  const place = placeInRepository(model, path, result);
  return versionUri(place, `${pathFrom(model, place)}@${version.tag}`);
}

/** Where a path of the repository is in the work tree. @param path from the root, with forward slashes */
export function placeInRepository(model: WorkspaceModel, path: string, result: VersionsResult): vscode.Uri {
  // The root as the workspace names it: git has its real path, which links may hide.
  const today = result.workingCopy?.path;
  if (today !== undefined && model.uri.path.endsWith(`/${today}`))
    return model.uri.with({ path: `${model.uri.path.slice(0, -today.length)}${path}` });
  const root = model.registry?.repository.root;
  return root === undefined
    ? model.uri.with({ path: `${model.folder.uri.path}/${path}` })
    : model.folder.uri.with({ path: `${slashed(root)}/${path}` });
}

function pathFrom({ folder }: WorkspaceModel, place: vscode.Uri): string {
  const start = `${folder.uri.path}/`;
  return place.path.startsWith(start) ? place.path.slice(start.length) : place.fsPath;
}

/** A file system's path as a URI has it. */
function slashed(path: string): string {
  const forward = path.replaceAll('\\', '/');
  return forward.startsWith('/') ? forward : `/${forward}`;
}
