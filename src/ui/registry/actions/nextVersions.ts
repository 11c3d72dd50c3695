import * as l10n from '@vscode/l10n';
import { type BumpPart, freeStep } from '../../../registry/actions/plan/nextVersion';
import type { ActionResult } from '../../../report/schemas/action';
import type { VersionsResult } from '../../../report/schemas/versions';
import type { Choice } from '../../questions';
import { printable } from './previewText';

/** A version that may be registered. */
export interface ChosenVersion {
  /** With its v. */
  readonly version: string;
}

/** The version suggested, with why; then the other steps; then one of the person's own (`value` undefined). */
export function nextVersions(
  result: VersionsResult,
  suggested: string,
  suggestion: ActionResult['suggestion'],
): Choice<ChosenVersion | undefined>[] {
  const last = result.versions.find((each) => each.active && each.version.startsWith('v'))?.version;
  const taken = (version: string) => result.versions.some((each) => each.version === version);
  const names: Record<BumpPart, string> = {
    major: l10n.t('major: other inputs or outputs'),
    minor: l10n.t('minor: another graph'),
    patch: l10n.t('patch: other weights'),
  };
  const others = (['major', 'minor', 'patch'] as const)
    .map((bump) => ({ bump, version: freeStep(last ?? 'v0.0.0', bump, taken) }))
    .filter(({ version }) => version !== suggested)
    .map(({ bump, version }): Choice<ChosenVersion> => ({ label: version, description: names[bump], value: { version } }));
  const bump = suggestion?.bump ?? 'patch';
  return [
    {
      label: suggested,
      description: bump === 'first' ? l10n.t('suggested') : l10n.t('suggested: {0}', bump),
      detail: printable((suggestion?.reasons ?? []).join(' ')),
      value: { version: suggested },
    },
    ...others,
    { label: l10n.t('Another version…'), value: undefined, alwaysShow: true },
  ];
}
