import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askYes, canAsk } from '../../../src/cli/confirm';
import { jobHelp } from '../../../src/cli/help';
import { renderAction } from '../../../src/cli/render/action';
import { renderRestore } from '../../../src/cli/render/restore';
import { makeStyle } from '../../../src/cli/style';
import { findJob } from '../../../src/jobs/table';
import type { ActionResult } from '../../../src/report/schemas/action';

const style = makeStyle(false);

const RESULT: ActionResult = {
  tags: ['m@v1.3.0'],
  dryRun: true,
  digest: 'd',
  writes: [{ tag: 'm@v1.3.0', event: 'registration', commit: '', version: 'v1.3.0', message: 'wider\n\nmore' }],
  deletes: [],
  commit: {
    files: [
      { path: 'm.onnx', change: 'changed' },
      { path: 'm.metrics.json', change: 'added' },
    ],
    message: 'm: wider',
  },
  version: 'v1.3.0',
  suggestion: { bump: 'minor', reasons: ['Nodes: 1 added.'] },
  consequences: [{ code: 'x', severity: 'warning', message: 'production falls back to v1.1.0\u001b[31m.' }],
  push: { remotes: ['origin'], command: 'git push origin refs/tags/m@v1.3.0', pushed: false },
};

describe('an action as text', () => {
  it('is what it would write, why, and what follows; no name steers the terminal', () => {
    expect(renderAction(RESULT, style, 80)).toEqual([
      '',
      'Would commit',
      '  ~ m.onnx',
      '  + m.metrics.json',
      '  “m: wider”',
      '',
      'Would write',
      '  m@v1.3.0  at the new commit  wider',
      '',
      'Why v1.3.0',
      '  Nodes: 1 added.',
      '',
      'Note',
      '  ! production falls back to v1.1.0\\u001b[31m.',
    ]);
  });

  it('has a command on a line of its own, however narrow the terminal is', () => {
    const command = `git update-ref refs/tags/m@v1.3.0 ${'a'.repeat(40)}`;
    const consequences = [{ code: 'tag.undo', severity: 'info' as const, message: `To have m@v1.3.0 back: ${command}`, command }];
    const lines = renderAction({ ...RESULT, consequences }, style, 40);
    expect(lines.slice(lines.indexOf('Note') + 1)).toEqual(['  · To have m@v1.3.0 back:', `      ${command}`]);
  });

  it('names the commit and offers to push once it is written', () => {
    const commit = 'a'.repeat(40);
    const done = { ...RESULT, dryRun: false, writes: [{ ...RESULT.writes[0]!, commit }], commit: { ...RESULT.commit!, id: commit } };
    const lines = renderAction(done, style, 80);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Committed',
        'Written',
        '  m@v1.3.0  at aaaaaaaaaa  wider',
        'To push',
        '  git push origin refs/tags/m@v1.3.0',
      ]),
    );
  });

  it('tells where what was in the way is', () => {
    const file = { path: 'm.onnx', role: 'model' as const, bytes: 10, state: 'kept' as const, keptAs: 'm.onnx.mine-1' };
    expect(renderRestore({ dryRun: false, digest: '', commit: '', files: [file], consequences: [] }, style)).toEqual([
      '',
      '  m.onnx  10 bytes  replaced, yours is m.onnx.mine-1',
    ]);
  });
});

describe('the question', () => {
  const asking = (signal = new AbortController().signal) => {
    const [stdin, stderr] = [new PassThrough(), new PassThrough()];
    return { stdin: stdin as unknown as NodeJS.ReadStream, stderr: stderr as unknown as NodeJS.WriteStream, signal };
  };

  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['\n', false],
    ['n\n', false],
    ['yesterday\n', false],
  ])('takes %j', async (answer, yes) => {
    const where = asking();
    (where.stdin as unknown as PassThrough).write(answer);
    expect(await askYes('Write this?', where)).toBe(yes);
  });

  it('takes the end of the input for a no, and can be cancelled', async () => {
    const where = asking();
    (where.stdin as unknown as PassThrough).end();
    expect(await askYes('Write this?', where)).toBe(false);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 10);
    await expect(askYes('Write this?', asking(abort.signal))).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is asked of terminals alone', () => {
    expect(canAsk(asking())).toBe(false);
  });
});

describe('help', () => {
  it('names what is given without a flag', () => {
    expect(jobHelp(findJob('assign')!, [{ parameter: 'model', flag: '--model', type: 'string', required: true }], [], style, 80)).toContain(
      'modelwright assign MODEL [--flag value]',
    );
    expect(jobHelp(findJob('push')!, [], [], style, 80)).toContain('modelwright push [MODEL] [--flag value]');
  });
});
