import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GitObjects, streamBlob } from '../../../src/git/objects';
import { findRepository, type GitRepository } from '../../../src/git/repository';
import { git, makeRepository, scratchFolder } from './scratch';

let folder: string;
let remove: () => void;
const open: GitObjects[] = [];
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  ({ folder, remove } = scratchFolder('objects'));
  folder = realpathSync(folder);
});
afterEach(() => {
  for (const objects of open.splice(0)) objects.dispose();
  vi.unstubAllEnvs();
  remove();
});

async function objectsOf(path: string): Promise<{ repository: GitRepository; objects: GitObjects }> {
  const repository = (await findRepository(path))!;
  const objects = new GitObjects(repository);
  open.push(objects);
  return { repository, objects };
}

describe('objects', () => {
  it.each(['sha1', 'sha256'])('are looked up, read and listed in a repository of %s', async (format) => {
    const [, last] = makeRepository(
      folder,
      [{ files: { 'a b.txt': 'old' } }, { files: { 'a b.txt': 'Größe\n', 'models/m.onnx': 'm', 'models/in/ü\t.onnx': '' } }],
      [],
      [`--object-format=${format}`],
    );
    const { objects } = await objectsOf(folder);
    expect(await objects.info('HEAD')).toMatchObject({ oid: last, type: 'commit' });
    expect(await objects.info('HEAD:a b.txt')).toMatchObject({ type: 'blob', size: 8 });
    expect((await objects.read('HEAD:a b.txt', 100))?.toString()).toBe('Größe\n');
    expect((await objects.read('HEAD~1:a b.txt', 100))?.toString()).toBe('old');
    expect((await objects.read('HEAD:models/in/ü\t.onnx', 100))?.length).toBe(0);
    expect([...(await objects.list(last!))!].map(([path, { mode, type }]) => [path, mode, type])).toEqual([
      ['a b.txt', '100644', 'blob'],
      ['models', '040000', 'tree'],
    ]);
    expect([...(await objects.list('HEAD', 'models'))!.keys()]).toEqual(['models/in', 'models/m.onnx']);
    expect([...(await objects.list('HEAD', 'models/', true))!.keys()]).toEqual(['models/in/ü\t.onnx', 'models/m.onnx']);
    const blob = (await objects.info('HEAD:models/m.onnx'))!.oid;
    expect((await objects.list('HEAD', '', true))!.get('models/m.onnx')).toEqual({ oid: blob, mode: '100644', type: 'blob' });
  });

  it('that are not there are undefined', async () => {
    makeRepository(folder, [{ files: { a: '1' } }], []);
    const { objects } = await objectsOf(folder);
    for (const spec of [
      'HEAD:nothing',
      'nothing',
      'f'.repeat(40),
      '',
      'HEAD:a\nHEAD',
      'HEAD:\0',
      ':/commit',
      'HEAD:../x',
      'HEAD:a/b',
      '--all',
    ]) {
      expect([spec, await objects.info(spec)]).toEqual([spec, undefined]);
      expect([spec, await objects.read(spec, 10)]).toEqual([spec, undefined]);
    }
    expect(await objects.list('HEAD', 'a')).toBeUndefined();
    expect(await objects.list('gone')).toBeUndefined();
  });

  it('are answered in order when thousands are asked for at once', async () => {
    const files = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`f${index}`, 'x'.repeat(index)]));
    makeRepository(folder, [{ files }], []);
    const { objects } = await objectsOf(folder);
    const sizes = await Promise.all(Object.keys(files).map(async (name) => (await objects.info(`HEAD:${name}`))?.size));
    expect(sizes).toEqual(Object.values(files).map((text) => text.length));
    const contents = await Promise.all(Object.keys(files).map(async (name) => (await objects.read(`HEAD:${name}`, 5000))?.toString()));
    expect(contents).toEqual(Object.values(files));
  });

  it('of more bytes than wanted are refused before they are read', async () => {
    makeRepository(folder, [{ files: { a: 'x'.repeat(100) } }], []);
    const { objects } = await objectsOf(folder);
    await expect(objects.read('HEAD:a', 99)).rejects.toMatchObject({ code: 'git.large' });
    expect((await objects.read('HEAD:a', 100))?.length).toBe(100);
  });

  it('that came after the process started are found', async () => {
    makeRepository(folder, [{ files: { a: '1' } }], []);
    const { objects } = await objectsOf(folder);
    expect(await objects.info('HEAD:b')).toBeUndefined();
    writeFileSync(join(folder, 'b'), '22');
    git(folder, ['add', 'b']);
    git(folder, ['commit', '-q', '-m', 'b']);
    git(folder, ['gc', '-q']);
    expect(await objects.info('HEAD:b')).toMatchObject({ size: 2 });
  });

  it('of an empty repository are none', async () => {
    makeRepository(folder, [], []);
    const { objects } = await objectsOf(folder);
    expect(await objects.info('HEAD')).toBeUndefined();
    expect(await objects.list('HEAD')).toBeUndefined();
  });

  it('that a partial clone lacks are missing, not waited for, and the others still answered', async () => {
    makeRepository(join(folder, 'origin'), [{ files: { a: '1', b: '22' } }], []);
    git(join(folder, 'origin'), ['config', 'uploadpack.allowFilter', 'true']);
    git(folder, ['clone', '-q', '--filter=blob:none', '--no-checkout', `file://${join(folder, 'origin')}`, 'partial']);
    const { objects, repository } = await objectsOf(join(folder, 'partial'));
    const blob = (await objects.list('HEAD'))!.get('a')!.oid;
    const answers = await Promise.all(
      ['HEAD:a', 'HEAD', 'HEAD:b', blob, 'HEAD^{tree}'].map(async (spec) => (await objects.info(spec))?.type),
    );
    expect(answers).toEqual([undefined, 'commit', undefined, undefined, 'tree']);
    await expect(streamBlob(repository, blob, async () => undefined)).rejects.toMatchObject({ code: 'git.failed' });
    git(join(folder, 'partial'), ['cat-file', '-e', blob]);
    expect(await objects.info(blob)).toMatchObject({ type: 'blob', size: 1 });
  });

  it('of a repository that went away are an error', async () => {
    makeRepository(join(folder, 'r'), [{}], []);
    const { objects } = await objectsOf(join(folder, 'r'));
    rmSync(join(folder, 'r/.git'), { recursive: true });
    vi.stubEnv('GIT_CEILING_DIRECTORIES', folder);
    await expect(objects.info('HEAD')).rejects.toMatchObject({ code: 'git.notRepository' });
  });

  it('that are waited for at the end are cancelled', async () => {
    makeRepository(folder, [{}], []);
    const { objects } = await objectsOf(folder);
    const waiting = objects.info('HEAD');
    objects.dispose();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('streaming a blob', () => {
  it('gives its bytes, waits for who takes them, and stops when told', async () => {
    const text = 'line of a model\n'.repeat(200_000);
    makeRepository(folder, [{ files: { big: text } }], []);
    const { objects, repository } = await objectsOf(folder);
    const { oid } = (await objects.info('HEAD:big'))!;
    const chunks: Buffer[] = [];
    let busy = false;
    await streamBlob(repository, oid, async (chunk) => {
      expect(busy).toBe(false);
      busy = true;
      await new Promise((resolve) => setImmediate(resolve));
      busy = false;
      chunks.push(chunk);
    });
    expect(Buffer.concat(chunks).toString()).toBe(text);
    const cancel = new AbortController();
    const stopped = streamBlob(repository, oid, async () => cancel.abort(), cancel.signal);
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const full = streamBlob(repository, oid, async () => {
      throw new Error('disk is full');
    });
    await expect(full).rejects.toThrow('disk is full');
  });
});
