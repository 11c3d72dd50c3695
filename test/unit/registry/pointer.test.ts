import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDvcPointer, parseLfsPointer, readPointer } from '../../../src/registry/pointer';

// The example of https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
const LFS = `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
`;
// As `dvc add` writes it (https://dvc.org/doc/user-guide/project-structure/dvc-files).
const DVC = `outs:
- md5: a304afb96060aad90176268345e10355
  size: 1000
  hash: md5
  path: model.onnx
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pointer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a Git LFS pointer', () => {
  it('is read as the specification has it, under both of its names', () => {
    const wanted = { kind: 'lfs', oid: '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393', bytes: 12345 };
    expect(parseLfsPointer(LFS, '/m/model.onnx')).toMatchObject({ ...wanted, command: 'git lfs pull --include model.onnx', cwd: '/m' });
    expect(parseLfsPointer(LFS.replace('git-lfs.github.com', 'hawser.github.com'), '/m/model.onnx')).toMatchObject(wanted);
    expect(parseLfsPointer(LFS.replaceAll('\n', '\r\n'), '/m/model.onnx')).toMatchObject(wanted);
  });

  it('is not seen in other text', () => {
    expect(parseLfsPointer('version https://example.com/spec/v1\noid sha256:00\n', '/m')).toBeUndefined();
    expect(parseLfsPointer('', '/m')).toBeUndefined();
    expect(parseLfsPointer(LFS.replace(/oid.*/, 'oid sha256:short'), '/m')).toBeUndefined();
  });

  it('of a hostile name gives a command that runs nothing else', async () => {
    const name = "a'; touch pwned; '.onnx";
    const { command } = parseLfsPointer(LFS, join(folder, name))!;
    const argument = command.replace('git lfs pull --include ', '');
    if (process.platform !== 'win32') expect(execFileSync('sh', ['-c', `printf %s ${argument}`], { cwd: folder }).toString()).toBe(name);
  });
});

describe('a DVC pointer', () => {
  it('counts where the file itself is missing', async () => {
    const path = join(folder, 'model.onnx');
    writeFileSync(`${path}.dvc`, DVC);
    expect(await readPointer(path)).toEqual({
      kind: 'dvc',
      oid: 'a304afb96060aad90176268345e10355',
      bytes: 1000,
      command: 'dvc pull model.onnx.dvc',
      cwd: folder,
    });
    writeFileSync(path, 'here');
    expect(await readPointer(path)).toBeUndefined();
  });

  it('of another file or of hostile YAML is none', () => {
    expect(parseDvcPointer(DVC, '/m/other.onnx')).toBeUndefined();
    expect(parseDvcPointer('outs: 7', '/m/model.onnx')).toBeUndefined();
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [${`*${'abcdefgh'[i]},`.repeat(9)}]`),
    ].join('\n');
    expect(parseDvcPointer(bomb, '/m/model.onnx')).toBeUndefined();
    expect(parseDvcPointer('['.repeat(50_000), '/m/model.onnx')).toBeUndefined();
  });
});
