import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryName } from '../../../src/base/files';
import { Journal, sweep } from '../../../src/engine/journal';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  directory = join(folder, 'journal');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The number of a process that is dead. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('the journal of temporary files', () => {
  it('keeps what a living process left', async () => {
    const journal = new Journal(directory);
    const path = temporaryName(join(folder, 'a.onnx'));
    await journal.add(path);
    writeFileSync(path, 'half');
    expect(await sweep(directory)).toEqual([]);
    expect(existsSync(path)).toBe(true);
    await journal.close();
    expect(existsSync(path)).toBe(false);
  });

  it('removes what a dead one left, and only that', async () => {
    const journal = new Journal(directory, deadPid());
    const [left, done] = [temporaryName(join(folder, 'a.onnx')), temporaryName(join(folder, 'b.onnx'))];
    await journal.add(left);
    await journal.add(done);
    await journal.forget(done);
    const scratch = await journal.scratch();
    writeFileSync(join(scratch, 'x.png'), '');
    for (const path of [left, done]) writeFileSync(path, '');
    expect((await sweep(directory)).sort()).toEqual([left, scratch].sort());
    expect([existsSync(left), existsSync(done), existsSync(scratch)]).toEqual([false, true, false]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('keeps the name of what it cannot remove', async () => {
    const journal = new Journal(directory);
    const path = temporaryName(join(folder, 'a.onnx'));
    await journal.add(path);
    // A folder is not what was announced, and is not removed like one file.
    mkdirSync(path);
    await journal.close();
    expect([existsSync(path), readdirSync(directory).length]).toEqual([true, 1]);
  });

  it('touches nothing that it would not have named itself, and bears a torn line', async () => {
    const precious = join(folder, 'precious.txt');
    writeFileSync(precious, 'mine');
    mkdirSync(directory);
    const lines = [JSON.stringify({ add: precious }), JSON.stringify({ add: folder }), '{"add":7}', '[]}', '{"add":"/tmp/.x'];
    writeFileSync(join(directory, `${deadPid()}-0123456789ab.journal`), lines.join('\n'));
    writeFileSync(join(directory, 'other.txt'), '');
    expect(await sweep(directory)).toEqual([]);
    expect(existsSync(precious)).toBe(true);
    expect(readdirSync(directory)).toEqual(['other.txt']);
  });
});
