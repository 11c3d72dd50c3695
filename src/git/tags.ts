import { Turns } from '../base/turns';
import { git } from './process';
import { type GitRepository, workingFolder } from './repository';

/** A tag that leads to a commit. */
export interface GitTag {
  /** Without `refs/tags/`. */
  readonly name: string;
  /** The tag's own object; a lightweight tag's is its commit. */
  readonly object: string;
  /** What it leads to, through any number of tags. */
  readonly commit: string;
  readonly annotated: boolean;
  /** The tagger's time, seconds since 1970; a lightweight tag has its commit's. 0 where the tag has none. */
  readonly time: number;
  /** The tagger, or a lightweight tag's author. */
  readonly author: string;
  readonly email: string;
  /** First line of the message. */
  readonly subject: string;
}

const FIELDS = [
  'refname',
  'objectname',
  'objecttype',
  '*objectname',
  '*objecttype',
  'creatordate:unix',
  // One of each pair is empty.
  'taggername)%(authorname',
  'taggeremail)%(authoremail',
  'contents:subject',
];
const FORMAT = FIELDS.map((field) => `%(${field})`).join('%00');
/** 100,000 tags print about 20 MB; a ref name and a subject have no bound of their own. */
const LIMIT = 1 << 29;
const PREFIX = 'refs/tags/';
const TAG = `tag ${PREFIX}`;

/**
 * All tags that lead to a commit, by name, from one `for-each-ref`.
 * @param names only these, for one who knows the others already
 * @throws UserError `git.*`
 */
export async function readTags(repository: GitRepository, signal?: AbortSignal, names?: readonly string[]): Promise<GitTag[]> {
  const cwd = workingFolder(repository);
  const patterns = names?.map((name) => PREFIX + name) ?? ['refs/tags'];
  const wanted = names && new Set(names);
  const output = await git(['for-each-ref', `--format=${FORMAT}`, ...patterns], { cwd, signal, limit: LIMIT });
  const tags: GitTag[] = [];
  const nested: GitTag[] = [];
  const turns = new Turns();
  for (const line of lines(output)) {
    if (turns.over) await turns.next();
    const [ref, object, type, peeled, peeledType, time, author, email, subject] = line.split('\0') as [string, ...string[]] & string[];
    const name = ref.slice(PREFIX.length);
    // A pattern that names a folder of refs matches what is in it.
    if (wanted && !wanted.has(name)) continue;
    const annotated = type === 'tag';
    const end = annotated ? peeledType : type;
    if (end !== 'commit' && end !== 'tag') continue;
    const tag: GitTag = {
      name,
      object: object!,
      commit: annotated ? peeled! : object!,
      annotated,
      time: Number(time),
      author: author!,
      email: email!.startsWith('<') && email!.endsWith('>') ? email!.slice(1, -1) : email!,
      subject: subject!,
    };
    (end === 'tag' ? nested : tags).push(tag);
  }
  return nested.length === 0 ? tags : [...tags, ...(await peel(repository, nested, signal))].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Name → object of every tag, without reading one. */
export async function listTags(repository: GitRepository, signal?: AbortSignal): Promise<Map<string, string>> {
  const format = '--format=%(objectname) %(refname)';
  const output = await git(['for-each-ref', format, 'refs/tags'], { cwd: workingFolder(repository), signal, limit: LIMIT });
  const found = new Map<string, string>();
  const turns = new Turns();
  for (const line of lines(output)) {
    if (turns.over) await turns.next();
    const space = line.indexOf(' ');
    found.set(line.slice(space + 1 + PREFIX.length), line.slice(0, space));
  }
  return found;
}

/** Names of the tags that lead to another tag instead of a commit. */
export async function tagsOfTags(repository: GitRepository, signal?: AbortSignal): Promise<Set<string>> {
  // The tag object's own header: with `*` a newer git looks through all of them.
  const output = await git(['for-each-ref', '--format=%(type) %(refname)', 'refs/tags'], {
    cwd: workingFolder(repository),
    signal,
    limit: LIMIT,
  });
  const found = new Set<string>();
  const turns = new Turns();
  for (const line of lines(output)) {
    if (turns.over) await turns.next();
    if (line.startsWith(TAG)) found.add(line.slice(TAG.length));
  }
  return found;
}

/** A git before 2.45 looks through one tag only: the rest of the way for tags of tags. */
async function peel(repository: GitRepository, tags: readonly GitTag[], signal?: AbortSignal): Promise<GitTag[]> {
  const input = tags.map((tag) => `${tag.object}^{commit}\n`).join('');
  const output = await git(['cat-file', '--batch-check'], { cwd: workingFolder(repository), signal, input });
  const commits = output.split('\n').map((line) => /^([0-9a-f]{40,64}) commit \d+$/.exec(line)?.[1]);
  return tags.flatMap((tag, index) => (commits[index] === undefined ? [] : [{ ...tag, commit: commits[index] }]));
}

function* lines(output: string): Generator<string> {
  for (let start = 0; start < output.length; ) {
    const found = output.indexOf('\n', start);
    const end = found < 0 ? output.length : found;
    if (end > start) yield output.slice(start, end);
    start = end + 1;
  }
}
