import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from '../lib/project.mjs';

/** @typedef {Map<string, string>} Sources a file's path relative to the repository, with forward slashes → its text */

/**
 * Reads the TypeScript files below folders of the repository, generated ones left out.
 * @param {readonly string[]} folders
 * @returns {Sources}
 */
export function readSources(folders) {
  /** @type {Sources} */
  const sources = new Map();
  const walk = (/** @type {string} */ folder) => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name !== 'gen' && entry.name !== 'node_modules') walk(path);
      } else if (entry.name.endsWith('.ts')) sources.set(path, readFileSync(join(ROOT, path), 'utf8'));
    }
  };
  for (const folder of folders) walk(folder);
  return sources;
}

/** @typedef {{ specifier: string, typeOnly: boolean, dynamic: boolean, line: number }} Import `dynamic`: loaded when the code comes to it */

/**
 * The imports of a module: static, side effect, re-export, dynamic.
 * @param {string} text
 * @returns {Import[]}
 */
export function importsOf(text) {
  const code = withoutComments(text);
  const pattern =
    /\b(import|export)\s+(type\s+)?(?:[\w*${},\s]+?\s+from\s+)?(['"])([^'"\n]+)\3|\bimport\(\s*(['"])([^'"\n]+)\5\s*\)|\brequire\(\s*(['"])([^'"\n]+)\7\s*\)/g;
  return [...code.matchAll(pattern)].map((match) => ({
    specifier: match[4] ?? match[6] ?? match[8] ?? '',
    typeOnly: match[2] !== undefined || isTypeQuery(code, match),
    dynamic: match[4] === undefined,
    line: code.slice(0, match.index).split('\n').length,
  }));
}

/**
 * `import('…').Name` in a type's place, and `typeof import('…')`, load nothing.
 * @param {string} code
 * @param {RegExpExecArray} match
 */
function isTypeQuery(code, match) {
  if (match[6] === undefined) return false;
  return (
    /(?:[:<|&]|\btypeof|=>)\s*$/.test(code.slice(0, match.index)) &&
    !/\bawait\s*$/.test(code.slice(0, match.index)) &&
    /^\s*\.\s*[A-Z]/.test(code.slice(match.index + match[0].length))
  );
}

/** Blanks comments out, lines kept. @param {string} text */
export function withoutComments(text) {
  return text.replace(
    /\/\*[\s\S]*?\*\/|(^|[^:'"`\\])\/\/[^\n]*/g,
    (match, before) => (before ?? '') + match.slice((before ?? '').length).replace(/[^\n]/g, ' '),
  );
}

/**
 * The repository path that a relative import leads to, without an ending.
 * @param {string} from
 * @param {string} specifier
 */
export function target(from, specifier) {
  return posix.normalize(posix.join(posix.dirname(from), specifier));
}
