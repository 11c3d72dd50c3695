import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { jsonMembers } from '../report/jsonMembers';
import { mergeSection } from '../report/metricsMerge';
import { parseManifest } from './parse';
import { type ManifestRuntime, zRuntime } from './schema';

const SECTION = 'runtime';
const KEYS: ReadonlySet<string> = new Set(Object.keys(zRuntime.shape));
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Puts the section `runtime` into a manifest's text, and leaves all else as it stands, byte for byte. Settings that it had and that `runtime` has not are taken out; keys
 * that this version does not know stay.
 * @param text undefined for a manifest that is to be made
 * @param path named in errors
 * @throws UserError `manifest.*` where the text is no manifest, or the section stands twice in it
 */
export function withRuntime(text: string | undefined, runtime: ManifestRuntime, path: string): string {
  if (text === undefined) return `${JSON.stringify({ schemaVersion: 1, [SECTION]: runtime }, null, 2)}\n`;
  parseManifest(text, path);
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const json = text.slice(mark.length);
  const sections = jsonMembers(json).filter(({ key }) => key === SECTION);
  if (sections.length > 1 || sections.some(({ value }) => repeats(value))) {
    throw new UserError(
      'manifest.twice',
      l10n.t('"{0}", or a setting in it, stands twice in {1}, so that it is not clear which is meant.', SECTION, basename(path)),
      {
        where: path,
        remedy: l10n.t('Remove one of them. Nothing was written.'),
        actions: [{ kind: 'openFile', path }],
      },
    );
  }
  const given = Object.fromEntries(Object.entries(runtime).filter(([, value]) => value !== undefined));
  const edited = mark + mergeSection(json, SECTION, given, KEYS);
  parseManifest(edited, path);
  return edited;
}

function repeats(section: string): boolean {
  const keys = jsonMembers(section).map(({ key }) => key);
  return new Set(keys).size < keys.length;
}
