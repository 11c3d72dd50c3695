import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/errors';
import { seededRandom } from '../../../src/base/random';
import { readProfile } from '../../../src/engine/profile/profile';
import { summarizeProfile } from '../../../src/engine/profile/summary';
import { profileText, runsOf } from './profileText';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (content: string | Uint8Array, warmup = 0) => {
  const path = join(folder, 'profile.json');
  writeFileSync(path, content);
  return readProfile(path, warmup);
};

describe('a profile of the runtime', () => {
  it('has its runs after the warm-up, calls in the order of time, bodies in their nodes', async () => {
    const profile = await read(profileText(runsOf([500, 400, 300])), 1);
    expect([profile.runs.length, profile.warmup, profile.damaged, profile.unfinished]).toEqual([2, 1, 0, 0]);
    expect(profile.nodes.map(({ name, op, parent }) => [name, op, parent])).toEqual([
      ['first', 'MatMul', undefined],
      ['loop', 'Loop', undefined],
      ['inner', 'Add', 1],
    ]);
    const [run] = profile.runs;
    expect(run?.ms).toBe(0.4);
    expect([...run!.starts]).toEqual([0.01, 0.12, 0.13, 0.16]);
    expect([...run!.parents]).toEqual([-1, -1, 1, 1]);
    expect(profile.shapes[run!.shapes[0]!]).toMatchObject({ inputs: [['float', [2, 3]]], outputs: [['float', [2, 4]]] });
  });

  it('adds up: nodes and the runtime’s own time are the run, a body’s remainder the runtime’s', async () => {
    const summary = summarizeProfile(await read(profileText(runsOf([500, 400, 300]))));
    expect(summary.nodes.map(({ ms }) => ms)).toEqual([0.1, 0, 0.05].map((ms) => expect.closeTo(ms, 9)));
    expect(summary.nodes[1]).toMatchObject({ body: true, totalMs: expect.closeTo(0.08, 9) });
    expect(summary.nodes[2]?.calls).toBe(2);
    expect(summary.nodesMs + summary.gapMs).toBeCloseTo(summary.modelRunMs, 9);
  });

  it('counts the quarter of the runs that took least', async () => {
    const durations = Array.from({ length: 40 }, (_, run) => 300 + (run % 4 === 3 ? 0 : 10_000));
    const summary = summarizeProfile(await read(profileText(runsOf(durations))));
    expect([summary.counted, summary.modelRunMs]).toEqual([10, expect.closeTo(0.3, 9)]);
  });

  it('reads names that break the file’s own form', async () => {
    const names = ['q"uo\\te', 'new\nline', 'ends","args" : {"op_name" : "Fake', '{"cat"', '☃'];
    const steps = names.map((name, at) => ({ name, start: 1000 + 10 * at, duration: 5, op: 'Relu', index: at }));
    const profile = await read(profileText([...steps, { name: 'model_run', start: 990, duration: 100 }]));
    expect(profile.nodes.map(({ name }) => name)).toEqual(names);
    expect(profile.damaged).toBe(0);
  });

  it('says of an empty, a foreign and a cut file what it is', async () => {
    await expect(read('')).rejects.toMatchObject({ code: 'profile.empty', message: expect.stringContaining('empty') });
    await expect(read('{"traceEvents":[]}')).rejects.toMatchObject({ code: 'profile.notOne' });
    await expect(read('[\n]\n')).rejects.toMatchObject({ code: 'profile.noRun' });
    const whole = profileText(runsOf([300]));
    await expect(read(whole.slice(0, -2))).rejects.toMatchObject({ code: 'profile.cutOff' });
    await expect(read(whole, 1)).rejects.toMatchObject({ code: 'profile.noRun' });
    await expect(readProfile(join(folder, 'none.json'), 0)).rejects.toMatchObject({ code: expect.stringMatching(/^file\./) });
    await expect(read(`[\n${'x'.repeat(17 * 1024 * 1024)}`)).rejects.toMatchObject({ code: 'profile.damaged' });
  });

  it('leaves out what follows the last whole run, as where the profiler is full', async () => {
    const [first, , , , , run, ...more] = runsOf([300, 300]);
    const profile = await read(profileText([first!, run!, ...more.slice(0, 3)]));
    expect([profile.runs.length, profile.unfinished]).toEqual([1, 3]);
  });

  it('reads or refuses whatever a file may have become', async () => {
    const whole = Buffer.from(profileText(runsOf([300, 310, 320])));
    const random = seededRandom(7);
    let refused = 0;
    for (let round = 0; round < 400; round++) {
      const bytes = Uint8Array.from(whole.subarray(0, round % 3 === 0 ? random.integer(whole.length) : whole.length));
      for (let change = random.integer(6); change > 0 && bytes.length > 0; change--)
        bytes[random.integer(bytes.length)] = random.integer(256);
      const outcome = await read(bytes).then(summarizeProfile, (error: Error) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(UserError);
        refused++;
      } else expect(Number.isFinite(outcome.nodesMs)).toBe(true);
    }
    expect(refused).toBeGreaterThan(50);
  });
});
