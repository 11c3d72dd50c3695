import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { suggest } from '../base/suggest';
import { jsonPathText } from './position';
import type { Manifest } from './schema';

/** What a manifest says of an input or output that the model does not have. */
export interface Unmatched {
  readonly kind: 'input' | 'output';
  readonly name: string;
}

/**
 * Holds the names a manifest speaks of against those of the model. A slip of a name, which is one like that of an input or output
 * the manifest says nothing of, is an error; so is a companion of a text that is no input. Other entries are returned: a manifest may be shared by
 * variants of which one lacks an output.
 * @param path the manifest's, named in errors
 * @throws UserError `manifest.name`
 */
export function unmatchedEntries(manifest: Manifest, path: string, inputs: readonly string[], outputs: readonly string[]): Unmatched[] {
  const check = (kind: Unmatched['kind'], entries: object = {}, names: readonly string[]): Unmatched[] => {
    const described = Object.keys(entries);
    const open = names.filter((name) => !described.includes(name));
    return described
      .filter((name) => !names.includes(name))
      .map((name) => {
        const near = suggest(name, open);
        if (near !== undefined) throw unknownName(path, [`${kind}s`, name], kind, name, near);
        return { kind, name };
      });
  };
  for (const [name, input] of Object.entries(manifest.inputs ?? {})) {
    if (!inputs.includes(name)) continue;
    const named =
      input.kind === 'text' ? { mask: input.mask, typeIds: input.typeIds, positions: input.positions } : ({} as Record<string, undefined>);
    for (const [key, other] of Object.entries(named)) {
      if (other === undefined || inputs.includes(other)) continue;
      throw unknownName(path, ['inputs', name, key], 'input', other, suggest(other, inputs), inputs);
    }
    if (input.kind !== 'state' || outputs.includes(input.from)) continue;
    throw unknownName(path, ['inputs', name, 'from'], 'output', input.from, suggest(input.from, outputs), outputs);
  }
  return [...check('input', manifest.inputs, inputs), ...check('output', manifest.outputs, outputs)];
}

function unknownName(
  path: string,
  at: readonly string[],
  kind: Unmatched['kind'],
  name: string,
  near: string | undefined,
  all: readonly string[] = [],
): UserError {
  const place = jsonPathText(at);
  const message =
    kind === 'input'
      ? l10n.t('{0}, at {1}: the model has no input "{2}".', basename(path), place, name)
      : l10n.t('{0}, at {1}: the model has no output "{2}".', basename(path), place, name);
  const list = all.map((other) => `"${other}"`).join(', ');
  return new UserError('manifest.name', message, {
    where: path,
    remedy: near !== undefined ? l10n.t('Did you mean "{0}"?', near) : l10n.t('There are {0}.', list),
    actions: [{ kind: 'openFile', path }],
  });
}
