import { shownCommand } from '../../base/shell';
import { isCreationTag, parseTag } from '../tags/grammar';
import { groups } from './eventRules';
import type { Subject } from './subject';

/** Tags named in one message, and in one command. */
const NAMED = 5;
const MAX_COMMAND = 50;

/** How the tags of models differ from those of a remote. @param there name → object of the remote's tags */
export function checkRemote(subject: Subject, remote: string, there: ReadonlyMap<string, string>): void {
  const { findings, objects, others } = subject;
  const patterns = new Map(others.map(({ tag, name }) => [tag.name, name.artifact]));
  const ownerOf = (tag: string) => parseTag(tag)?.artifact ?? patterns.get(tag) ?? (isCreationTag(tag) ? tag : undefined);
  const owned = [...new Set([...objects.keys(), ...there.keys()])].flatMap((tag) => {
    const owner = ownerOf(tag);
    return owner === undefined ? [] : [{ tag, owner }];
  });
  for (const [owner, tags] of groups(owned, (one) => one.owner)) {
    const names = tags.map(({ tag }) => tag).sort();
    const here = names.filter((tag) => !there.has(tag));
    const gone = names.filter((tag) => !objects.has(tag));
    const differ = names.filter((tag) => there.has(tag) && objects.has(tag) && there.get(tag) !== objects.get(tag));
    if (here.length > 0) {
      const refs = here.length <= MAX_COMMAND ? here.map((tag) => `refs/tags/${tag}`) : ['--tags'];
      findings.add('info', 'remote.lacks', owner, `${remote} lacks ${some(here)}.`, shownCommand(['git', 'push', remote, ...refs]));
    }
    if (gone.length > 0) {
      const refs = gone.length <= MAX_COMMAND ? gone.map((tag) => `refs/tags/${tag}:refs/tags/${tag}`) : ['--tags'];
      findings.add('info', 'remote.only', owner, `Only ${remote} has ${some(gone)}.`, shownCommand(['git', 'fetch', remote, ...refs]));
    }
    if (differ.length > 0) {
      const refs = differ.slice(0, MAX_COMMAND).map((tag) => `+refs/tags/${tag}:refs/tags/${tag}`);
      const message = `${some(differ)} ${differ.length === 1 ? 'is another tag' : 'are other tags'} at ${remote}; its remedy takes what is there.`;
      findings.add('warning', 'remote.differs', owner, message, shownCommand(['git', 'fetch', remote, ...refs]));
    }
  }
}

function some(tags: readonly string[]): string {
  const rest = tags.length - NAMED;
  return rest > 0 ? `${tags.slice(0, NAMED).join(', ')} and ${rest} more` : tags.join(', ');
}
