import { align, longestAscending, type Pairs } from './align';
import { Interner, type NodeFacts, trimmed } from './facts';

/** The nodes of a graph and how its values begin. */
export interface MatchSide {
  readonly nodes: readonly NodeFacts[];
  /** What a value that no node here makes is known by, the same on both sides for the same value. */
  outside(name: string): string;
}

/**
 * Finds for each node the node of the other model that does its work.
 *
 * In this order, each step among those that are left:
 * 1. by name, where names are unique and mean the same nodes on both sides (see {@link trustworthy});
 * 2. by the first output's name, under the same condition;
 * 3. by all that is upstream: the same operators with the same attributes on the same inputs, whatever is called what;
 * 4. by operator, attributes and weights, in the order of the file between nodes already matched;
 * 5. by operator alone, in the same way, for nodes that names say nothing about.
 *
 * @returns for each node of `before` the index of its match, or -1
 */
export function matchNodes(before: MatchSide, after: MatchSide): Int32Array {
  const matching = new Matching(before, after);
  const named = matching.byName((facts) => facts.node.name);
  matching.byName((facts) => facts.node.output.find((output) => output !== '') ?? '');
  matching.byUpstream();
  matching.byOrder((facts) => `${facts.op}\n${facts.attributes}\n${facts.slots}`);
  matching.byOrder((facts) => (named && facts.node.name !== '' ? undefined : facts.op));
  return matching.forward;
}

class Matching {
  readonly forward: Int32Array;
  readonly #backward: Int32Array;

  constructor(
    private readonly before: MatchSide,
    private readonly after: MatchSide,
  ) {
    this.forward = new Int32Array(before.nodes.length).fill(-1);
    this.#backward = new Int32Array(after.nodes.length).fill(-1);
  }

