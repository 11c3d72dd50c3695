import { dirname, posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { UserError } from '../../base/errors';
import type { RegistrySource } from '../../registry/registries';
import { formatBytes } from '../format';
import { placeOf, VERSION_SCHEME } from '../modelUri';

/** A longer text is not opened: the window would hold all of it. */
const LIMIT = 10_000_000;

/**
 * A text file of a commit, to be read: manifests, metrics, labels of a version. Its language follows from its name; the version stands as
 * a folder around it, which is how tabs tell it from the file in the work tree.
 * @param place where it is, or would be, in the work tree
 * @param path from the root of the repository
 * @param version what the version is called: `glyphs@v1.1.0`
 */
export function versionDocument(place: vscode.Uri, commit: string, path: string, version: string): vscode.Uri {
  const at = posix.join(posix.dirname(place.path), version, posix.basename(place.path));
  return place.with({ scheme: VERSION_SCHEME, path: at, query: `${commit}:${path}` });
}

/** Reads {@link versionDocument}s from git, without touching the work tree. What a commit has never changes. */
export class VersionDocuments implements vscode.TextDocumentContentProvider {
  constructor(private readonly source: RegistrySource) {}

  /** @throws UserError `file.missing`, `file.large`, `model.link`, `git.*` */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [, commit, path] = /^([0-9a-f]{40,64}):(.+)$/s.exec(uri.query) ?? [];
    if (commit === undefined || path === undefined) throw missing(uri.path);
    const registry = await this.source.at(dirname(placeOf(uri).fsPath));
    if (!registry) throw missing(path);
    const { CommitTree } = await import('../../registry/files/commitTree');
    const file = await new CommitTree(registry.repository, registry.objects, commit).file(path);
    if (file?.bytes === undefined) throw missing(path);
    if (file.bytes > LIMIT) {
      throw new UserError('file.large', l10n.t('{0} has {1}, too much to be shown as text.', path, formatBytes(file.bytes)), {
        where: path,
      });
    }
    return (await registry.objects.read(file.oid, LIMIT))?.toString('utf8') ?? '';
  }
}

function missing(path: string): UserError {
  return new UserError('file.missing', l10n.t('{0} is not in that commit, or its bytes are not in this clone.', path), { where: path });
}
