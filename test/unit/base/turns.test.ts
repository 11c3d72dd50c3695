import { expect, it, vi } from 'vitest';
import { Turns } from '../../../src/base/turns';

it('lets others have their turn once the own one is over', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
  const turns = new Turns();
  expect(turns.over).toBe(false);
  now.mockReturnValue(1020);
  expect(turns.over).toBe(true);
  let others = 0;
  setImmediate(() => others++);
  await turns.next();
  expect([others, turns.over]).toEqual([1, false]);
  now.mockRestore();
});
