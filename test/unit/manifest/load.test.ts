import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClasses, resolveClasses } from '../../../src/manifest/classes';
import { loadManifest, MAX_MANIFEST_BYTES } from '../../../src/manifest/load';
import { parseManifest } from '../../../src/manifest/parse';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifest-'));
});
afterAll(() => rm(folder, { recursive: true }));

const put = (name: string, content: string | object) =>
  writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

describe('a manifest', () => {
  it('stands beside its model, and derived models inherit it', async () => {
    await put('net.model.json', { schemaVersion: 1, task: 'other' });
    await put('net.v2.model.json', { schemaVersion: 1, task: 'regression' });
    const task = async (model: string) => (await loadManifest(join(folder, model)))?.manifest.task;
    expect(await task('net.onnx')).toBe('other');
    expect(await task('net.int8.onnx')).toBe('other');
    expect(await task('net.v2.onnx')).toBe('regression');
    expect(await task('net.v2.int8.onnx')).toBe('regression');
    expect(await task('network.onnx')).toBeUndefined();
    expect(await loadManifest(join(folder, 'network.onnx'))).toBeUndefined();
  });

  it('may be named, and must be there then', async () => {
    await put('other.json', { schemaVersion: 1, task: 'multilabel' });
    const found = await loadManifest(join(folder, 'net.onnx'), join(folder, 'other.json'));
    expect(found).toMatchObject({ manifest: { task: 'multilabel' }, path: join(folder, 'other.json'), directory: folder });
    await expect(loadManifest('net.onnx', join(folder, 'none.json'))).rejects.toMatchObject({ code: 'file.missing' });
  });

  it('has a limit of size', async () => {
    await put('large.model.json', ' '.repeat(MAX_MANIFEST_BYTES + 1));
    await expect(loadManifest(join(folder, 'large.onnx'))).rejects.toMatchObject({ code: 'manifest.size' });
  });

  it('of every public model is read without a strange key', async () => {
    const manifests = resolve(__dirname, '../../fixtures/manifests');
    const names = (await readdir(manifests)).filter((name) => name.endsWith('.model.json'));
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      const { manifest, unknownKeys } = parseManifest(await readFile(join(manifests, name), 'utf8'), name);
      expect([manifest.schemaVersion, unknownKeys], name).toEqual([1, []]);
    }
  });
});

describe('an error in a manifest', () => {
  const read = (text: string) => () => parseManifest(text, 'a.model.json');

  it('says where the JSON ends being JSON', () => {
    expect(read('{\n  "schemaVersion": 1,\n  "task" "other"\n}')).toThrow(
      expect.objectContaining({
        code: 'manifest.syntax',
        where: 'a.model.json:3:10',
        message: 'a.model.json, line 3, column 10: this is not JSON: ":" is wanted, not "\\"".',
      }),
    );
    expect(read('{\n "schemaVersion": 1')).toThrow(expect.objectContaining({ where: 'a.model.json:2:20' }));
  });

  it('says line, column, path, what was expected and what was got', () => {
    const text = '{\n  "schemaVersion": 1,\n  "inputs": {\n    "image": { "kind": "image", "size": [224, "wide"] }\n  }\n}';
    expect(read(text)).toThrow(
      expect.objectContaining({
        code: 'manifest.invalid',
        message: 'a.model.json, line 4, column 47, at inputs.image.size[1]: it wants a whole number of at least 1, got "wide".',
        where: 'a.model.json:4:47',
      }),
    );
  });

  it('suggests the value and the key that were meant', () => {
    const resize = '{"schemaVersion": 1, "inputs": {"x": {"kind": "image", "resize": "pillow-bilinera"}}}';
    expect(read(resize)).toThrow(expect.objectContaining({ code: 'manifest.invalid', remedy: 'Did you mean "pillow-bilinear"?' }));
    expect(read('{"schemaVersion": 1, "inputs": {"x": {"kind": "imaeg"}}}')).toThrow(
      expect.objectContaining({ code: 'manifest.invalid', remedy: 'Did you mean "image"?' }),
    );
    expect(read('{"schemaVersion": 1, "inputs": {"x": {"kind": "image", "reszie": "none"}}}')).toThrow(
      expect.objectContaining({
        code: 'manifest.key',
        message: 'a.model.json, line 1, column 66, at inputs.x.reszie: there is no key "reszie".',
        remedy: 'Did you mean "resize"?',
      }),
    );
  });

  it('is not made of a key that a newer version may know', () => {
    expect(
      parseManifest('{"schemaVersion": 1, "provenance": {}, "datasets": {"t": {"data": "a", "anything": 1}}}', 'a').unknownKeys,
    ).toEqual(['provenance']);
    expect(read('{"schemaVersion": 2}')).toThrow(expect.objectContaining({ code: 'manifest.version' }));
    expect(read('{}')).toThrow(expect.objectContaining({ code: 'manifest.invalid' }));
    expect(read('[]')).toThrow(expect.objectContaining({ code: 'manifest.invalid' }));
  });
});

describe('class names', () => {
  it('come as a list, an object, or a file of each form', async () => {
    const expected = new Map([
      [0, 'cat'],
      [1, 'dog'],
    ]);
    await put('labels.txt', 'cat\r\ndog\r\n');
    await put('list.json', ['cat', 'dog']);
    await put('object.json', { 0: 'cat', 1: 'dog' });
    await put('byName.json', { dog: 1, cat: 0 });
    expect(await resolveClasses(['cat', 'dog'], folder)).toEqual(expected);
    expect(await resolveClasses({ 0: 'cat', 1: 'dog' }, folder)).toEqual(expected);
    for (const file of ['labels.txt', 'list.json', 'object.json']) expect(await resolveClasses(file, folder), file).toEqual(expected);
    expect(new Map([...(await readClasses(join(folder, 'byName.json')))].sort())).toEqual(expected);
  });

  it('stay in the folder of the manifest', async () => {
    await symlink('/etc/hostname', join(folder, 'link.txt'));
    for (const path of ['../labels.txt', '/etc/hostname', 'link.txt', 'a/../../b.txt']) {
      await expect(resolveClasses(path, folder), path).rejects.toMatchObject({ code: 'file.outside' });
    }
    await expect(resolveClasses('none.txt', folder)).rejects.toMatchObject({ code: 'file.missing' });
  });

  it('are told from other JSON', async () => {
    await put('odd.json', { a: 'cat' });
    await expect(resolveClasses('odd.json', folder)).rejects.toMatchObject({
      code: 'classes.invalid',
      message: expect.stringContaining('"a" is no index'),
    });
    await put('broken.json', '[1,');
    await expect(resolveClasses('broken.json', folder)).rejects.toMatchObject({ code: 'classes.invalid' });
  });
});
