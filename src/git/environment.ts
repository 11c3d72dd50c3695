import { readingEnvironment } from './process';

/** What {@link readingEnvironment} sets for reading alone. */
const READING_ONLY = ['GIT_OPTIONAL_LOCKS', 'GIT_NO_LAZY_FETCH', 'GIT_ALLOW_PROTOCOL'];
/** Programs that would wait for a person, and diff drivers; nothing written here wants one. */
const INTERACTIVE = /^(?:GIT_)?(?:EDITOR|SEQUENCE_EDITOR|PAGER|EXTERNAL_DIFF)$|^VISUAL$/i;

/**
 * The environment git is written with: the person's own (identity, credentials, proxies), without what points at another repository,
 * and without prompts on a terminal. Paths are taken by their letters.
 */
export function writingEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(readingEnvironment())) {
    const own = READING_ONLY.includes(name) ? process.env[name] : value;
    if (own !== undefined && !INTERACTIVE.test(name)) environment[name] = own;
  }
  return { ...environment, GIT_TERMINAL_PROMPT: '0', GIT_LITERAL_PATHSPECS: '1', ...extra };
}
