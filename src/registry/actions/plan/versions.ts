import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import type { Consequence } from '../../../report/schemas/action';
import { parseTag } from '../../tags/grammar';
import type { ArtifactState } from '../../tags/state';
import { adopt } from './adopt';
import { consequence } from './consequences';
import type { Plan } from './plan';
import type { Situation } from './situation';
import { activeVersionOf, planOf, stateOf } from './stages';

/** Takes a version back. @throws UserError `artifact.unknown`, `version.unknown`, `version.deregistered` */
export async function planDeregister(situation: Situation, request: { version: string; message?: string }): Promise<Plan> {
  const { version, message } = request;
  if (situation.settings.problem) throw situation.settings.problem;
  const state = stateOf(situation);
  const found = activeVersionOf(state, version);
  const adopted = adopt(state, found);
  const first: Consequence[] = [...adopted.first];
  if (state.latest === version) {
    const next = state.versions.find((each) => each.active && each.registered && each.version !== version)?.version;
    const text = next === undefined ? `${state.name} has no version any more.` : `${next} is the latest version then.`;
    first.push(consequence('version.latest', 'warning', text, { before: version, after: next ?? '' }));
  }
  const text = message ?? `Deregistering artifact ${state.name} version ${version}`;
  return planOf(situation, [...adopted.events, { event: 'deregistration', commit: found.commit, version, message: text }], {
    first,
    version,
  });
}

/** Says that a model is not to be used any more. @throws UserError `artifact.unknown`, `artifact.deprecated` */
export async function planDeprecate(situation: Situation, request: { message?: string }): Promise<Plan> {
  if (situation.settings.problem) throw situation.settings.problem;
  const state = stateOf(situation);
  if (state.deprecated) {
    throw new UserError('artifact.deprecated', l10n.t('{0} is deprecated already.', state.name), { where: state.name });
  }
  const first = [...state.stages].flatMap(([stage, version]) =>
    version === null
      ? []
      : [
          consequence('deprecate.inStage', 'warning', `${version} stays in ${stage}, but GTO does not list the model any more.`, {
            stage,
            version,
          }),
        ],
  );
  // As GTO: at the commit of the last event.
  const commit = state.events.at(-1)!.commit;
  const message = request.message ?? `Deprecating artifact '${state.name}'`;
  return planOf(situation, [{ event: 'deprecation', commit, message }], { first });
}

/**
 * Deletes tags of one model, as if they had never been.
 * @throws UserError `tag.unknown`, `tag.foreign` for one that is none of the registry's
 */
export async function planDelete(situation: Situation, tags: readonly string[]): Promise<Plan> {
  const deletes = tags.map((tag) => {
    const object = situation.tags.get(tag);
    if (object !== undefined) return { tag, object };
    throw new UserError('tag.unknown', l10n.t('There is no tag {0}.', tag), {
      where: tag,
      remedy: l10n.t('"modelwright versions {0}" lists the tags of this model.', situation.name),
    });
  });
  const first = deletes.map(({ tag, object }) => {
    const command = `git update-ref ${quoted(`refs/tags/${tag}`)} ${object}`;
    return consequence('tag.undo', 'info', `To have ${tag} back: ${command}`, { tag, object }, command);
  });
  const registered = situation.state?.versions.filter((version) => version.registered && version.active) ?? [];
  for (const { version, tag } of registered) {
    if (tags.includes(tag)) first.push(consequence('tag.version', 'warning', `${version} is no version any more.`, { version }));
  }
  return planOf(situation, [], { deletes, first });
}

/** The model that a tag of the registry belongs to. @throws UserError `tag.foreign` */
export function ownerOf(states: ReadonlyMap<string, ArtifactState>, tag: string): string {
  const own = parseTag(tag)?.artifact;
  if (own !== undefined) return own;
  for (const [name, state] of states) if (state.events.some((event) => event.tag === tag)) return name;
  throw new UserError('tag.foreign', l10n.t('The tag {0} is none of a model.', tag), {
    where: tag,
    remedy: l10n.t('Delete it with git tag -d if you mean it.'),
  });
}

function quoted(text: string): string {
  return /^[\w./@#=+-]+$/.test(text) && !text.includes('#') ? text : `'${text}'`;
}
