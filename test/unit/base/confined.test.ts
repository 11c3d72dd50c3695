import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confinedPath } from '../../../src/base/confined';

let root: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'confined-')));
  await mkdir(join(root, 'home/sub'), { recursive: true });
  await writeFile(join(root, 'home/sub/..odd.txt'), '');
  await writeFile(join(root, 'secret.txt'), '');
  await symlink(join(root, 'secret.txt'), join(root, 'home/out.txt'));
  await symlink(root, join(root, 'home/up'));
  await symlink('sub', join(root, 'home/in'));
});
afterAll(() => rm(root, { recursive: true }));

describe('a file named by an untrusted file', () => {
  const find = (reference: string) => confinedPath(join(root, 'home'), reference, 'The manifest');

  it('may lie in the folder or below, behind a link that stays inside too', async () => {
    expect(await find('sub/..odd.txt')).toBe(join(root, 'home/sub/..odd.txt'));
    expect(await find('in/..odd.txt')).toBe(join(root, 'home/in/..odd.txt'));
    expect(await find('./sub/../sub/..odd.txt')).toBe(join(root, 'home/sub/..odd.txt'));
  });

  it.each(['../secret.txt', 'sub/../../secret.txt', 'out.txt', 'up/secret.txt', '/etc/passwd', 'sub\\..\\x', 'a\0b', '..'])(
    'may not be %j',
    async (reference) => {
      await expect(find(reference)).rejects.toMatchObject({ code: 'file.outside', where: expect.anything() });
    },
  );

  it('has to be there', async () => {
    await expect(find('sub/none.txt')).rejects.toMatchObject({ code: 'file.missing' });
  });
});
