import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkExternalData, locationComponents, resolveExternalData } from '../../../src/onnx/externalData';
import { TensorProto_DataLocation, TensorProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';

let root: string;
let folder: string;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'external-')));
  folder = join(root, 'models');
  mkdirSync(join(folder, 'sub'), { recursive: true });
  mkdirSync(join(root, 'models-other'));
  writeFileSync(join(folder, 'weights.bin'), new Uint8Array(64));
  writeFileSync(join(folder, 'sub', 'weights.bin'), new Uint8Array(64));
  writeFileSync(join(root, 'models-other', 'secret.bin'), new Uint8Array(64));
  symlinkSync(join(folder, 'weights.bin'), join(folder, 'inside.bin'));
  symlinkSync(join(root, 'models-other', 'secret.bin'), join(folder, 'outside.bin'));
  symlinkSync(join(root, 'models-other'), join(folder, 'linked'));
  symlinkSync(folder, join(root, 'alias'));
  symlinkSync('loop.bin', join(folder, 'loop.bin'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A tensor of three float32 (12 bytes) unless the dims say otherwise. */
function tensor(entries: Record<string, string>, dims = [3n], dataType = 1) {
  return create(TensorProtoSchema, {
    name: 'w',
    dims,
    dataType,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  });
}

const code = (entries: Record<string, string>, dims?: bigint[], dataType?: number) => {
  const result = checkExternalData(tensor(entries, dims, dataType), folder);
  return 'problem' in result ? result.problem.code : 'fine';
};

describe('external data', () => {
  it.each([
    ['weights.bin', 'weights.bin'],
    ['./weights.bin', 'weights.bin'],
    ['sub//weights.bin', 'sub/weights.bin'],
    ['inside.bin', 'weights.bin'],
  ])('finds %s', (location, file) => {
    const found = resolveExternalData(tensor({ location, offset: '16', length: '12' }), folder);
    expect(found).toEqual({ file: join(folder, file), offset: 16, length: 12 });
  });

  it('takes the size from the dims where no length is given', () => {
    expect(resolveExternalData(tensor({ location: 'weights.bin', offset: '52' }), folder).length).toBe(12);
    expect(resolveExternalData(tensor({ location: 'weights.bin', offset: '60' }, [7n], 22), folder).length).toBe(4);
    expect(resolveExternalData(tensor({ location: 'weights.bin', offset: '64' }, [0n]), folder).length).toBe(0);
  });

  it('accepts a model folder that is itself reached through a link', () => {
    expect(resolveExternalData(tensor({ location: 'weights.bin' }), join(root, 'alias')).file).toBe(join(folder, 'weights.bin'));
  });

  it.each([
    '',
    '.',
    './',
    '..',
    '../models-other/secret.bin',
    'sub/../weights.bin',
    'sub/.. /x',
    '.../x',
    '/etc/hostname',
    '//server/share/x',
    'C:/x',
    'c:x',
    '\\\\server\\share',
    'sub\\weights.bin',
    '..\\x',
    'weights.bin\0',
  ])('refuses the location %j', (location) => {
    expect(code({ location })).toBe('externalData.location');
    expect(() => locationComponents(location, 'w')).toThrow(expect.objectContaining({ remedy: expect.any(String) }));
  });

  it.each(['outside.bin', 'linked/secret.bin'])('refuses %s, a link that leaves the folder', (location) => {
    expect(code({ location })).toBe('externalData.link');
  });

  it('does not take a folder whose name begins alike for the same folder', () => {
    symlinkSync('../models-other/secret.bin', join(folder, 'alike.bin'));
    expect(code({ location: 'alike.bin' })).toBe('externalData.link');
  });

  it.each(['missing.bin', 'weights.bin/x', 'loop.bin'])('says that %s is not there', (location) => {
    expect(code({ location })).toBe('externalData.missing');
  });

  it('refuses a folder', () => expect(code({ location: 'sub' })).toBe('externalData.kind'));

  it.each(['-1', '+1', ' 1', '1 ', '0x10', '1e1', '1.0', '', '9007199254740993', '99999999999999999999', '٣'])(
    'refuses the offset %j',
    (offset) => {
      expect(code({ location: 'weights.bin', offset })).toBe('externalData.number');
    },
  );

  it.each(['-12', '12.0', '1e1', '18446744073709551628'])('refuses the length %j', (length) => {
    expect(code({ location: 'weights.bin', length })).toBe('externalData.number');
  });

  it('refuses a range past the end, a size that is not the tensor’s, an entry given twice, strings and impossible dims', () => {
    expect(code({ location: 'weights.bin', offset: '53' })).toBe('externalData.pastEnd');
    expect(code({ location: 'weights.bin', offset: '9007199254740991' })).toBe('externalData.pastEnd');
    expect(code({ location: 'weights.bin', length: '16' })).toBe('externalData.size');
    const twice = tensor({ location: 'weights.bin' });
    twice.externalData.push(twice.externalData[0]);
    expect(checkExternalData(twice, folder)).toMatchObject({ problem: { code: 'externalData.entries' } });
    expect(code({ location: 'weights.bin' }, [1n], 8)).toBe('externalData.type');
    expect(code({ location: 'weights.bin' }, [1n << 40n, 1n << 40n])).toBe('tensor.dims');
    expect(code({ location: 'weights.bin' }, [-3n])).toBe('tensor.dims');
  });

  it('reads nothing where the folder is not known', () => {
    expect(checkExternalData(tensor({ location: 'weights.bin' }), undefined)).toMatchObject({ problem: { code: 'externalData.folder' } });
  });
});
