import type { Aligned } from './alignment';

/** Where a token stands in the source text, UTF-16. */
export interface Span {
  start: number;
  end: number;
}

/** How the tokens of a tokenizer spell what they stand for. */
export interface Spelling {
  /** GPT-2's printable stand-ins for bytes. */
  readonly byteLevel: boolean;
  /** `##` of WordPiece: marks a token that goes on with a word. */
  readonly continuing?: string;
  /** `</w>`: marks a token that ends a word. */
  readonly ending?: string;
  /** `▁` of SentencePiece: stands for a space. */
  readonly space?: string;
  /** `<0xE2>` stands for one byte. */
  readonly byteFallback: boolean;
  /** Spaces are no part of a token's span (ByteLevel's `trim_offsets`). */
  readonly trim: boolean;
}

/** A token to be found: its text, or undefined for one that stands for something not in the vocabulary. */
export type Surface = string | undefined;

/**
 * Finds each token in the normalized text it was made from, in order, and maps it back to the source.
 * The search is done in UTF-8, since a token may be a part of a character; such a token gets the whole character.
 * @param words the normalized text as the pre-tokenizer splits it: what an unknown token stands for a whole one of
 */
export function findTokens(
  surfaces: readonly Surface[],
  aligned: Aligned,
  spelling: Spelling,
  words: (text: string) => readonly string[],
): Span[] {
  const { bytes, units } = utf8(aligned.text);
  const spans: (readonly [number, number])[] = [];
  let at = 0;
  for (let i = 0; i < surfaces.length; i++) {
    const surface = surfaces[i];
    if (surface === undefined) {
      let run = i;
      while (run < surfaces.length && surfaces[run] === undefined) run++;
      const until = run < surfaces.length ? nextKnown(bytes, at, surfaceBytes(surfaces[run]!, spelling, false)) : bytes.length;
      const gap = splitGap(bytes, at, until, run - i, words);
      spans.push(...gap);
      at = until;
      i = run - 1;
      continue;
    }
    const own = surfaceBytes(surface, spelling, false);
    if (own.length === 1 && own[0] === 0x20 && !(at < bytes.length && isSpace(bytes, at))) {
      // Put in front by the tokenizer: it stands where the character behind it does, or nowhere where spaces are trimmed.
      spans.push([at, spelling.trim ? at : Math.min(bytes.length, at + 1)]);
      continue;
    }
    const begin = locate(bytes, at, own, surfaceBytes(surface, spelling, true));
    const end = Math.min(bytes.length, begin.at + begin.length);
    spans.push([begin.at, end]);
    at = Math.max(at, end);
  }
  return spans.map(([from, to]) => toSource(from, to, aligned, units, spelling.trim));
}

/** The place of `wanted` at `at`, or behind white space there; `bare` is the same without a leading space, which may have been inserted. */
function locate(bytes: Uint8Array, at: number, wanted: Uint8Array, bare: Uint8Array): { at: number; length: number } {
  if (matches(bytes, at, wanted)) return { at, length: wanted.length };
  if (matches(bytes, at, bare)) return { at, length: bare.length };
  let from = at;
  while (from < bytes.length && isSpace(bytes, from)) {
    from++;
    if (matches(bytes, from, wanted)) return { at: from, length: wanted.length };
    if (matches(bytes, from, bare)) return { at: from, length: bare.length };
  }
  const found = indexOf(bytes, bare, at);
  return found < 0 ? { at, length: 0 } : { at: found, length: bare.length };
}

function nextKnown(bytes: Uint8Array, at: number, wanted: Uint8Array): number {
  const found = indexOf(bytes, wanted, at + 1);
  return found < 0 ? bytes.length : found;
}

