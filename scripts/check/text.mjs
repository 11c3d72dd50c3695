import { withoutComments } from './sources.mjs';

/**
 * Texts that a person reads: `l10n.t` takes a literal, and its `{0}` and `{name}` have their values.
 * @param {import('./sources.mjs').Sources} sources
 * @returns {string[]} what is wrong
 */
export function checkTexts(sources) {
  /** @type {string[]} */
  const problems = [];
  for (const [path, text] of sources) {
    const code = withoutComments(text);
    for (const match of code.matchAll(/\bl10n\.t\(/g)) {
      const line = code.slice(0, match.index).split('\n').length;
      const call = splitArguments(code, match.index + match[0].length);
      const problem = call === undefined ? 'the call does not end' : textProblem(call);
      if (problem) problems.push(`${path}:${line}: l10n.t: ${problem}`);
    }
  }
  return problems;
}

/** @param {string[]} args @returns {string | undefined} */
function textProblem([first, ...values]) {
  const options = first?.startsWith('{');
  const message = options ? /\bmessage:\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/.exec(first)?.[1] : first;
  if (message === undefined || !/^('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`$]*`)$/s.test(message))
    return 'the message is no literal, which translators could not see';
  if (options) return undefined;
  const holes = new Set([...message.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]));
  const numbers = [...holes].filter((hole) => /^\d+$/.test(hole ?? ''));
  if (numbers.length < holes.size) return values.length === 1 ? undefined : 'named placeholders take one object of values';
  if (values.some((value) => value.startsWith('...'))) return undefined;
  for (let index = 0; index < Math.max(values.length, numbers.length); index++) {
    if (!holes.has(String(index))) return `{${index}} is missing in ${message}`;
    if (index >= values.length) return `{${index}} has no value in ${message}`;
  }
  return undefined;
}

const CLOSING = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/**
 * The arguments of a call, split at its own commas.
 * @param {string} code
 * @param {number} start after the opening parenthesis
 * @returns {string[] | undefined}
 */
export function splitArguments(code, start) {
  /** @type {string[]} */
  const parts = [];
  /** @type {(string | undefined)[]} */
  const open = [];
  let from = start;
  const take = (/** @type {number} */ to) => {
    const part = code.slice(from, to).trim();
    if (part) parts.push(part);
    from = to + 1;
  };
  for (let at = start; at < code.length; at++) {
    const char = code[at] ?? '';
    const inside = open.at(-1);
    if (inside === "'" || inside === '"' || inside === '`') {
      if (char === '\\') at++;
      else if (char === inside) open.pop();
      else if (inside === '`' && char === '$' && code[at + 1] === '{') {
        open.push('}');
        at++;
      }
    } else if (char === "'" || char === '"' || char === '`') open.push(char);
    else if (CLOSING.has(char)) open.push(CLOSING.get(char));
    else if (char === inside) open.pop();
    else if (char === ')' && open.length === 0) {
      take(at);
      return parts;
    } else if (char === ',' && open.length === 0) take(at);
  }
  return undefined;
}
