import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../../src/base/errors';
import type { JobContext } from '../../../src/engine/context';
import { serve } from '../../../src/engine/serve';

/** A worker whose jobs do what a test wants to see. */
type Behaviour = (parameters: Record<string, unknown>, context: JobContext) => Promise<unknown>;

const BEHAVIOURS: Record<string, Behaviour> = {
  /** A text in the language it was told to speak. */
  speak: async () => l10n.t('Cancelled.'),
  echo: async (parameters) => ({ pid: process.pid, ...parameters }),
  environment: async () => ({ environment: process.env, execArgv: process.execArgv }),
  abort: async () => {
    process.stderr.write('about to fail\nterminate called: something native\n');
    process.abort();
  },
  signal: async () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
  exit: async () => process.exit(7),
  refuse: async () => {
    throw new UserError('test.refused', 'No.', { where: 'here', remedy: 'Ask again.', actions: [{ kind: 'showLog' }] });
  },
  defect: async () => {
    throw new TypeError('a defect');
  },
  /** Stops when told. */
  polite: async (_, context) => {
    context.progress({ message: 'waiting' });
    await sleep(60_000, undefined, { signal: context.signal });
  },
  /** Blocks its process as a native run does. */
  stubborn: async (_, context) => {
    context.progress({ message: 'blocking' });
    for (;;) Math.random();
  },
  /** Says far more than anyone can listen to. */
  flood: async ({ count }, context) => {
    for (let i = 0; i < (count as number); i++) {
      context.progress({ message: 'flood', done: i, total: count as number });
      context.partial({ i });
      context.log('info', `line ${i}`);
      if (i % 1000 === 999) await new Promise(setImmediate);
    }
    return count;
  },
  output: async ({ path, content, end }, context) => {
    const temporary = await context.outputFile(path as string);
    writeFileSync(temporary, content as string);
    context.progress({ message: temporary });
    if (end === 'commit') await context.commitOutput(path as string);
    if (end === 'fail') throw new UserError('test.failed', 'After the file was begun.');
    if (end === 'crash') process.abort();
    if (end === 'hang') await sleep(60_000, undefined, { signal: context.signal });
    return temporary;
  },
  attach: async (_, context) => {
    const bytes = new Uint8Array([1, 2, 3]);
    return [
      await context.attach('../../x.bin', 'application/octet-stream', bytes),
      await context.attach('X.bin', 'application/octet-stream', bytes),
    ];
  },
  session: async ({ path, hold }, context) => {
    const session = await context.sessions.open({ path: path as string });
    context.progress({ message: 'open' });
    if (hold) await sleep(hold as number);
    return { load: session.loadMilliseconds, inputs: session.inputs, outputs: session.outputs };
  },
};

serve(async (name, parameters, context) => {
  const result = await BEHAVIOURS[name]!(parameters as Record<string, unknown>, context);
  return { result, verdict: name, schemaVersion: 1 };
});
