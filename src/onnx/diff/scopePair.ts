import type { OnnxModel } from '../model';
import { type Opsets, opsetsOf } from './defaults';
import { kindText, nodeFacts, trimmed } from './facts';
import { matchNodes } from './match';
import type { Scope, WeightEntry, WeightPair } from './types';

/** Names that exporters count up (`193`, `onnx::Conv_193`): the same one in two files need not be the same weight. */
const COUNTED = /^(?:onnx::\w+_)?\d+$/;

/** Two scopes that belong together, with their nodes, values and weights matched. */
export class ScopePair {
  /** For each node before the index of its match after, or -1. */
  readonly matches: Int32Array;
  readonly weights: WeightPair[] = [];
  /** Values that leave the scope. */
  readonly results: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> };
  /** In which the nodes of either side are written: a function says its own. */
  readonly opsets: { readonly before: Opsets; readonly after: Opsets };
  /** Value after → the same value before. */
  readonly #values = new Map<string, string>();
  /** Values that a scope of this pair makes itself. */
  readonly #declaredAfter: ReadonlySet<string>;
  readonly #pairedBefore = new Map<WeightEntry, WeightEntry>();
  readonly #pairedAfter = new Set<WeightEntry>();

  constructor(
    home: { before: OnnxModel; after: OnnxModel },
    readonly before: Scope,
    readonly after: Scope,
    /** Where it is; undefined for the main graph. */
    readonly path: string | undefined,
    /** Formal inputs go by position in subgraphs and functions, by name in the main graph. */
    positional: boolean,
    private readonly parent?: ScopePair,
  ) {
    this.#declaredAfter = new Set([...after.inputs, ...after.weights.keys(), ...after.nodes.flatMap((node) => node.output)]);
    const opsets = (side: 'before' | 'after') => this[side].opsets ?? parent?.opsets[side] ?? opsetsOf(home[side].proto);
    this.opsets = { before: opsets('before'), after: opsets('after') };
    this.results = { before: new Set(before.outputs), after: new Set(after.outputs) };
    this.#mapInputs(positional);
    for (const [name, entry] of before.weights) {
      const other = after.weights.get(name);
      if (other && this.#shared(name) && !(entry.constant && other.constant)) this.#pairWeights(entry, other);
    }
    const facts = (side: 'before' | 'after') =>
      this[side].nodes.map((node) =>
        nodeFacts(
          home[side],
          node,
          (name) => this.#weight(side, name),
          (name) => this.#shared(name),
          this.opsets[side],
        ),
      );
    this.matches = matchNodes(
      { nodes: facts('before'), outside: (name) => (before.weights.has(name) ? '' : `>${name}`) },
      { nodes: facts('after'), outside: (name) => (after.weights.has(name) ? '' : `>${this.valueBefore(name) ?? `+${name}`}`) },
    );
    for (const [i, j] of this.matches.entries()) if (j !== -1) this.#joinValues(i, j);
    this.#joinReplaced();
    this.#leftOverWeights();
  }

  /** What a value after is called before; undefined where it is new. */
  valueBefore(name: string): string | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (this.#declaredAfter.has(name)) return undefined;
    return this.parent ? this.parent.valueBefore(name) : name;
  }

  #mapInputs(positional: boolean): void {
    const { inputs } = this.before;
    if (positional) {
      for (const [index, name] of this.after.inputs.entries()) if (inputs[index] !== undefined) this.#values.set(name, inputs[index]);
      return;
    }
    const names = new Set(inputs);
    for (const name of this.after.inputs) if (names.has(name)) this.#values.set(name, name);
    // An input under another name is reported as such; the nodes that read it have not changed for that.
    const afterNames = new Set(this.after.inputs);
    if (inputs.length !== this.after.inputs.length) return;
    for (const [index, name] of this.after.inputs.entries()) {
      const was = inputs[index]!;
      if (!names.has(name) && !afterNames.has(was)) this.#values.set(name, was);
    }
  }

  #weight(side: 'before' | 'after', name: string): WeightEntry | undefined {
    return this[side].weights.get(name) ?? (this.parent ? this.parent.#weight(side, name) : undefined);
  }

  /** Whether both sides have a weight of this name that is likely to be the same one. */
  #shared(name: string): boolean {
    const [a, b] = [this.before.weights.get(name), this.after.weights.get(name)];
    if (!a && !b) return this.parent ? this.parent.#shared(name) : false;
    return a !== undefined && b !== undefined && !(a.constant && b.constant) && !COUNTED.test(name);
  }

  #pairWeights(a: WeightEntry, b: WeightEntry): void {
    this.#pairedBefore.set(a, b);
    this.#pairedAfter.add(b);
    this.#values.set(b.name, a.name);
    this.weights.push({ before: a, after: b, graph: this.path });
  }

  #free(a: WeightEntry | undefined, b: WeightEntry | undefined): boolean {
    return a !== undefined && b !== undefined && !this.#pairedBefore.has(a) && !this.#pairedAfter.has(b);
  }

  /** Outputs of matched nodes are the same values; so are weights they read in the same place, whatever they are called. */
  #joinValues(i: number, j: number): void {
    const [a, b] = [this.before.nodes[i]!, this.after.nodes[j]!];
    const inputs = trimmed(a.input);
    for (const [slot, name] of inputs.entries()) {
      const [was, is] = [this.before.weights.get(name), this.after.weights.get(b.input[slot] ?? '')];
      if (was && is && !was.constant && !is.constant && this.#free(was, is) && kindText(was) === kindText(is)) this.#pairWeights(was, is);
    }
    for (const [index, name] of b.output.entries()) {
      const was = a.output[index];
      if (name === '' || was === undefined || was === '') continue;
      const [stored, other] = [this.before.weights.get(was), this.after.weights.get(name)];
      if (stored && other && this.#free(stored, other)) this.#pairWeights(stored, other);
      else this.#values.set(name, was);
    }
  }

  /** A value that other nodes make now, under the name it had: whoever reads it has not changed. */
  #joinReplaced(): void {
    const gone = new Set<string>();
    for (const [i, j] of this.matches.entries()) if (j === -1) for (const output of this.before.nodes[i]!.output) gone.add(output);
    const matched = new Set(this.matches);
    for (const [j, node] of this.after.nodes.entries()) {
      if (matched.has(j)) continue;
      for (const output of node.output)
        if (output !== '' && gone.has(output) && !this.#values.has(output)) this.#values.set(output, output);
    }
  }

  /** Those that no name and no node told apart: of one name and kind, else on one side only. */
  #leftOverWeights(): void {
    for (const [name, entry] of this.before.weights) {
      const other = this.after.weights.get(name);
      if (other && this.#free(entry, other) && kindText(entry) === kindText(other)) this.#pairWeights(entry, other);
    }
    for (const entry of this.before.weights.values())
      if (!this.#pairedBefore.has(entry)) this.weights.push({ before: entry, graph: this.path });
    for (const entry of this.after.weights.values())
      if (!this.#pairedAfter.has(entry)) this.weights.push({ after: entry, graph: this.path });
  }
}
