/** A string of JSON, or a number that may be too large for a double to hold every digit of it: 16 digits or more, no fraction, no exponent. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Marks a whole number that became a string on its way through `JSON.parse`; no text of a person begins like this. */
const MARK = '\u0000int:';

/**
 * Like `JSON.parse`, with whole numbers beyond 2^53 as `bigint`, so that every digit of a 64-bit integer is kept.
 * @throws SyntaxError as `JSON.parse`
 */
export function parseExactJson(text: string): unknown {
  // Most texts have no such number, and a large file is parsed once.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  // What is no JSON must fail as it stands, not as rewritten.
  JSON.parse(text);
  const marked = text.replace(TOKENS, (token) => {
    if (token.startsWith('"') || Number.isSafeInteger(Number(token))) return token;
    return `"\\u0000int:${token}"`;
  });
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) && /^-?\d+$/.test(value.slice(MARK.length))
      ? BigInt(value.slice(MARK.length))
      : value,
  );
}
