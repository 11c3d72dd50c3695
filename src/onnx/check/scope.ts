/** The names a graph can see: its own and those of the graphs around it. */
export class Scope {
  /** Names defined so far, in the order of the nodes. */
  readonly available = new Set<string>();
  /** Every name this graph defines, sooner or later. */
  readonly defined = new Set<string>();
  /** Names something read, here or in a graph inside. */
  readonly used = new Set<string>();
  /** The first read of one of its names before that name was computed. */
  disorder?: string;

  constructor(readonly outer?: Scope) {}

  /** Whether the name can be read at this point. */
  sees(name: string): boolean {
    for (let scope: Scope | undefined = this; scope; scope = scope.outer) if (scope.available.has(name)) return true;
    return false;
  }

  /** The innermost graph, this one or one around it, that defines the name anywhere. */
  owner(name: string): Scope | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.outer) if (scope.defined.has(name)) return scope;
    return undefined;
  }
}
