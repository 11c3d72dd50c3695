import * as l10n from '@vscode/l10n';

/** Where a text stops being JSON, and why. */
export interface JsonFault {
  /** In UTF-16 units from the beginning. */
  readonly offset: number;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** A clause without its full stop: `"," or "}" is wanted, not "x"`. */
  readonly reason: string;
}

/** What may come next. */
type Expected = 'value' | 'firstValue' | 'key' | 'firstKey' | 'colon' | 'next' | 'end';

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * What is wrong with a text that `JSON.parse` refuses, by the grammar of RFC 8259. The engine's own words for it are its own, differ
 * between versions, quote the text with its line breaks, and often say no place.
 * @returns undefined for JSON
 */
export function jsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    at = matchEnd(SPACE, text, at) ?? at;
    const character = text[at];
    if (expected === 'end') return character === undefined ? undefined : fault(text, at, wantedAt(expected, open));
    const isKey: boolean = expected === 'key' || expected === 'firstKey';
    const isValue: boolean = expected === 'value' || expected === 'firstValue';
    let end: number | undefined;
    if (character === '"' && (isKey || isValue)) {
      const string = stringEnd(text, at);
      if (typeof string !== 'number') return string;
      end = string;
      expected = isKey ? 'colon' : afterValue(open);
    } else if ((character === '{' || character === '[') && isValue) {
      open.push(character);
      end = at + 1;
      expected = character === '{' ? 'firstKey' : 'firstValue';
    } else if (closes(character, expected, open)) {
      open.pop();
      end = at + 1;
      expected = afterValue(open);
    } else if (character === ',' && expected === 'next') {
      end = at + 1;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (character === ':' && expected === 'colon') {
      end = at + 1;
      expected = 'value';
    } else if (isValue) {
      end = matchEnd(SCALAR, text, at);
      expected = end === undefined ? expected : afterValue(open);
    }
    if (end === undefined) return fault(text, at, wantedAt(expected, open));
    at = end;
  }
}

function closes(character: string | undefined, expected: Expected, open: readonly string[]): boolean {
  const [close, first] = open.at(-1) === '{' ? ['}', 'firstKey'] : [']', 'firstValue'];
  return open.length > 0 && character === close && (expected === 'next' || expected === first);
}

function afterValue(open: readonly string[]): Expected {
  return open.length === 0 ? 'end' : 'next';
}

/** The end of a string that begins at `start`, or what is wrong with it. */
function stringEnd(text: string, start: number): number | JsonFault {
  let at = start + 1;
  for (;;) {
    const character = text[at];
    if (character === '"') return at + 1;
    if (character === undefined) return fault(text, start, l10n.t('this string has no end'));
    if (character === '\n' || character === '\r') return fault(text, at, l10n.t('a string ends on the line where it begins'));
    if (character < ' ') return fault(text, at, l10n.t('a string may not hold a control character'));
    const next = character === '\\' ? matchEnd(ESCAPE, text, at) : at + 1;
    if (next === undefined) return fault(text, at, l10n.t('this is no escape of JSON'));
    at = next;
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function fault(text: string, offset: number, wanted: string | { wanted: string }): JsonFault {
  const before = text.slice(0, offset);
  const found = text.codePointAt(offset);
  const there = found === undefined ? l10n.t('the end of the text') : JSON.stringify(String.fromCodePoint(found));
  return {
    offset,
    line: before.split('\n').length,
    column: before.length - before.lastIndexOf('\n'),
    reason: typeof wanted === 'string' ? wanted : l10n.t('{0} is wanted, not {1}', wanted.wanted, there),
  };
}

function wantedAt(expected: Expected, open: readonly string[]): { wanted: string } {
  const close = open.at(-1) === '{' ? '"}"' : '"]"';
  switch (expected) {
    case 'value':
      return { wanted: l10n.t('a value') };
    case 'firstValue':
      return { wanted: l10n.t('a value or {0}', close) };
    case 'key':
      return { wanted: l10n.t('a key in quotation marks') };
    case 'firstKey':
      return { wanted: l10n.t('a key in quotation marks or {0}', close) };
    case 'colon':
      return { wanted: '":"' };
    case 'next':
      return { wanted: l10n.t('{0} or {1}', '","', close) };
    case 'end':
      return { wanted: l10n.t('the end of the text') };
  }
}
