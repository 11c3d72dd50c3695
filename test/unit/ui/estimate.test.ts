import { expect, test } from 'vitest';
import { Estimate } from '../../../src/ui/jobs/estimate';

/** A clock that is set by hand. */
function clocked() {
  let now = 1000;
  return { estimate: new Estimate(() => now), pass: (ms: number) => (now += ms) };
}

test('the rest takes as long as the pace so far says', () => {
  const { estimate, pass } = clocked();
  expect(estimate.update({ message: 'a', done: 0, total: 10 }).remainingMs).toBeUndefined();
  pass(1000);
  expect(estimate.update({ message: 'a', done: 4, total: 10 })).toMatchObject({ elapsedMs: 1000, remainingMs: 1500 });
});

test('a new count starts afresh, the time spent goes on', () => {
  const { estimate, pass } = clocked();
  estimate.update({ message: 'a', done: 0, total: 10 });
  pass(5000);
  estimate.update({ message: 'a', done: 10, total: 10 });
  const fresh = estimate.update({ message: 'b', done: 0, total: 100 });
  expect(fresh.remainingMs).toBeUndefined();
  pass(100);
  expect(estimate.update({ message: 'b', done: 10, total: 100 })).toMatchObject({ elapsedMs: 5100, remainingMs: 900 });
});

test('without a count there is no estimate', () => {
  const { estimate, pass } = clocked();
  estimate.update({ message: 'loading' });
  pass(3000);
  expect(estimate.current()).toEqual({ message: 'loading', elapsedMs: 3000 });
});
