import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelProtoSchema, TensorProto_DataLocation } from '../../../src/onnx/gen/onnx-ml_pb';
import { usableData } from '../../../src/registry/files/unfetched';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;

let folder: string;
let model: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'data-')));
  model = join(folder, 'm.onnx');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A model with a tensor in each of `locations`. */
function write(...locations: string[]): void {
  const initializer = locations.map((location, index) => ({
    name: `w${index}`,
    dataType: 1,
    dims: [1n],
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [{ key: 'location', value: location }],
  }));
  const proto = create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }], graph: { name: 'g', initializer } });
  writeFileSync(model, toBinary(ModelProtoSchema, proto));
}

describe('the external data of a model that is to be run', () => {
  it('are named, also those in folders; not where the model may not point', async () => {
    write('w.npy', 'sub/w.bin', '../outside.bin', '/etc/hostname');
    writeFileSync(join(folder, 'w.npy'), 'abcd');
    expect(await usableData(model, folder)).toEqual([join(folder, 'w.npy'), join(folder, 'sub', 'w.bin')]);
  });

  it('are refused where one is a pointer, with what fetches it', async () => {
    mkdirSync(join(folder, '.git'));
    write('w.bin');
    writeFileSync(join(folder, 'w.bin'), POINTER);
    await expect(usableData(model, folder)).rejects.toMatchObject({
      code: 'externalData.pointer',
      where: 'w.bin',
      actions: [{ kind: 'terminal', argv: ['git', 'lfs', 'pull', '--include', expect.stringContaining('w.bin')], cwd: folder }],
    });
  });

  it('are refused where one is a folder or a pipe', async () => {
    write('w.bin');
    mkdirSync(join(folder, 'w.bin'));
    await expect(usableData(model, folder)).rejects.toMatchObject({ code: 'externalData.kind' });
    if (process.platform === 'win32') return;
    rmSync(join(folder, 'w.bin'), { recursive: true });
    execFileSync('mkfifo', [join(folder, 'w.bin')]);
    await expect(usableData(model, folder)).rejects.toMatchObject({ code: 'externalData.kind' });
  });
});
