import { posix } from 'node:path';

/** What `npm` does itself, without a script of the package. */
const NPM_COMMANDS = new Set([
  'ci',
  'i',
  'install',
  'link',
  'exec',
  'pack',
  'ls',
  'audit',
  'view',
  'outdated',
  'update',
  'version',
  'init',
  'config',
]);
/** Commands that are short for a script. */
const SHORT = new Set(['start', 'test', 'stop', 'restart']);

/**
 * What the documents promise: commands that exist, links and headings that are there.
 * @param {ReadonlyMap<string, string>} files every text file under version control
 * @param {ReadonlySet<string>} scripts names of the package's scripts
 * @param {(path: string) => boolean} exists whether the repository holds a file or folder
 * @returns {string[]} what is wrong
 */
export function checkDocuments(files, scripts, exists) {
  /** @type {string[]} */
  const problems = [];
  for (const [path, text] of files) {
    if (!path.endsWith('.md')) continue;
    const found = [...scriptProblems(text, scripts), ...linkProblems(path, text, files, exists)];
    problems.push(...found.map(({ at, problem }) => `${path}:${text.slice(0, at).split('\n').length}: ${problem}`));
  }
  return problems;
}

/**
 * @typedef {object} Found
 * @property {number} at where in the text
 * @property {string} problem
 */

/** @param {string} text @param {ReadonlySet<string>} scripts @returns {Found[]} */
function scriptProblems(text, scripts) {
  /** @type {Found[]} */
  const found = [];
  // Prose speaks of npm too: only what is set as code counts.
  for (const { at, code } of codeOf(text)) {
    for (const match of code.matchAll(/(?<![\w./-])npm[ \t]+(?:(run)[ \t]+)?([a-z][\w:-]*)/g)) {
      const [whole, run, name = ''] = match;
      if (scripts.has(name) && (run || SHORT.has(name))) continue;
      if (!run && NPM_COMMANDS.has(name)) continue;
      found.push({ at: at + match.index, problem: `package.json has no script for "${whole}"` });
    }
  }
  return found;
}

/** Fenced blocks and spans of code. @param {string} text */
function codeOf(text) {
  const fences = [...text.matchAll(FENCE)].map((match) => ({ at: match.index, code: match[0] }));
  const spans = [...withoutFences(text).matchAll(/(`+)(?!`)([^\n]*?[^`\n])\1(?!`)/g)].map((match) => ({ at: match.index, code: match[0] }));
  return [...fences, ...spans];
}

const FENCE = /^[ \t]*(```+|~~~+)[^\n]*\n[\s\S]*?^[ \t]*\1[ \t]*$/gm;

/** As long as before, so that places stay what they are. @param {string} text */
function withoutFences(text) {
  return text.replace(FENCE, blank);
}

/** @param {string} text */
function blank(text) {
  return text.replace(/[^\n]/g, ' ');
}

/**
 * @param {string} path
 * @param {string} text
 * @param {ReadonlyMap<string, string>} files
 * @param {(path: string) => boolean} exists
 * @returns {Found[]}
 */
function linkProblems(path, text, files, exists) {
  const prose = withoutFences(text).replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, blank);
  const inline = prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g);
  const references = prose.matchAll(/^[ ]{0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gm);
  const tags = prose.matchAll(/<(?:img|a|source)\b[^>]*?\b(?:src|href|srcset)="([^"]+)"/g);
  /** @type {Found[]} */
  const found = [];
  for (const match of [...inline, ...references, ...tags]) {
    const target = match[1] ?? '';
    // Addresses, and places of VS Code such as `command:`.
    if (/^([a-z][a-z\d+.-]*:|\/\/)/i.test(target)) continue;
    const problem = targetProblem(path, target, files, exists);
    if (problem) found.push({ at: match.index, problem });
  }
  return found;
}

/**
 * @param {string} path
 * @param {string} target
 * @param {ReadonlyMap<string, string>} files
 * @param {(path: string) => boolean} exists
 */
function targetProblem(path, target, files, exists) {
  const [file = '', anchor] = target.split('#');
  const named = decodeURIComponent(file.split('?')[0] ?? '');
  const full = named === '' ? path : named.startsWith('/') ? named.slice(1) : posix.join(posix.dirname(path), named);
  if (full.startsWith('..')) return `${target} leaves the repository`;
  if (named !== '' && !exists(full)) return `${target} is not there`;
  if (anchor === undefined || anchor === '' || !full.endsWith('.md')) return undefined;
  const linked = files.get(full);
  return linked !== undefined && anchorsOf(linked).has(decodeURIComponent(anchor).toLowerCase())
    ? undefined
    : `${full} has no heading #${anchor}`;
}

/** The anchors that headings get where Markdown is shown: GitHub's rule, which VS Code shares. @param {string} text */
export function anchorsOf(text) {
  /** @type {Set<string>} */
  const anchors = new Set([...text.matchAll(/<[a-z]+\b[^>]*\b(?:id|name)="([^"]+)"/g)].map((match) => (match[1] ?? '').toLowerCase()));
  for (const [, heading = ''] of withoutFences(text).matchAll(/^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$/gm)) {
    const words = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/<[^>]+>/g, '');
    const slug = words
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replace(/ /g, '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}