  #pair(a: number, b: number): void {
    this.forward[a] = b;
    this.#backward[b] = a;
  }

  /** @returns whether the names were trusted */
  byName(nameOf: (facts: NodeFacts) => string): boolean {
    const [a, b] = [unique(this.before.nodes, nameOf), unique(this.after.nodes, nameOf)];
    const pairs: Pairs = [];
    for (const [name, i] of a) {
      const j = b.get(name);
      if (j !== undefined && this.forward[i] === -1 && this.#backward[j] === -1) pairs.push([i, j]);
    }
    const share = pairs.length / Math.max(1, Math.min(a.size, b.size));
    if (
      !trustworthy(
        pairs.map(([i, j]) => [this.before.nodes[i]!, this.after.nodes[j]!]),
        share,
      )
    )
      return false;
    for (const [i, j] of pairs) if (this.before.nodes[i]!.op === this.after.nodes[j]!.op) this.#pair(i, j);
    return true;
  }

  byUpstream(): void {
    if (!this.forward.includes(-1) || !this.#backward.includes(-1)) return;
    const interner = new Interner();
    const [a, b] = [upstream(this.before, interner), upstream(this.after, interner)];
    const places = new Map<number, { a: number[]; b: number[] }>();
    const put = (keys: Int32Array, taken: Int32Array, side: 'a' | 'b') => {
      for (const [index, key] of keys.entries()) {
        if (taken[index] !== -1) continue;
        const place = places.get(key) ?? { a: [], b: [] };
        place[side].push(index);
        places.set(key, place);
      }
    };
    put(a, this.forward, 'a');
    put(b, this.#backward, 'b');
    // Twins that do the same on the same inputs are as good as each other.
    for (const place of places.values()) {
      if (place.a.length === place.b.length) for (const [index, i] of place.a.entries()) this.#pair(i, place.b[index]!);
    }
  }

  /**
   * Aligns what is left between matched nodes. Nodes without inputs (constants) may stand anywhere in a file, so that they
   * say nothing about the order of the others, and are aligned among themselves.
   * @param keyOf undefined for a node that this step leaves alone
   */
  byOrder(keyOf: (facts: NodeFacts) => string | undefined): void {
    const interner = new Interner();
    this.#align(interner, (facts) => (isSource(facts) ? undefined : keyOf(facts)), false);
    this.#align(interner, (facts) => (isSource(facts) ? keyOf(facts) : undefined), true);
  }

  #align(interner: Interner, keyOf: (facts: NodeFacts) => string | undefined, sources: boolean): void {
    const matched: Pairs = [];
    for (const [i, j] of this.forward.entries()) if (j !== -1 && isSource(this.before.nodes[i]!) === sources) matched.push([i, j]);
    matched.push([this.before.nodes.length, this.after.nodes.length]);
    let [a, b] = [0, 0];
    for (const [i, j] of longestAscending(matched)) {
      const left = open(this.forward, a, i, this.before.nodes, keyOf, interner);
      const right = left.keys.length > 0 ? open(this.#backward, b, j, this.after.nodes, keyOf, interner) : undefined;
      if (right) for (const [x, y] of align(left.keys, right.keys)) this.#pair(left.places[x]!, right.places[y]!);
      [a, b] = [i + 1, j + 1];
    }
  }
}

function isSource({ node }: NodeFacts): boolean {
  return node.input.every((input) => input === '');
}

/** Unmatched nodes of a stretch, with their keys. */
function open(
  taken: Int32Array,
  from: number,
  to: number,
  nodes: readonly NodeFacts[],
  keyOf: (facts: NodeFacts) => string | undefined,
  interner: Interner,
): { keys: number[]; places: number[] } {
  const keys: number[] = [];
  const places: number[] = [];
  for (let index = from; index < to; index++) {
    const key = taken[index] === -1 ? keyOf(nodes[index]!) : undefined;
    if (key === undefined) continue;
    keys.push(interner.of(key));
    places.push(index);
  }
  return { keys, places };
}

/** Names that occur once. */
function unique(nodes: readonly NodeFacts[], nameOf: (facts: NodeFacts) => string): Map<string, number> {
  const places = new Map<string, number>();
  const twice = new Set<string>();
  for (const [index, facts] of nodes.entries()) {
    const name = nameOf(facts);
    if (name === '') continue;
    if (places.has(name)) twice.add(name);
    places.set(name, index);
  }
  for (const name of twice) places.delete(name);
  return places;
}

/**
 * Whether equal names mean the same nodes. Exporters that number names (`Conv_12`) give all later nodes other names when
 * one is inserted: then pairs of a name have another operator, read other weights or have other attributes. Where nothing
 * speaks for the names, most of them have to be on both sides.
 * @param share of the names that are on both sides, of the side that has fewer
 */
function trustworthy(pairs: readonly (readonly [NodeFacts, NodeFacts])[], share: number): boolean {
  let [support, contradict] = [0, 0];
  for (const [a, b] of pairs) {
    if (a.op !== b.op) contradict++;
    else if (a.named.size > 0 && b.named.size > 0) {
      if ([...a.named].some((name) => b.named.has(name))) support++;
      else contradict++;
    } else if (a.attributes !== '' || b.attributes !== '') {
      if (a.attributes === b.attributes) support++;
      else contradict++;
    }
  }
  return support >= contradict && (support > 0 || share >= 0.5);
}

/** For each node a number that two nodes share where everything they compute from is the same. */
function upstream(side: MatchSide, interner: Interner): Int32Array {
  const values = new Map<string, number>();
  const keys = new Int32Array(side.nodes.length);
  for (const [index, facts] of side.nodes.entries()) {
    const inputs = trimmed(facts.node.input).map((input) => values.get(input) ?? (input === '' ? '' : side.outside(input)));
    const key = interner.of(`${facts.op}\n${facts.attributes}\n${facts.slots}\n${inputs.join('\t')}`);
    keys[index] = key;
    for (const [output, name] of facts.node.output.entries()) if (name !== '') values.set(name, interner.of(`${key}#${output}`));
  }
  return keys;
}
