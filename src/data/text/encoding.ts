import type { Token } from '../request';

/** A text as a model takes it. */
export interface Encoding {
  /** Tokens in order, those that the tokenizer added among them. */
  readonly tokens: readonly Token[];
  /** Segment of each token; absent where the tokenizer has no segments. */
  readonly typeIds?: readonly number[];
  /** Id that fills a sequence up. */
  readonly padId: number;
  /** Segment of what fills it up; 0 unless told. */
  readonly padTypeId?: number;
  /** It is filled up in front, as models do that go on writing. */
  readonly padLeft?: boolean;
}

/** A tokenizer of any kind, loaded. */
export interface TextTokenizer {
  /** @throws UserError where a part of the text has no token */
  encode(text: string): Encoding;
}

/** Number of tokens before and behind the text's own that were added around it. */
export function specialsAround(tokens: readonly Token[]): { before: number; behind: number } {
  const own = (token: Token) => !token.special || token.end > token.start;
  const first = tokens.findIndex(own);
  if (first < 0) return { before: tokens.length, behind: 0 };
  return { before: first, behind: tokens.length - 1 - tokens.findLastIndex(own) };
}

/** At most `length` tokens: the end of the text is cut off, what was added around it stays. */
export function truncate(encoding: Encoding, length: number | undefined): Encoding {
  const { tokens, typeIds } = encoding;
  if (length === undefined || tokens.length <= length) return encoding;
  const { before, behind } = specialsAround(tokens);
  const from = tokens.length - behind;
  const to = Math.max(before, length - behind);
  const keep = <T>(list: readonly T[]) => [...list.slice(0, to), ...list.slice(from)].slice(0, length);
  return { ...encoding, tokens: keep(tokens), ...(typeIds ? { typeIds: keep(typeIds) } : {}) };
}
