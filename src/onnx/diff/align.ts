/** Pairs of positions (before, after), ascending in both. */
export type Pairs = [number, number][];

/** Beyond this product of lengths a table of all pairs is too large. */
const TABLE = 1 << 20;
/** Edits that the greedy search goes through before it gives up on the shortest script. */
const MAX_EDITS = 1500;

/**
 * Aligns two sequences of keys so that equal keys in the same order are paired: what a line diff does.
 * Common ends are cut off, keys that are unique on both sides anchor the rest (patience diff, B. Cohen), and what lies
 * between anchors has its longest common subsequence searched (E. Myers, "An O(ND) Difference Algorithm", 1986).
 * Near-linear where the sequences are alike; where thousands of keys that repeat differ, the pairing is a common
 * subsequence but need not be the longest.
 */
export function align(before: ArrayLike<number>, after: ArrayLike<number>): Pairs {
  const pairs: Pairs = [];
  // A stack of its own: depth follows the input.
  const ranges: [number, number, number, number][] = [[0, before.length, 0, after.length]];
  for (let range = ranges.pop(); range; range = ranges.pop()) {
    let [a, aEnd, b, bEnd] = range;
    while (a < aEnd && b < bEnd && before[a] === after[b]) pairs.push([a++, b++]);
    while (a < aEnd && b < bEnd && before[aEnd - 1] === after[bEnd - 1]) pairs.push([--aEnd, --bEnd]);
    if (a === aEnd || b === bEnd) continue;
    const anchors = uniqueAnchors(before, a, aEnd, after, b, bEnd);
    if (anchors.length === 0) {
      between(before, a, aEnd, after, b, bEnd, pairs);
      continue;
    }
    for (const [x, y] of anchors) {
      ranges.push([a, x, b, y]);
      pairs.push([x, y]);
      a = x + 1;
      b = y + 1;
    }
    ranges.push([a, aEnd, b, bEnd]);
  }
  return pairs.sort((p, q) => p[0] - q[0]);
}

/** Keys that occur once on each side, in an order both sides have. */
function uniqueAnchors(before: ArrayLike<number>, a: number, aEnd: number, after: ArrayLike<number>, b: number, bEnd: number): Pairs {
  const places = new Map<number, { a: number; b: number }>();
  for (let i = a; i < aEnd; i++) {
    const seen = places.get(before[i]!);
    if (seen) seen.a = -2;
    else places.set(before[i]!, { a: i, b: -1 });
  }
  for (let j = b; j < bEnd; j++) {
    const seen = places.get(after[j]!);
    if (seen) seen.b = seen.b === -1 ? j : -2;
  }
  return longestAscending([...places.values()].filter((place) => place.a >= 0 && place.b >= 0).map((place) => [place.a, place.b]));
}

/** The longest subsequence ascending in its second place, of pairs ascending in their first (patience sorting). */
export function longestAscending(pairs: Pairs): Pairs {
  const tails: number[] = [];
  const previous = new Int32Array(pairs.length);
  for (const [index, [, y]] of pairs.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tails[middle]!]![1] < y) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = index;
  }
  const chain: Pairs = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at]!) chain.push(pairs[at]!);
  return chain.reverse();
}

function between(
  before: ArrayLike<number>,
  a: number,
  aEnd: number,
  after: ArrayLike<number>,
  b: number,
  bEnd: number,
  pairs: Pairs,
): void {
  if ((aEnd - a) * (bEnd - b) <= TABLE) table(before, a, aEnd, after, b, bEnd, pairs);
  else if (!shortestScript(before, a, aEnd, after, b, bEnd, pairs)) inOrder(before, a, aEnd, after, b, bEnd, pairs);
}

/** Longest common subsequence by the textbook's table. */
function table(before: ArrayLike<number>, a: number, aEnd: number, after: ArrayLike<number>, b: number, bEnd: number, pairs: Pairs): void {
  const width = bEnd - b + 1;
  const lengths = new Uint32Array((aEnd - a + 1) * width);
  for (let i = aEnd - a - 1; i >= 0; i--) {
    for (let j = width - 2; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] = before[a + i] === after[b + j] ? lengths[at + width + 1]! + 1 : Math.max(lengths[at + width]!, lengths[at + 1]!);
    }
  }
  for (let i = 0, j = 0; i < aEnd - a && j < width - 1; ) {
    const at = i * width + j;
    if (before[a + i] === after[b + j]) pairs.push([a + i++, b + j++]);
    else if (lengths[at + width]! >= lengths[at + 1]!) i++;
    else j++;
  }
}

/** Myers' greedy search. @returns false where more than {@link MAX_EDITS} edits lie between the two */
function shortestScript(
  before: ArrayLike<number>,
  a: number,
  aEnd: number,
  after: ArrayLike<number>,
  b: number,
  bEnd: number,
  pairs: Pairs,
): boolean {
  const [n, m] = [aEnd - a, bEnd - b];
  const limit = Math.min(n + m, MAX_EDITS);
  const middle = limit + 1;
  const furthest = new Int32Array(2 * limit + 3);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(furthest.slice(middle - edits - 1, middle + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && furthest[middle + k - 1]! < furthest[middle + k + 1]!);
      let x = down ? furthest[middle + k + 1]! : furthest[middle + k - 1]! + 1;
      while (x < n && x - k < m && x - k >= 0 && before[a + x] === after[b + x - k]) x++;
      furthest[middle + k] = x;
      if (x >= n && x - k >= m) {
        walkBack(trace, n, m, a, b, pairs);
        return true;
      }
    }
  }
  return false;
}

function walkBack(trace: readonly Int32Array[], n: number, m: number, a: number, b: number, pairs: Pairs): void {
  let [x, y] = [n, m];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const row = trace[edits]!;
    const middle = edits + 1;
    const k = x - y;
    const down = k === -edits || (k !== edits && row[middle + k - 1]! < row[middle + k + 1]!);
    const fromK = down ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : row[middle + fromK]!;
    const fromY = edits === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) pairs.push([a + --x, b + --y]);
    [x, y] = [fromX, fromY];
  }
}

/** Each key with the next equal one: a common subsequence in linear time. */
function inOrder(
  before: ArrayLike<number>,
  a: number,
  aEnd: number,
  after: ArrayLike<number>,
  b: number,
  bEnd: number,
  pairs: Pairs,
): void {
  const places = new Map<number, number[]>();
  for (let j = bEnd - 1; j >= b; j--) {
    const list = places.get(after[j]!);
    if (list) list.push(j);
    else places.set(after[j]!, [j]);
  }
  let next = b;
  for (let i = a; i < aEnd; i++) {
    const list = places.get(before[i]!);
    while (list && list.length > 0 && list.at(-1)! < next) list.pop();
    const j = list?.pop();
    if (j === undefined) continue;
    pairs.push([i, j]);
    next = j + 1;
  }
}
