/**
 * A text derived from another, with the way back: unit i of `text` (UTF-16) comes from the source's
 * `starts[i]` up to `ends[i]`; an inserted unit has an empty span.
 */
export interface Aligned {
  readonly text: string;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * Applies a normalizer piece by piece, so that every character of its result is known to come from one piece. Pieces are
 * characters, with the marks that combine with them, which is as far as the common normalizers look. A result that comes
 * out otherwise than in one go (a normalizer that replaces across pieces, strips the ends, or prepends) is matched to the
 * pieces' one by one, and what has no counterpart gets an empty span at its place.
 * @param offset where `source` begins in the whole text
 */
export function alignNormalized(source: string, normalize: (text: string) => string, offset: number): Aligned {
  const whole = normalize(source);
  const starts = new Int32Array(whole.length);
  const ends = new Int32Array(whole.length);
  let at = 0;
  for (const { piece, index } of pieces(source, normalize)) {
    const made = piece === whole.slice(at, at + piece.length) && piece.length === 1 ? piece : normalizedPiece(piece, normalize);
    if (made === '') continue;
    // Something inserted before it is skipped, but only a little way: else the piece itself was removed.
    const found = whole.startsWith(made, at) ? at : whole.indexOf(made, at);
    if (found < 0 || found > at + 8) continue;
    for (; at < found; at++) starts[at] = ends[at] = offset + index;
    for (; at < found + made.length; at++) {
      starts[at] = offset + index;
      ends[at] = offset + index + piece.length;
    }
  }
  for (; at < whole.length; at++) starts[at] = ends[at] = offset + source.length;
  return { text: whole, starts, ends };
}

/** A single space would be stripped by a normalizer that strips; between two letters it shows what becomes of it. */
function normalizedPiece(piece: string, normalize: (text: string) => string): string {
  const made = normalize(`a${piece}a`);
  const first = made.indexOf('a');
  const last = made.lastIndexOf('a');
  return first >= 0 && last > first ? made.slice(first + 1, last) : normalize(piece);
}

/** A text's characters; one and the marks that combine with it stay together only where the normalizer joins them. */
function* pieces(text: string, normalize: (text: string) => string): Generator<{ piece: string; index: number }> {
  for (const { 0: cluster, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gsu)) {
    const characters = [...cluster];
    const joined =
      characters.length > 1 && characters.map((one) => normalizedPiece(one, normalize)).join('') !== normalizedPiece(cluster, normalize);
    let at = index;
    for (const piece of joined ? [cluster] : characters) {
      yield { piece, index: at };
      at += piece.length;
    }
  }
}
