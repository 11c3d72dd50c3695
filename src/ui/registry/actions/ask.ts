import * as l10n from '@vscode/l10n';
import { isName } from '../../../registry/tags/grammar';
import type { Version, VersionsResult } from '../../../report/schemas/versions';
import { formatAge, formatBytes } from '../../format';
import type { Choice, Questions } from '../../questions';
import { printable } from './previewText';
import { lacking } from './target';

/** Versions that tags register, newest first. */
export function registeredVersions({ versions }: VersionsResult): Version[] {
  return versions.filter((version) => version.version.startsWith('v'));
}

/**
 * A version that the person picks.
 * @returns undefined where the person left
 * @throws UserError `version.none` where there is none to pick
 */
export async function askVersion(
  questions: Questions,
  title: string,
  result: VersionsResult,
  which: (version: Version) => boolean = () => true,
): Promise<string | undefined> {
  const choices = registeredVersions(result)
    .filter(which)
    .map(
      (version): Choice<string> => ({
        label: version.version,
        value: version.version,
        description: [
          version.stages.join(', '),
          version.active ? '' : l10n.t('deregistered'),
          version.bytes === undefined ? '' : formatBytes(version.bytes),
          formatAge(new Date(version.registeredAt)),
        ]
          .filter(Boolean)
          .join(' · '),
        detail: printable(version.message),
      }),
    );
  if (choices.length === 0) {
    throw lacking(
      'version.none',
      l10n.t('{0} has no version for this.', result.name),
      l10n.t('Register one first: “Register Version…” on its row.'),
    );
  }
  return (await questions.pick(title, l10n.t('Pick a version of {0}', result.name), choices))?.value;
}

/** What stands for an answer of its own in a list of choices. */
const OTHER = Symbol('other');

/**
 * A stage: those that `.gto` allows and those in use, or, where anything is allowed, a new one.
 * @param allowed as `.gto` says; undefined: any
 * @param none text of the entry for no stage; left out: there is none
 */
export async function askStage(
  questions: Questions,
  title: string,
  result: VersionsResult,
  allowed: readonly string[] | undefined,
  version: string,
  none?: string,
): Promise<{ stage?: string } | undefined> {
  const names = allowed ?? [...new Set([...Object.keys(result.stages), ...(Object.keys(result.stages).length > 0 ? [] : ['production'])])];
  const choices: Choice<string | undefined | typeof OTHER>[] = [
    ...(none === undefined ? [] : [{ label: none, value: undefined }]),
    ...names.map((stage) => {
      const now = result.stages[stage];
      const description = now === version ? l10n.t('{0} is in it now', now) : now ? `${now} → ${version}` : l10n.t('empty');
      return { label: stage, description, value: stage, iconPath: undefined };
    }),
    ...(allowed === undefined ? [{ label: l10n.t('Another stage…'), value: OTHER, alwaysShow: true } as const] : []),
  ];
  const chosen = await questions.pick(title, l10n.t('Pick the stage for {0}', version), choices);
  if (!chosen) return undefined;
  if (chosen.value !== OTHER) return chosen.value === undefined ? {} : { stage: chosen.value };
  const prompt = l10n.t('Name of the stage');
  const typed = await questions.text({
    title,
    prompt,
    placeholder: 'production',
    check: (text) => (isName(text.trim()) ? undefined : l10n.t('Letters, digits, - _ and /, first and last a letter or digit.')),
  });
  return typed === undefined ? undefined : { stage: typed.trim() };
}

/**
 * The message of the tag.
 * @returns `message` only where it is another than the default; undefined where the person left
 */
export async function askMessage(questions: Questions, title: string, usual: string): Promise<{ message?: string } | undefined> {
  const typed = await questions.text({ title, prompt: l10n.t('Message of the tag'), value: usual, placeholder: usual });
  if (typed === undefined) return undefined;
  const message = typed.trim();
  return message === '' || message === usual ? {} : { message };
}
