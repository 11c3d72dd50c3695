import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { placeOf } from '../modelUri';
import type { Questions } from '../questions';
import { isSize, type OpenDimension } from './openDimensions';

/** Sizes by the dimension's name. */
export type Sizes = Readonly<Record<string, number>>;

/** Sizes of symbolic dimensions: asked for once a model and remembered for the workspace, the same for all of its versions. */
export class ModelSizes {
  constructor(
    private readonly memory: vscode.Memento,
    private readonly questions: () => Questions,
  ) {}

  /** What was said before of this model. */
  of(model: vscode.Uri): Sizes {
    const kept: unknown = this.memory.get(key(model));
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([, size]) => Number.isSafeInteger(size) && size > 0));
  }

  /**
   * Asks for those that nobody has said yet.
   * @param again asks for all, with what was said before to begin with
   * @returns those of `wanted`; undefined where the person left
   */
  async ask(title: string, model: vscode.Uri, wanted: readonly OpenDimension[], again = false): Promise<Sizes | undefined> {
    const sizes: Record<string, number> = { ...this.of(model) };
    const asked = again ? wanted : wanted.filter(({ name }) => !Object.hasOwn(sizes, name));
    for (const [index, { name, input, type }] of asked.entries()) {
      const answer = await this.questions().text({
        title: asked.length > 1 ? `${title} (${index + 1}/${asked.length})` : title,
        prompt: l10n.t('Size of the dimension {0} of {1}, {2}. It is remembered for this model.', name, input, type),
        placeholder: l10n.t('A whole number, such as 128'),
        ...(Object.hasOwn(sizes, name) ? { value: String(sizes[name]) } : {}),
        check: (text) => (isSize(text) ? undefined : l10n.t('A whole number from 1 on.')),
      });
      if (answer === undefined) return undefined;
      sizes[name] = Number(answer);
    }
    if (asked.length > 0) await this.memory.update(key(model), sizes);
    return sizes;
  }
}

function key(model: vscode.Uri): string {
  return `dims:${placeOf(model).toString()}`;
}
