import * as vscode from 'vscode';
import type { VersionState } from '../../registry/tags/state';
import { formatAge, formatBytes } from '../format';
import { modelTitle, versionUri } from '../modelUri';
import type { Choice } from '../questions';
import type { WorkspaceModel } from '../workspaceModels';

/** Versions of one model that are offered, the newest first: more are found by their rows in the Models view. */
const MAX_VERSIONS = 100;

/** The models of the workspace and their versions as things to pick: files first, then versions, each model's together. */
export function comparableModels(all: readonly WorkspaceModel[]): Choice<vscode.Uri>[] {
  return all.flatMap((model) => [...(model.entry.state === 'file' ? [fileChoice(model)] : []), ...versionChoices(model)]);
}

/** Active versions of a model, the newest first. */
export function versionChoices(model: WorkspaceModel): Choice<vscode.Uri>[] {
  const versions = model.state?.versions.filter(({ active, registered }) => active && registered) ?? [];
  return versions.slice(0, MAX_VERSIONS).map((version) => {
    const uri = versionOf(model, version);
    return {
      label: `${model.entry.name}@${version.version}`,
      description: [...version.stages, formatAge(new Date(version.registeredAt * 1000))].join(' · '),
      iconPath: new vscode.ThemeIcon('tag'),
      value: uri,
    };
  });
}

function fileChoice({ entry, uri }: WorkspaceModel): Choice<vscode.Uri> {
  return {
    label: modelTitle(uri),
    description: [vscode.workspace.asRelativePath(uri), formatBytes(entry.bytes)].join(' · '),
    iconPath: new vscode.ThemeIcon('circuit-board'),
    value: uri,
  };
}

/** A version by its name, or, where names are looked up in another repository, by the file it has today at its tag. */
function versionOf({ entry, uri, nested }: WorkspaceModel, { version, tag }: VersionState): vscode.Uri {
  return versionUri(uri, nested ? `${uri.fsPath}@${tag}` : `${entry.name}@${version}`);
}
