/** One member of an object in a JSON text, in pieces that put together are the text: `lead key colon value tail`. */
export interface JsonMember {
  /** The key itself, escapes resolved. */
  readonly key: string;
  /** Space before the key. */
  lead: string;
  /** The key as it stands, and the colon with the space around it. */
  readonly head: string;
  value: string;
  /** Space behind the value. */
  tail: string;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;
const KEY = /"[^"\\]*(?:\\.[^"\\]*)*"/;

/**
 * Takes an object apart, one level deep, without a letter changed. Nesting costs no stack.
 * @param text of an object, as `JSON.parse` takes it
 */
export function jsonMembers(text: string): JsonMember[] {
  const members: JsonMember[] = [];
  let depth = 0;
  let from = 0;
  const add = (end: number) => {
    const member = memberOf(text.slice(from, end));
    if (member) members.push(member);
    from = end + 1;
  };
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      if (depth++ === 0) from = index + 1;
    } else if (token === '}' || token === ']') {
      if (--depth === 0) add(index);
    } else if (token === ',' && depth === 1) add(index);
  }
  return members;
}

/** @returns undefined for the nothing between the braces of an empty object */
function memberOf(text: string): JsonMember | undefined {
  const key = KEY.exec(text);
  if (!key) return undefined;
  const colon = text.indexOf(':', key.index + key[0].length) + 1;
  const value = colon + (text.slice(colon).length - text.slice(colon).trimStart().length);
  const end = text.trimEnd().length;
  return {
    key: JSON.parse(key[0]) as string,
    lead: text.slice(0, key.index),
    head: text.slice(key.index, value),
    value: text.slice(value, end),
    tail: text.slice(end),
  };
}
