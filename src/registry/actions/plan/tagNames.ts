import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import { git } from '../../../git/process';
import { workingFolder } from '../../../git/repository';
import type { PlannedTag } from '../../../report/schemas/action';
import type { EventKind } from '../../../report/schemas/versions';
import { formatTag, isArtifactName } from '../../tags/grammar';
import { nextCounter, type Situation } from './situation';

/** An event to be written as a tag. */
export interface PlannedEvent {
  readonly event: EventKind;
  readonly commit: string;
  readonly version?: string;
  readonly stage?: string;
  readonly message: string;
}

/**
 * The tags for events, named as GTO names them: stage tags with the next number, the others without one unless that name is taken
 * (a version registered again).
 * @throws UserError `artifact.name`, `tag.refused`, `tag.blocked`
 */
export async function planTags(situation: Situation, events: readonly PlannedEvent[]): Promise<PlannedTag[]> {
  assertArtifactName(situation.name);
  const tags = new Map(situation.tags);
  const planned: PlannedTag[] = [];
  for (const event of events) {
    const staged = event.event === 'assignment' || event.event === 'unassignment';
    const named = { ...event, artifact: situation.name };
    const plain = formatTag(named);
    const tag = staged || tags.has(plain) ? formatTag({ ...named, counter: nextCounter({ tags, name: situation.name }) }) : plain;
    await assertWritable(situation, tag, tags);
    tags.set(tag, '');
    planned.push({
      tag,
      event: event.event,
      commit: event.commit,
      ...(event.version === undefined ? {} : { version: event.version }),
      ...(event.stage === undefined ? {} : { stage: event.stage }),
      message: event.message,
    });
  }
  return planned;
}

/** @throws UserError `artifact.name` */
export function assertArtifactName(name: string): void {
  if (isArtifactName(name)) return;
  throw new UserError('artifact.name', l10n.t('{0} is not a name that GTO takes for a model.', JSON.stringify(name)), {
    where: name,
    remedy: l10n.t('Use letters, digits, "-", "_" and "/", with a letter or digit first and last: no dots. --name gives another.'),
  });
}

async function assertWritable({ registry }: Situation, tag: string, tags: ReadonlyMap<string, string>): Promise<void> {
  const ref = `refs/tags/${tag}`;
  const options = { cwd: workingFolder(registry.repository), accept: [1] };
  // Printed where git takes it, with slashes put right: another text than ours is a refusal too.
  const printed = await git(['check-ref-format', '--normalize', ref], options);
  if (tag.startsWith('-') || printed.trim() !== ref) {
    throw new UserError('tag.refused', l10n.t('git refuses the tag name {0}.', tag), {
      where: tag,
      remedy: l10n.t('Give the model another name: without "//", a part that ends in ".lock", or a dash first.'),
    });
  }
  const blocking = blockingTag(tag, tags);
  if (blocking === undefined) return;
  throw new UserError(
    'tag.blocked',
    l10n.t('The tag {0} cannot be made beside the tag {1}: git keeps one as a file and the other in a folder of that name.', tag, blocking),
    { where: blocking, remedy: l10n.t('Delete that tag or give the model another name.') },
  );
}

/** A tag that is a folder of `tag`'s name, or has `tag` for a folder. */
export function blockingTag(tag: string, tags: ReadonlyMap<string, string>): string | undefined {
  for (let at = tag.indexOf('/'); at >= 0; at = tag.indexOf('/', at + 1)) if (tags.has(tag.slice(0, at))) return tag.slice(0, at);
  const folder = `${tag}/`;
  for (const other of tags.keys()) if (other.startsWith(folder)) return other;
  return undefined;
}
