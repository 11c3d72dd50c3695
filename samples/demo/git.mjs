// Git by its plumbing: a history is written as one `git fast-import` stream, so nobody's hooks, signatures, filters or
// name have a part in it and the commit ids are the same on every machine.
import { spawn } from 'node:child_process';

/** What a person's or a parent process's environment may not change. */
const CLEAN = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_DEFAULT_HASH: 'sha1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  // The reflog wants a name even where the person never gave git one.
  GIT_AUTHOR_NAME: 'Modelwright demo',
  GIT_AUTHOR_EMAIL: 'demo@example.com',
  GIT_COMMITTER_NAME: 'Modelwright demo',
  GIT_COMMITTER_EMAIL: 'demo@example.com',
};

/** Switched off for the few commands that read configuration; `core.autocrlf` would change the bytes of text files. */
const SETTINGS = {
  'core.autocrlf': 'false',
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.excludesFile': '',
  'core.attributesFile': '',
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
  'gc.auto': '0',
};

/**
 * Runs git in `folder` and returns what it printed.
 *
 * @param {string} folder
 * @param {string[]} args
 * @param {Iterable<Uint8Array>} [input]
 * @returns {Promise<string>}
 */
export function git(folder, args, input) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...settings, ...args], {
      cwd: folder,
      env: { ...Object.fromEntries(inherited), ...CLEAN },
      windowsHide: true,
    });
    /** @type {Buffer[]} */
    const out = [];
    /** @type {Buffer[]} */
    const err = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', (error) => {
      reject(
        'code' in error && error.code === 'ENOENT'
          ? new Error('git was not found: the demo workspace is a git repository. Install git (2.25 or newer).')
          : error,
      );
    });
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString('utf8'));
      else reject(new Error(`git ${args[0]} ended with ${code}: ${Buffer.concat(err).toString('utf8').trim()}`));
    });
    // A git that ends early closes its input; its exit code says more than our broken pipe.
    child.stdin.on('error', (error) => err.push(Buffer.from(`${error.message}\n`)));
    if (input) for (const chunk of input) child.stdin.write(chunk);
    child.stdin.end();
  });
}

/**
 * @typedef {{ name: string, email: string }} Person
 * @typedef {{ name: string, message: string, by: Person, at: string }} Tag
 * @typedef {{ by: Person, at: string, message: string, files: Map<string, Uint8Array | null>, tags: Tag[] }} Commit
 *   `files` holds what changes, `null` for a file that goes; dates are ISO 8601 with an offset
 */

/**
 * The history as a `git fast-import` stream (git-fast-import(1)).
 *
 * @param {readonly Commit[]} commits
 * @param {string} branch
 * @returns {Generator<Uint8Array>}
 */
export function* importStream(commits, branch) {
  const text = new TextEncoder();
  for (const [index, commit] of commits.entries()) {
    yield text.encode(`commit refs/heads/${branch}\nmark :${index + 1}\n`);
    yield text.encode(`author ${signature(commit.by, commit.at)}\ncommitter ${signature(commit.by, commit.at)}\n`);
    yield data(`${commit.message}\n`);
    if (index > 0) yield text.encode(`from :${index}\n`);
    for (const [path, content] of commit.files) {
      if (content === null) yield text.encode(`D ${path}\n`);
      else {
        yield text.encode(`M 100644 inline ${path}\n`);
        yield data(content);
      }
    }
    yield text.encode('\n');
    for (const tag of commit.tags) {
      yield text.encode(`tag ${tag.name}\nfrom :${index + 1}\ntagger ${signature(tag.by, tag.at)}\n`);
      yield data(`${tag.message}\n`);
    }
  }
  yield text.encode('done\n');
}

/** @param {string | Uint8Array} content */
function data(content) {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}

/**
 * Name, address, seconds since 1970 and offset, as git writes them.
 *
 * @param {Person} person
 * @param {string} at
 */
function signature(person, at) {
  const offset = at.slice(-6).replace(':', '');
  return `${person.name} <${person.email}> ${Math.floor(Date.parse(at) / 1000)} ${offset}`;
}
