import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as vscode from 'vscode';
import { UserError } from '../../../base/errors';
import { errorCode, fileError } from '../../../base/files';
import { findJob, type JobEntry } from '../../../jobs/table';
import type { Version, VersionsResult } from '../../../report/schemas/versions';
import { type JobRunner, modelParameter } from '../../jobs/jobRunner';
import { activeModel, modelFromArgument, pickModel } from '../../modelArgument';
import { placeOf } from '../../modelUri';
import type { WorkspaceModel, WorkspaceModels } from '../../workspaceModels';

/** The model that an action is for, as its repository knows it now. */
export interface Target {
  /** Its file, or where that would be. */
  readonly uri: vscode.Uri;
  /** A folder of its repository: where its jobs start. */
  readonly cwd: string;
  /** The parameter `model` of its jobs: its file where it is here, else its name. */
  readonly model: string;
  readonly versions: VersionsResult;
  /** The version whose row it was. */
  readonly version?: string;
}

/**
 * The model a command was called for, from a row (of a model, a version, the working copy), a file, the editor in front, or as the person picks.
 * @returns undefined where nothing was picked
 * @throws UserError as job `versions`: `git.*`, `model.missing`
 */
export async function readTarget(
  argument: unknown,
  models: WorkspaceModels,
  runner: JobRunner,
  title: string,
): Promise<Target | undefined> {
  const row = rowOf(argument);
  const given = row ? placeOf(row.uri) : modelFromArgument(argument);
  const uri = given ?? activeModel(models) ?? (await pickModel(models, title));
  if (!uri) return undefined;
  const place = placeOf(uri);
  const cwd = await nearestFolder(place.fsPath);
  const here = (await exists(place.fsPath)) || (await exists(`${place.fsPath}.dvc`));
  const listed = models.find(place)?.entry;
  const name = row?.name ?? listed?.name;
  // Of a file with several names a row says which is meant.
  const byName = row !== undefined && listed?.also !== undefined;
  const model = (here && !byName) || name === undefined ? modelParameter(place, cwd) : name;
  const executed = await runner.run({ job: jobNamed('versions'), model: place, cwd, parameters: { model } });
  await executed.release();
  const versions = executed.report.result as VersionsResult;
  return { uri: place, cwd, model, versions, ...(row?.version === undefined ? {} : { version: row.version }) };
}

/**
 * How jobs that start in the target's folder name a version. One that was deregistered has no name any more: its file at its tag.
 * @param version with its v
 */
export function versionReference(target: Target, version: string): string {
  const { cwd, versions } = target;
  const found = versions.versions.find((each) => each.version === version);
  return found && !found.active ? fileReference(target, version, cwd) : `${versions.name}@${version}`;
}

/**
 * A version by the file it had and its tag: this finds its repository from any folder, as a name does not.
 * @param cwd where relative paths start
 */
export function fileReference({ uri, versions }: Target, version: string, cwd: string): string {
  const found = versions.versions.find((each) => each.version === version);
  const today = versions.workingCopy?.path;
  const root = today !== undefined && uri.path.endsWith(`/${today}`) ? uri.path.slice(0, -today.length) : undefined;
  const file = root === undefined || found?.path === undefined ? uri : uri.with({ path: `${root}${found.path}` });
  return `${modelParameter(file, cwd)}@${found?.tag ?? version}`;
}

/** How jobs that start in the target's folder name a file of its repository. @param path from the root */
export function fileInRepository({ uri, versions, cwd }: Target, path: string): string {
  const today = versions.workingCopy?.path;
  if (today === undefined || !uri.path.endsWith(`/${today}`)) return path;
  return modelParameter(uri.with({ path: uri.path.slice(0, -today.length) + path }), cwd);
}

/** A row of the Models view below a model. */
interface Row {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly version?: string;
}

function rowOf(argument: unknown): Row | undefined {
  if (typeof argument !== 'object' || argument === null || !('kind' in argument)) return undefined;
  // Rows are the extension's own; what else VS Code passes has no such kinds.
  const row = argument as RowArgument;
  switch (row.kind) {
    case 'model':
      return { uri: row.model.uri, name: row.model.entry.name };
    case 'workingCopy':
      return { uri: row.model.uri, name: row.name };
    case 'version':
      return { uri: row.model.uri, name: row.name, version: row.version.version };
    default:
      return undefined;
  }
}

type RowArgument =
  | { readonly kind: 'model'; readonly model: WorkspaceModel }
  | { readonly kind: 'workingCopy'; readonly model: WorkspaceModel; readonly name: string }
  | { readonly kind: 'version'; readonly model: WorkspaceModel; readonly name: string; readonly version: Pick<Version, 'version'> }
  | { readonly kind: 'none' };

/** @throws Error where the table has no such job, which is a defect */
export function jobNamed(name: string): JobEntry {
  const job = findJob(name);
  if (!job) throw new Error(`the job table has no ${name}`);
  return job;
}

/** The folder of a file, or the nearest above it that is there: a version's file may be gone with its folder. */
async function nearestFolder(file: string): Promise<string> {
  let folder = dirname(file);
  while (!(await exists(folder)) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** @throws UserError `file.*` */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false;
    throw fileError(error, path);
  }
}

/** What an action needs and the model does not have. */
export function lacking(code: string, message: string, remedy: string): UserError {
  return new UserError(code, message, { remedy });
}
