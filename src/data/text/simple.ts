import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { suggest } from '../../base/suggest';
import type { Token } from '../request';
import type { TextTokenizer } from './encoding';

/** A token per byte of the text's UTF-8: the id is the byte. The tokens of one character share its span. */
export const bytesTokenizer: TextTokenizer = {
  encode(text) {
    const tokens: Token[] = [];
    const encoder = new TextEncoder();
    let at = 0;
    for (const character of text) {
      const end = at + character.length;
      for (const byte of encoder.encode(character)) tokens.push({ id: byte, text: character, start: at, end, special: false });
      at = end;
    }
    return { tokens, padId: 0 };
  },
};

const UNKNOWN = ['[UNK]', '<unk>', 'UNK', '<UNK>'];
const PADDING = ['[PAD]', '<pad>', 'PAD', '<PAD>'];
const START = ['[CLS]', '<cls>', '<s>', '<CLS>'];
const END = ['[SEP]', '<sep>', '</s>', '<SEP>'];

/**
 * A vocabulary file, one word a line (the line's number is the id) or a JSON object word → id. The text is split on white
 * space; a word not in it is tried in lower case, then becomes the vocabulary's unknown token. Where the vocabulary has
 * a `[CLS]` (or `<s>`) and a `[SEP]` (or `</s>`), they are put around the text.
 */
export class VocabularyTokenizer implements TextTokenizer {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #path: string;

  constructor(text: string, path: string) {
    this.#ids = readVocabulary(text, path);
    this.#path = path;
  }

  encode(text: string) {
    const tokens: Token[] = [...text.matchAll(/\S+/g)].map((match) => this.#token(match[0], match.index));
    const start = this.#first(START);
    const end = this.#first(END);
    if (start) tokens.unshift({ ...start, start: 0, end: 0, special: true });
    if (end) tokens.push({ ...end, start: 0, end: 0, special: true });
    return { tokens, padId: this.#first(PADDING)?.id ?? 0 };
  }

  #token(word: string, start: number): Token {
    const span = { start, end: start + word.length };
    const id = this.#ids.get(word) ?? this.#ids.get(word.toLowerCase());
    if (id !== undefined) return { id, text: word, ...span, special: false };
    const unknown = this.#first(UNKNOWN);
    if (unknown) return { ...unknown, ...span, special: true };
    const near = suggest(word, [...this.#ids.keys()].slice(0, 50_000));
    throw new UserError(
      'text.word',
      l10n.t('The word "{0}" is not in the vocabulary {1}, which has no token for unknown words.', word, basename(this.#path)),
      {
        where: basename(this.#path),
        remedy: near ? l10n.t('Did you mean "{0}"?', near) : l10n.t('Use other words, or add [UNK] to the vocabulary.'),
      },
    );
  }

  #first(candidates: readonly string[]): { id: number; text: string } | undefined {
    for (const text of candidates) {
      const id = this.#ids.get(text);
      if (id !== undefined) return { id, text };
    }
    return undefined;
  }
}

function readVocabulary(text: string, path: string): Map<string, number> {
  if (!/\.json$/i.test(path)) {
    const lines = text
      .replace(/^\ufeff/, '')
      .replace(/\r?\n$/, '')
      .split(/\r?\n/);
    // Of a word that stands twice the first line counts.
    return new Map(lines.map((word, i) => [word.trim(), i] as const).reverse());
  }
  const fail = (reason: string) =>
    new UserError('text.vocabulary', l10n.t('{0} is no vocabulary: {1}', basename(path), reason), {
      where: path,
      remedy: l10n.t('Write one word a line, or a JSON object from word to id.'),
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  if (Array.isArray(value)) return new Map(value.map((word, i) => [String(word), i] as const).reverse());
  const entries = Object.entries(value ?? {});
  if (entries.length === 0 || !entries.every(([, id]) => Number.isSafeInteger(id))) throw fail(l10n.t('an id is not a whole number'));
  return new Map(entries as [string, number][]);
}
