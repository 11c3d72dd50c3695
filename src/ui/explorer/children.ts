import * as l10n from '@vscode/l10n';
import type { VersionsResult } from '../../report/schemas/versions';
import { Commands, jobCommand } from '../ids';
import { placeInRepository, versionFileUri, versionUriOf } from '../modelUri';
import { type ExplorerNode, fileRole, type ModelNode, type VersionNode } from './nodes';
import { versionDocument } from './versionDocuments';

/** Versions drawn at first, and how many come with each step further. */
export const VERSIONS_PAGE = 200;

/** The rows below a model with a repository: its working copy, then its versions, greatest first. @param limit versions to show */
export function versionRows(parent: ModelNode, result: VersionsResult, limit: number): ExplorerNode[] {
  const { model } = parent;
  const { name } = result;
  const rows: ExplorerNode[] = [];
  if (result.workingCopy) rows.push({ kind: 'workingCopy', uri: model.uri, model, name, result, parent });
  for (const version of result.versions.slice(0, limit)) {
    rows.push({ kind: 'version', uri: versionUriOf(model, version, result), model, name, version, result, parent });
  }
  if (result.versions.length === 0) {
    const step = { command: jobCommand('register'), arguments: [parent] };
    rows.push({ kind: 'note', text: l10n.t('No version yet: register the first'), icon: 'tag', step, parent });
  }
  const rest = result.versions.length - limit;
  if (rest > 0) {
    const text =
      rest > VERSIONS_PAGE ? l10n.t('Show {0} of {1} older versions', VERSIONS_PAGE, rest) : l10n.t('Show {0} older versions', rest);
    rows.push({ kind: 'note', text, icon: 'ellipsis', step: { command: Commands.showMoreVersions, arguments: [parent] }, parent });
  }
  return rows;
}

/** The files of a version that belong to its model by name, and its variants then. Nothing is checked out. */
export async function filesOfVersion(parent: VersionNode): Promise<ExplorerNode[]> {
  const { model, version, result } = parent;
  if (!model.registry || version.path === undefined) return [];
  const { versionFolder } = await import('../../registry/versions/versionFolder');
  const { variants, files } = await versionFolder(model.registry, version.commit, version.path);
  return [
    ...variants.map(
      (path): ExplorerNode => ({ kind: 'file', path, role: 'variant', uri: versionFileUri(model, version, result, path), parent }),
    ),
    ...files.map((path): ExplorerNode => {
      const uri = versionDocument(placeInRepository(model, path, result), version.commit, path, `${result.name}@${version.version}`);
      return { kind: 'file', path, role: fileRole(path, {}), uri, parent };
    }),
  ];
}
