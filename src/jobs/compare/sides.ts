import { join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { statOrMissing } from '../../base/statOrMissing';
import { parseReference } from '../../registry/references/reference';
import { type IdentifiedArtifact, identifyArtifact } from '../../registry/versions/identifyArtifact';
import { lastVersion, noVersionError } from '../../registry/versions/lastVersion';

/** A model by its reference, and where a relative one starts. */
export interface Side {
  readonly reference: string;
  readonly cwd: string;
}

/** The models of a comparison, the baseline first. */
export interface Sides {
  readonly all: readonly [Side, ...Side[]];
  /** The baseline was not named: it is the last version of the one that was. */
  readonly lastVersion: boolean;
}

/**
 * What is compared: what is named; one model alone with its last version. Of a file that is the version which it was changed from, else the
 * latest; of a version the one before it.
 * @throws UserError `version.none`; as {@link identifyArtifact}
 */
export async function sidesOf(baseline: string, candidates: readonly string[], cwd: string, signal?: AbortSignal): Promise<Sides> {
  const side = (reference: string): Side => ({ reference, cwd });
  if (candidates.length > 0) return { all: [side(baseline), ...candidates.map(side)], lastVersion: false };
  const isFile = (await statOrMissing(resolve(cwd, baseline)))?.isFile() ?? false;
  const artifact = await identifyArtifact(baseline, cwd, signal, { past: !isFile });
  try {
    const { registry, name, path } = artifact;
    const { root } = registry.repository;
    const parsed = parseReference(baseline);
    // The name is looked up in the model's own repository.
    const home = root ?? cwd;
    if (!isFile && (parsed.kind === 'version' || parsed.kind === 'stage')) {
      const before = await versionBefore(artifact, parsed.kind === 'stage' ? { stage: parsed.stage } : { version: parsed.version });
      return { all: [{ reference: before, cwd: home }, side(baseline)], lastVersion: true };
    }
    if (path === undefined || root === undefined) throw noVersionError(name);
    const before = { reference: await lastVersion(artifact, path, signal), cwd: home };
    const named = isFile || parsed.kind === 'ref' ? side(baseline) : { reference: join(root, path), cwd };
    return { all: [before, named], lastVersion: true };
  } finally {
    artifact.registry.dispose();
  }
}

/** The greatest active version below one. @throws UserError `version.none` */
async function versionBefore(
  { registry, name }: IdentifiedArtifact,
  { version, stage }: { readonly version?: string; readonly stage?: string },
): Promise<string> {
  const state = await registry.find(name);
  const own = stage === undefined ? (version === 'latest' ? state?.latest : version) : state?.stages.get(stage);
  const versions = (state?.versions ?? []).filter((each) => each.registered && (each.active || each.version === own));
  const place = versions.findIndex((each) => each.version === own);
  // What is no version any more is left to the one who resolves it to speak of: any will do.
  const before = versions.slice(place + 1).find((each) => each.active);
  if (!before) {
    throw new UserError('version.none', l10n.t('{0} has no version before {1} to compare with.', name, String(own)), {
      where: name,
      remedy: l10n.t('Name the other model as well.'),
    });
  }
  return `${name}@${before.version}`;
}
