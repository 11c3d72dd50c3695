/** A string literal that ends in `.onnx`, and where its quotes are in the line. */
export interface ModelString {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const MAX_LINE = 2000;

/**
 * Quoted strings of one line that name an `.onnx` file, as Python writes them: single or double quotes, with or without
 * a prefix, backslashes as escapes except after `r`. A comment's strings count too: a path there is as good a link. Strings with
 * replacement fields (f-strings with braces) name no single file.
 */
export function modelStrings(line: string): ModelString[] {
  if (line.length > MAX_LINE || !/\.onnx/i.test(line)) return [];
  const strings: ModelString[] = [];
  const literal = /([A-Za-z]{0,2})(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/g;
  for (const match of line.matchAll(literal)) {
    const prefix = (match[1] ?? '').toLowerCase();
    const body = match[2] ?? match[3] ?? '';
    if (prefix.includes('f') && /[{}]/.test(body)) continue;
    const text = prefix.includes('r') ? body : body.replace(/\\(["'\\])/g, '$1');
    if (!/\.onnx$/i.test(text)) continue;
    strings.push({ text: text.replaceAll('\\', '/'), start: match.index, end: match.index + match[0].length });
  }
  return strings;
}
