/** Anything with a lifetime. */
export interface IDisposable {
  dispose(): void;
}

/** Owns lifetimes: what is registered is disposed with it, last first. */
export abstract class Disposable implements IDisposable {
  readonly #owned: IDisposable[] = [];
  #disposed = false;

  /** True once {@link dispose} has run. */
  protected get disposed(): boolean {
    return this.#disposed;
  }

  /** Ties `thing` to this object's lifetime; on an object already disposed it is disposed at once. */
  protected register<T extends IDisposable>(thing: T): T {
    if (this.#disposed) thing.dispose();
    else this.#owned.push(thing);
    return thing;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    while (this.#owned.length > 0) this.#owned.pop()?.dispose();
  }
}
