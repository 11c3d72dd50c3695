import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atomicFile, isTemporaryName, temporaryName, writeAtomic } from '../../../src/base/files';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('atomic files', () => {
  it('appear whole after commit, and the old one is readable until then', async () => {
    const path = join(folder, 'a.txt');
    await writeFile(path, 'old');
    const file = await atomicFile(path);
    await file.handle.write('new');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect((await readdir(folder)).filter(isTemporaryName)).toHaveLength(1);
    await file.commit();
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['a.txt']);
    await file.discard();
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  it('leave nothing when discarded', async () => {
    const file = await atomicFile(join(folder, 'b'));
    await file.handle.write('half');
    await file.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it('leave nothing when the target cannot be replaced', async () => {
    const path = join(folder, 'c');
    await mkdir(join(path, 'inner'), { recursive: true });
    await expect(writeAtomic(path, 'x')).rejects.toMatchObject({ code: expect.stringMatching(/^file\./) });
    expect(await readdir(folder)).toEqual(['c']);
  });

  it('say which folder is missing', async () => {
    const path = join(folder, 'none', 'd');
    await expect(writeAtomic(path, 'x')).rejects.toMatchObject({ code: 'file.missing', where: path });
  });

  it.skipIf(process.platform === 'win32')('keep the permissions of what they replace', async () => {
    const path = join(folder, 'e');
    await writeFile(path, 'old');
    await chmod(path, 0o640);
    await writeAtomic(path, 'new');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it.skipIf(process.platform === 'win32')('replace a link, not the file it points to', async () => {
    // A link into a data cache (DVC) must not become a way to change the cache.
    const cached = join(folder, 'cache');
    await writeFile(cached, 'cached');
    await symlink(cached, join(folder, 'link'));
    await writeAtomic(join(folder, 'link'), 'new');
    expect(await readFile(cached, 'utf8')).toBe('cached');
    expect(await readFile(join(folder, 'link'), 'utf8')).toBe('new');
  });

  it('get names that fit a file system and are told apart from a user’s', () => {
    const name = temporaryName(join(folder, 'ü'.repeat(127)));
    expect(Buffer.byteLength(name.slice(folder.length + 1))).toBeLessThanOrEqual(255);
    expect(isTemporaryName(name)).toBe(true);
    expect(isTemporaryName(join(folder, '.config.mwtmp'))).toBe(false);
    expect(isTemporaryName(join(folder, 'model.onnx'))).toBe(false);
  });
});
