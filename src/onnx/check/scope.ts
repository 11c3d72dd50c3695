/** What all scopes of a chain share, so that finding a name costs the same at any depth. */
interface Names {
  /** Name → the scopes that define it anywhere, innermost last. */
  readonly owners: Map<string, Scope[]>;
  /** Name → in how many scopes of the chain it can be read. */
  readonly readable: Map<string, number>;
}

/**
 * The names a graph can see: its own and those of the graphs around it. One chain at a time: a scope must be left before
 * its sibling is made.
 */
export class Scope {
  /** Every name this graph defines, sooner or later. */
  readonly defined = new Set<string>();
  /** Names something read, here or in a graph inside. */
  readonly used = new Set<string>();
  /** For each node so far, which of this graph's names it or a graph inside it reads. */
  readonly reads: string[][] = [];
  /** The first read of one of its names before that name was computed. */
  disorder?: string;
  readonly #available = new Set<string>();
  readonly #names: Names;

  constructor(readonly outer?: Scope) {
    this.#names = outer ? outer.#names : { owners: new Map(), readable: new Map() };
  }

  define(name: string): void {
    if (this.defined.has(name)) return;
    this.defined.add(name);
    const owners = this.#names.owners.get(name);
    if (owners) owners.push(this);
    else this.#names.owners.set(name, [this]);
  }

  /** From here on the name can be read. */
  makeAvailable(name: string): void {
    if (this.#available.has(name)) return;
    this.#available.add(name);
    this.#names.readable.set(name, (this.#names.readable.get(name) ?? 0) + 1);
  }

  /** Whether the name can be read at this point. */
  sees(name: string): boolean {
    return (this.#names.readable.get(name) ?? 0) > 0;
  }

  /** The innermost graph, this one or one around it, that defines the name anywhere. */
  owner(name: string): Scope | undefined {
    return this.#names.owners.get(name)?.at(-1);
  }

  /** Whether a graph around this one defines the name anywhere. */
  hides(name: string): boolean {
    const owners = this.#names.owners.get(name);
    return owners !== undefined && owners.length > (this.defined.has(name) ? 1 : 0);
  }

  /** Notes that the name is read here. @returns the graph whose it is */
  read(name: string): Scope | undefined {
    const owner = this.owner(name);
    owner?.used.add(name);
    owner?.reads.at(-1)?.push(name);
    return owner;
  }

  /** Takes its names out of sight. */
  leave(): void {
    for (const name of this.defined) {
      const owners = this.#names.owners.get(name)!;
      if (owners.length > 1) owners.pop();
      else this.#names.owners.delete(name);
    }
    for (const name of this.#available) {
      const count = this.#names.readable.get(name)! - 1;
      if (count > 0) this.#names.readable.set(name, count);
      else this.#names.readable.delete(name);
    }
  }
}
