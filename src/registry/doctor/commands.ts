import { shownCommand } from '../../base/shell';

// Remedies are commands that work as they are printed, in the repository.

/** Deletes tags here. What was pushed stays at the remote. */
export function deleteTags(...tags: readonly string[]): string {
  const odd = tags.find((tag) => tag.startsWith('-'));
  return shownCommand(odd === undefined ? ['git', 'tag', '-d', ...tags] : ['git', 'update-ref', '-d', `refs/tags/${odd}`]);
}

/** Makes an annotated tag of its own name, over the one that is there. */
export function annotate(tag: string, commit: string): string {
  return shownCommand(['git', 'tag', '-f', '-a', '-m', tag, tag, commit]);
}

/** Makes the tag that was meant. */
export function tagInstead(tag: string, commit: string): string {
  return shownCommand(['git', 'tag', '-a', '-m', tag, tag, commit]);
}

/** Makes a tag again, of its commit and message, dated now. */
export function redate(tag: string, commit: string): string {
  const message = shownCommand(['git', 'for-each-ref', '--format=%(contents)', `refs/tags/${tag}`]);
  return `${message} | ${shownCommand(['git', 'tag', '-f', '-a', '--cleanup=whitespace', '-F', '-', tag, commit])}`;
}

/** A modelwright command about a model. */
export function modelwright(verb: string, model: string, ...flags: readonly string[]): string {
  return shownCommand(['modelwright', verb, model, ...flags]);
}