function splitGap(
  bytes: Uint8Array,
  from: number,
  to: number,
  count: number,
  words: (text: string) => readonly string[],
): (readonly [number, number])[] {
  const [start, end] = trimmed(bytes, from, to);
  if (count === 1) return [[start, end]];
  const list = words(new TextDecoder().decode(bytes.subarray(start, end)));
  const spans: (readonly [number, number])[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const word = new TextEncoder().encode(list[i] ?? '');
    const found = indexOf(bytes, word, at);
    const begin = found < 0 || found > end ? at : found;
    const last = i === count - 1 ? end : Math.min(end, begin + word.length);
    spans.push([begin, last]);
    at = last;
  }
  return spans;
}

function toSource(from: number, to: number, { text, starts, ends }: Aligned, units: Int32Array, trim: boolean): Span {
  const place = (unit: number) => starts[Math.min(unit, starts.length - 1)] ?? 0;
  if (to <= from) {
    const at = from < units.length ? place(units[from]!) : (ends.at(-1) ?? 0);
    return { start: at, end: at };
  }
  let first = units[from]!;
  // The last unit of the character that the last byte belongs to.
  let last = units[to - 1]!;
  if (/[\ud800-\udbff]/.test(text[last]!)) last++;
  if (trim) {
    while (first < last && text[first] === ' ') first++;
    while (last > first && text[last] === ' ') last--;
    if (text[first] === ' ') {
      // Nothing but spaces: an empty span behind them, at the very beginning before them, as the library has it.
      const at = starts[first] === starts[0] ? starts[0]! : ends[last]!;
      return { start: at, end: at };
    }
  }
  // An inserted unit has no place of its own.
  while (first < last && starts[first] === ends[first]) first++;
  return { start: starts[first]!, end: ends[last]! };
}

function trimmed(bytes: Uint8Array, from: number, to: number): [number, number] {
  let [start, end] = [from, to];
  while (start < end && isSpace(bytes, start)) start++;
  while (end > start && isSpace(bytes, end - 1)) end--;
  // An unknown token may stand for white space itself.
  return start < end ? [start, end] : [from, to];
}

function isSpace(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at]!;
  return byte === 0x20 || (byte >= 9 && byte <= 13);
}

function matches(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  if (wanted.length === 0 || at + wanted.length > bytes.length) return false;
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  return wanted.length === 0 ? -1 : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(wanted, from);
}

/** A text's UTF-8, and for each byte the UTF-16 unit it comes from. */
function utf8(text: string): { bytes: Uint8Array; units: Int32Array } {
  const bytes = new TextEncoder().encode(text);
  const units = new Int32Array(bytes.length);
  let at = 0;
  for (let unit = 0; unit < text.length; ) {
    const code = text.codePointAt(unit)!;
    const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units.fill(unit, at, at + length);
    at += length;
    unit += code > 0xffff ? 2 : 1;
  }
  return { bytes, units };
}

/** What a token stands for, in UTF-8. @param bare without a space in front */
function surfaceBytes(token: string, spelling: Spelling, bare: boolean): Uint8Array {
  const byte = spelling.byteFallback ? /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1] : undefined;
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  let text = token;
  if (spelling.continuing && text.startsWith(spelling.continuing)) text = text.slice(spelling.continuing.length);
  if (spelling.ending && text.endsWith(spelling.ending)) text = text.slice(0, -spelling.ending.length);
  if (spelling.byteLevel) {
    const bytes = Uint8Array.from(text, (character) => byteOf(character));
    return bare && bytes[0] === 0x20 && bytes.length > 1 ? bytes.subarray(1) : bytes;
  }
  if (spelling.space) text = text.replaceAll(spelling.space, ' ');
  if (bare && text.startsWith(' ') && text.length > 1) text = text.slice(1);
  return new TextEncoder().encode(text);
}

let byteTable: Map<string, number> | undefined;

/** The byte that a character of GPT-2's byte alphabet stands for (`bytes_to_unicode` of openai/gpt-2, src/encoder.py). */
function byteOf(character: string): number {
  if (!byteTable) {
    byteTable = new Map();
    let next = 256;
    for (let byte = 0; byte < 256; byte++) {
      const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
      byteTable.set(String.fromCodePoint(printable ? byte : next++), byte);
    }
  }
  return byteTable.get(character) ?? 0x3f;
}
