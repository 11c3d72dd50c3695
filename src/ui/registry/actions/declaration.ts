import * as l10n from '@vscode/l10n';
import { isArtifactName, isName } from '../../../registry/tags/grammar';
import type { Choice, Questions } from '../../questions';
import { printable } from './previewText';

/** What `artifacts.yaml` is to say of a model that it lacks. */
export interface Declaration {
  readonly name: string;
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly type: string;
  readonly description: string;
}

type Field = keyof Declaration;

/**
 * Asks for what is to be declared, each field where the person wants it otherwise.
 * @param types those that `.gto` allows; undefined: any
 * @param paths of the repository's models
 * @returns undefined where the person left
 */
export async function askDeclaration(
  questions: Questions,
  title: string,
  given: Declaration,
  types: readonly string[] | undefined,
  paths: readonly string[],
): Promise<Declaration | undefined> {
  let declared = given;
  for (;;) {
    const choices: Choice<Field | undefined>[] = [
      { label: l10n.t('Go on'), value: undefined, alwaysShow: true },
      { label: l10n.t('Name'), description: printable(declared.name), value: 'name' },
      { label: l10n.t('Type'), description: printable(declared.type), value: 'type' },
      { label: l10n.t('File'), description: printable(declared.path), value: 'path' },
      { label: l10n.t('Description'), description: printable(declared.description) || l10n.t('none'), value: 'description' },
    ];
    const chosen = await questions.pick(title, l10n.t('What artifacts.yaml is to say of the model'), choices);
    if (!chosen) return undefined;
    if (chosen.value === undefined) return declared;
    const value = await askField(questions, title, declared, chosen.value, types, paths);
    if (value !== undefined) declared = { ...declared, [chosen.value]: value.trim() };
  }
}

async function askField(
  questions: Questions,
  title: string,
  declared: Declaration,
  field: Field,
  types: readonly string[] | undefined,
  paths: readonly string[],
): Promise<string | undefined> {
  const value = declared[field];
  const from = async (prompt: string, values: readonly string[]) =>
    (
      await questions.pick(
        title,
        prompt,
        values.map((label) => ({ label, value: label })),
      )
    )?.value;
  switch (field) {
    case 'name':
      return questions.text({
        title,
        prompt: l10n.t('Name of the model, as its tags begin'),
        value,
        check: (text) =>
          isArtifactName(text.trim()) ? undefined : l10n.t('Letters, digits, - _ and /, first and last a letter or digit.'),
      });
    case 'type':
      if (types) return from(l10n.t('Pick the type: .gto allows these'), types);
      return questions.text({
        title,
        prompt: l10n.t('Type of the model'),
        value,
        check: (text) => (isName(text.trim()) ? undefined : l10n.t('Letters, digits, - _ and /, first and last a letter or digit.')),
      });
    case 'path':
      return from(l10n.t('Pick the file of the model'), paths);
    case 'description':
      return questions.text({ title, prompt: l10n.t('Description of the model'), value });
  }
}
