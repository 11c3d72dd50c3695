import * as l10n from '@vscode/l10n';
import type { ActionResult } from '../../../report/schemas/action';
import { formatAge } from '../../format';
import type { Choice } from '../../questions';
import { askMessage, askVersion } from './ask';
import type { ActionFlow } from './flow';
import { printable } from './previewText';
import { lacking, type Target } from './target';

/** Takes a version back. @throws what job `deregister` throws */
export async function deregisterVersion(flow: ActionFlow, target: Target, title: string): Promise<ActionResult | undefined> {
  const { model, versions } = target;
  const version = target.version ?? (await askVersion(flow.questions(), title, versions, (each) => each.active));
  if (version === undefined) return undefined;
  const message = await askMessage(flow.questions(), title, `Deregistering artifact ${versions.name} version ${version}`);
  if (!message) return undefined;
  const parameters = { model, version, ...message };
  return flow.perform('deregister', target, parameters, {
    message: l10n.t('Deregister {0} {1}?', versions.name, version),
    working: l10n.t('Deregistering {0} {1}', versions.name, version),
    yes: l10n.t('Deregister'),
    done: () => l10n.t('{0} {1} is deregistered. Its tags stay as history.', versions.name, version),
  });
}

/** Marks a model as not to be used any more. @throws what job `deprecate` throws */
export async function deprecateModel(flow: ActionFlow, target: Target, title: string): Promise<ActionResult | undefined> {
  const { model, versions } = target;
  const message = await askMessage(flow.questions(), title, `Deprecating artifact '${versions.name}'`);
  if (!message) return undefined;
  const parameters = { model, ...message };
  return flow.perform('deprecate', target, parameters, {
    message: l10n.t('Deprecate {0}?', versions.name),
    working: l10n.t('Deprecating {0}', versions.name),
    yes: l10n.t('Deprecate'),
    done: () => l10n.t('{0} is deprecated. A later tag makes it active again.', versions.name),
  });
}

/** Deletes a tag of a model, or of one of its versions. @throws what job `delete-tag` throws */
export async function deleteTag(flow: ActionFlow, target: Target, title: string): Promise<ActionResult | undefined> {
  const { name, events } = target.versions;
  const own = events.filter((event) => target.version === undefined || event.version === target.version);
  const choices = own.map(
    (event): Choice<string> => ({
      label: event.tag,
      description: formatAge(new Date(event.at)),
      detail: printable(event.message),
      value: event.tag,
    }),
  );
  if (choices.length === 0) throw lacking('tag.none', l10n.t('No tag names {0}.', name), l10n.t('There is nothing to delete.'));
  const tag = (await flow.questions().pick(title, l10n.t('Pick the tag to delete'), choices))?.value;
  if (tag === undefined) return undefined;
  return flow.perform(
    'delete-tag',
    target,
    { tag },
    {
      message: l10n.t('Delete the tag {0}, as if it had never been?', tag),
      working: l10n.t('Deleting {0}', tag),
      yes: l10n.t('Delete Tag'),
      done: () => l10n.t('The tag {0} is deleted here.', tag),
    },
  );
}
