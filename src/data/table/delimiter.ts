/** What separates cells, the usual one first. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Records that are looked at. */
const LOOKED_AT = 10;

/**
 * What separates the cells of a table: of the usual delimiters the one that stands as often in each of the first records, and most often;
 * where none does, the one that the first record has most of. Delimiters in quotes are text.
 * @param beginning of the file; its last record may be cut off
 * @param usual what it is where nothing tells, as by the file's name
 */
export function findDelimiter(beginning: string, usual: ',' | '\t'): string {
  const records = countDelimiters(beginning);
  const first = records[0];
  if (!first) return usual;
  const ranked = [usual, ...DELIMITERS.filter((one) => one !== usual)]
    .map((delimiter) => ({ delimiter, count: first.get(delimiter) ?? 0 }))
    .filter(({ count }) => count > 0)
    .map((found) => ({ ...found, even: records.every((record) => (record.get(found.delimiter) ?? 0) === found.count) }));
  const best = ranked.reduce<(typeof ranked)[number] | undefined>((before, one) => {
    if (!before) return one;
    if (before.even !== one.even) return one.even ? one : before;
    return one.count > before.count ? one : before;
  }, undefined);
  return best?.delimiter ?? usual;
}

/** How often each delimiter stands in each of the first records, outside of quotes. */
function countDelimiters(text: string): ReadonlyMap<string, number>[] {
  const records: Map<string, number>[] = [];
  let counts = new Map<string, number>();
  let quoted = false;
  let empty = true;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    const ends = !quoted && (character === '\n' || character === '\r');
    if (ends && !empty) {
      records.push(counts);
      if (records.length === LOOKED_AT) return records;
      counts = new Map();
    }
    empty = ends || (empty && character.trim() === '' && character !== '\t');
    if (!quoted && (DELIMITERS as readonly string[]).includes(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  // The last one may be cut off: it tells only where there is no other.
  return records.length > 0 || empty ? records : [counts];
}
