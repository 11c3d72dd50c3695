import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAtomic } from '../../../src/base/files';
import { makeFolder } from '../../../src/base/folders';
import { refuseOverwriting, refuseUnlessPage } from '../../../src/base/overwrite';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const put = (name: string, text = 'x') => {
  writeFileSync(at(name), text);
  return at(name);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overwrite-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a result', () => {
  it('is not written over a file that went into it, by any of its names', async () => {
    const model = put('m.onnx');
    symlinkSync(model, at('link.onnx'));
    linkSync(model, at('hard.onnx'));
    for (const name of ['m.onnx', 'link.onnx', 'hard.onnx'])
      await expect(refuseOverwriting(at(name), [at('none'), model])).rejects.toMatchObject({ code: 'output.overwrites' });
    await refuseOverwriting(put('other'), [model]);
    await refuseOverwriting(at('new'), [at('new'), model]);
  });
});

describe('a page', () => {
  it('is written to a new file or over an earlier page', async () => {
    await refuseUnlessPage(at('new.html'));
    await refuseUnlessPage(at('new', 'folder', 'page.html'));
    for (const text of ['<!doctype html><p>', '\ufeff<!DOCTYPE HTML>', '<!-- made\nby -->\n<html lang="en">'])
      await refuseUnlessPage(put('page', text));
    await refuseUnlessPage(put('empty.html', ''));
  });

  it.each(['', 'text', '\u0008\u0007', '{"a":"<html>"}', '<htmlish>'])('is not written over %j', async (text) => {
    await expect(refuseUnlessPage(put('file.onnx', text))).rejects.toMatchObject({ code: 'output.overwrites' });
  });

  it('wants a folder to be in', async () => {
    await expect(refuseUnlessPage(folder)).rejects.toMatchObject({ code: 'file.isFolder' });
    put('file');
    await expect(refuseUnlessPage(at('file', 'x', 'page.html'))).rejects.toMatchObject({ code: 'file.folder' });
  });

  it.skipIf(process.platform === 'win32')('is not written to a device', async () => {
    await expect(refuseUnlessPage('/dev/null')).rejects.toMatchObject({ code: 'output.overwrites' });
    await expect(refuseUnlessPage('/dev/null/x.html')).rejects.toMatchObject({ code: 'file.folder' });
  });
});

describe('a folder', () => {
  it('is made with those above it, and may be there', async () => {
    for (let turn = 0; turn < 2; turn++) await makeFolder(at('a', 'b', 'c'));
    expect((await stat(at('a', 'b', 'c'))).isDirectory()).toBe(true);
    mkdirSync(at('d'));
    symlinkSync(at('d'), at('link'));
    await makeFolder(at('link'));
  });

  it('is not made where a file is', async () => {
    put('file');
    for (const path of [at('file'), at('file', 'x'), at('file', 'x', 'y')])
      await expect(makeFolder(path)).rejects.toMatchObject({ code: 'file.folder' });
  });

  it.skipIf(process.platform !== 'linux')('that the system does not make is said, and does not hang', async () => {
    for (const path of ['/proc/foo', '/proc/foo/bar']) await expect(makeFolder(path)).rejects.toMatchObject({ code: 'file.folder' });
  });

  it.skipIf(process.platform !== 'linux')('that takes no files is said to be that', async () => {
    await expect(writeAtomic('/proc/x.html', 'x')).rejects.toMatchObject({
      code: 'file.missing',
      message: expect.stringContaining('cannot be made'),
    });
  });
});
