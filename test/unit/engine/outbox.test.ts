import { expect, it } from 'vitest';
import { Outbox } from '../../../src/engine/outbox';
import type { Update } from '../../../src/engine/protocol';

it('lets go of what a job says by the way before what it warns of, and says whether a warning is gone', () => {
  const sent: Update[] = [];
  const outbox = new Outbox((update) => sent.push(update));
  outbox.log('info', 'sent at once');
  outbox.log('warning', 'kept');
  for (let index = 0; index < 300; index++) outbox.log('debug', String(index));
  const chatty = outbox.take();
  expect([chatty.log.length, chatty.dropped, chatty.warningDropped]).toEqual([200, 101, false]);
  expect([chatty.log[0]?.message, chatty.log[1]?.message, chatty.log.at(-1)?.message]).toEqual(['kept', '101', '299']);
  for (let index = 0; index < 201; index++) outbox.log('error', String(index));
  const warning = outbox.take();
  expect([warning.log.length, warning.dropped, warning.warningDropped, warning.log[0]?.message]).toEqual([200, 1, true, '1']);
  expect(sent).toHaveLength(1);
});
