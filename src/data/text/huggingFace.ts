import { basename } from 'node:path';
import { type AddedToken, Tokenizer } from '@huggingface/tokenizers';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { Token } from '../request';
import { alignNormalized } from './alignment';
import type { Encoding, TextTokenizer } from './encoding';
import { findTokens, type Span, type Spelling } from './offsets';
import { withinTime } from './withinTime';

/** The parts of a `tokenizer.json` that this file looks into itself. */
interface Description {
  readonly added_tokens: readonly { id: number; content: string; special: boolean; normalized?: boolean }[];
  readonly padding?: { pad_id?: number; pad_type_id?: number; direction?: string } | null;
  readonly model: {
    type?: string;
    unk_token?: string | null;
    unk_id?: number | null;
    continuing_subword_prefix?: string | null;
    end_of_word_suffix?: string | null;
    byte_fallback?: boolean;
    vocab?: unknown;
  };
  readonly [part: string]: unknown;
}

/** A `tokenizer.json` of Hugging Face, with each token's span, which the library does not give. */
export class HuggingFaceTokenizer implements TextTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #description: Description;
  readonly #spelling: Spelling;
  readonly #added: ReadonlyMap<string, AddedToken>;
  readonly #unknown: string | undefined;
  readonly #path: string;

  /** @throws UserError `text.tokenizer` for what is no tokenizer, or one of a kind the library does not know */
  constructor(json: string, path: string) {
    this.#path = path;
    try {
      const description = JSON.parse(json) as Description;
      if (typeof description.model !== 'object' || description.model === null) throw new Error(l10n.t('it has no "model"'));
      this.#description = { ...description, added_tokens: description.added_tokens ?? [] };
      this.#unknown = unknownToken(this.#description);
      this.#tokenizer = new Tokenizer(this.#description, this.#unknown === undefined ? {} : { unk_token: this.#unknown });
    } catch (error) {
      throw new UserError(
        'text.tokenizer',
        l10n.t('{0} cannot be used as a tokenizer: {1}', basename(path), error instanceof Error ? error.message : String(error)),
        {
          where: path,
          remedy: l10n.t('Save it with the "tokenizers" library (tokenizer.save), or name a vocabulary file.'),
        },
      );
    }
    this.#spelling = spellingOf(this.#description);
    this.#added = new Map([...this.#tokenizer.get_added_tokens_decoder().values()].map((token) => [token.content, token]));
  }

  /** @throws UserError `text.tokenizer` where its patterns do not come to an end */
  encode(text: string): Encoding {
    const encoded = withinTime(() => this.#encode(text));
    if (encoded) return encoded.value;
    throw new UserError('text.tokenizer', l10n.t('{0} does not come to an end with this text.', basename(this.#path)), {
      where: this.#path,
      remedy: l10n.t('A pattern in it takes far too long. Use another tokenizer, or a shorter text.'),
    });
  }

  #encode(text: string): Encoding {
    const plain = this.#tokenizer.encode(text, { add_special_tokens: false });
    const full = this.#tokenizer.encode(text, { add_special_tokens: true, return_token_type_ids: true });
    const spans = this.#spans(text, plain.tokens, plain.ids);
    const first = sublistStart(full.ids, plain.ids);
    const tokens = full.ids.map((id, i): Token => {
      const span = spans[i - first];
      const token = full.tokens[i]!;
      const special = span === undefined || token === this.#unknown || this.#added.get(token)?.special === true;
      return { id, text: token, start: span?.start ?? 0, end: span?.end ?? 0, special };
    });
    const { padding } = this.#description;
    const padTypeId = padding?.pad_type_id;
    const pad = {
      padId: padding?.pad_id ?? this.#padId(),
      ...(padTypeId === undefined ? {} : { padTypeId }),
      ...(padding?.direction === 'Left' ? { padLeft: true } : {}),
    };
    // Without a template that sets them there are none, and the caller fills zeros.
    return { tokens, ...pad, ...(full.token_type_ids ? { typeIds: full.token_type_ids } : {}) };
  }

  #padId(): number {
    for (const name of ['[PAD]', '<pad>']) {
      const id = this.#tokenizer.token_to_id(name);
      if (id !== undefined) return id;
    }
    return 0;
  }

  /** Spans of the tokens of the text itself: between added tokens, which stand in the text as they are, section by section. */
  #spans(text: string, tokens: readonly string[], ids: readonly number[]): Span[] {
    const spans: Span[] = [];
    let done = 0;
    for (const section of this.#sections(text)) {
      if (section.added) {
        if (tokens[done] !== section.added) continue;
        spans.push({ start: section.start, end: section.end });
        done++;
        continue;
      }
      const next = tokens.findIndex((token, i) => i >= done && this.#standsInText(token, text));
      const end = section.end === text.length || next < 0 ? tokens.length : next;
      const own = tokens.slice(done, end);
      spans.push(...this.#sectionSpans(text.slice(section.start, section.end), section.start, own, ids.slice(done, end)));
      done = end;
    }
    return spans;
  }

  #standsInText(token: string, text: string): boolean {
    return this.#added.has(token) && text.includes(token);
  }

  #sections(text: string): { start: number; end: number; added?: string }[] {
    const contents = [...this.#added.keys()]
      .filter((content) => content !== '' && text.includes(content))
      .sort((a, b) => b.length - a.length);
    if (contents.length === 0) return [{ start: 0, end: text.length }];
    const pattern = new RegExp(contents.map((content) => content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'g');
    const sections: { start: number; end: number; added?: string }[] = [];
    let at = 0;
    for (const match of text.matchAll(pattern)) {
      if (match.index > at) sections.push({ start: at, end: match.index });
      at = match.index + match[0].length;
      sections.push({ start: match.index, end: at, added: match[0] });
    }
    if (at < text.length) sections.push({ start: at, end: text.length });
    return sections;
  }

  #sectionSpans(section: string, offset: number, tokens: readonly string[], ids: readonly number[]): Span[] {
    const { normalizer, pre_tokenizer } = this.#tokenizer;
    const { space } = this.#spelling;
    const normalize = (part: string) => {
      const made = normalizer ? normalizer(part) : part;
      // A normalizer may write the space's stand-in already.
      return space ? made.replaceAll(space, ' ') : made;
    };
    const aligned = alignNormalized(section, normalize, offset);
    const unknownId = this.#unknown === undefined ? undefined : this.#tokenizer.token_to_id(this.#unknown);
    const surfaces = tokens.map((token, i) => (token === this.#unknown || ids[i] === unknownId ? undefined : token));
    const words = (part: string) =>
      (pre_tokenizer ? pre_tokenizer(part) : [part]).map((word) => (space ? word.replaceAll(space, ' ').trim() : word));
    return findTokens(surfaces, aligned, this.#spelling, words);
  }
}

function unknownToken({ model }: Description): string | undefined {
  if (typeof model.unk_token === 'string') return model.unk_token;
  // Unigram names it by its place in the list of [piece, score].
  const entry = Array.isArray(model.vocab) && typeof model.unk_id === 'number' ? (model.vocab[model.unk_id] as unknown) : undefined;
  return Array.isArray(entry) && typeof entry[0] === 'string' ? entry[0] : undefined;
}

/** Every part of a description of the given types, through sequences. */
function parts(description: Description, names: readonly string[]): { type?: string; [key: string]: unknown }[] {
  const found: { type?: string; [key: string]: unknown }[] = [];
  const walk = (part: unknown, depth: number) => {
    if (typeof part !== 'object' || part === null || depth > 8) return;
    found.push(part as { type?: string });
    for (const list of ['normalizers', 'pretokenizers', 'processors']) {
      const nested = (part as Record<string, unknown>)[list];
      if (Array.isArray(nested)) for (const item of nested) walk(item, depth + 1);
    }
  };
  for (const name of names) walk(description[name], 0);
  return found;
}

function spellingOf(description: Description): Spelling {
  const { model } = description;
  const all = parts(description, ['normalizer', 'pre_tokenizer']);
  const metaspace = all.find((part) => part.type === 'Metaspace');
  const replaced = all.find((part) => part.type === 'Replace' && part.content === '▁');
  const trims = parts(description, ['post_processor']).some(
    (part) => (part.type === 'ByteLevel' || part.type === 'RobertaProcessing') && part.trim_offsets !== false,
  );
  return {
    byteLevel: all.some((part) => part.type === 'ByteLevel'),
    ...(model.continuing_subword_prefix ? { continuing: model.continuing_subword_prefix } : {}),
    ...(model.end_of_word_suffix ? { ending: model.end_of_word_suffix } : {}),
    ...(metaspace ? { space: typeof metaspace.replacement === 'string' ? metaspace.replacement : '▁' } : replaced ? { space: '▁' } : {}),
    byteFallback: model.byte_fallback === true,
    trim: trims,
  };
}

/** Where `part` stands in `whole`; 0 where nowhere. */
function sublistStart(whole: readonly number[], part: readonly number[]): number {
  for (let start = 0; start + part.length <= whole.length; start++) {
    if (part.every((id, i) => whole[start + i] === id)) return start;
  }
  return 0;
}
