import { describe, expect, it } from 'vitest';
import { Disposable } from '../../../src/base/disposable';

class Owner extends Disposable {
  own(thing: { dispose(): void }) {
    return this.register(thing);
  }
}

describe('Disposable', () => {
  it('disposes what it owns once, last first', () => {
    const order: string[] = [];
    const owner = new Owner();
    owner.own({ dispose: () => order.push('first') });
    owner.own({ dispose: () => order.push('second') });
    owner.dispose();
    owner.dispose();
    expect(order).toEqual(['second', 'first']);
  });

  it('disposes at once what comes too late', () => {
    const owner = new Owner();
    owner.dispose();
    let disposed = false;
    owner.own({
      dispose: () => {
        disposed = true;
      },
    });
    expect(disposed).toBe(true);
  });
});
