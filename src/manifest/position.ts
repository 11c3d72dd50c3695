import { isNode, LineCounter, parseDocument } from 'yaml';
import { nestsTooDeep } from '../base/yamlDepth';

/** The way to a value inside a JSON document. */
export type JsonPath = readonly (string | number)[];

/** Counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a value stands in the text of a JSON document; for one that is not there, where the object is that lacks it.
 * @param text valid JSON
 */
export function placeOf(text: string, path: JsonPath): Place {
  if (nestsTooDeep(text)) return { line: 1, column: 1 };
  const lines = new LineCounter();
  // JSON is a subset of YAML, whose parser keeps positions.
  const document = parseDocument(text, { lineCounter: lines, schema: 'json', uniqueKeys: false });
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return { line, column: col };
  }
  return { line: 1, column: 1 };
}

/** `inputs.image.size[0]`; a key that is no plain word is quoted. */
export function jsonPathText(path: JsonPath): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[\w$-]+$/.test(key)) text += text === '' ? key : `.${key}`;
    else text += `[${JSON.stringify(key)}]`;
  }
  return text === '' ? '$' : text;
}
