import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toErrorInfo } from '../../../src/base/errors';
import { openModel } from '../../../src/onnx/open';
import { readTensor } from '../../../src/onnx/readTensor';
import { readSparseTensor } from '../../../src/onnx/sparse';
import { SHARED } from './sharedModels';

/** How the reader ends for a file of the collection; what is not here opens, and all its tensors can be read. */
const REFUSED: Record<string, string> = {
  'ext_dotdot.onnx': 'externalData.location',
  'ext_absolute.onnx': 'externalData.location',
  'ext_symlink.onnx': 'externalData.link',
  'ext_past_end.onnx': 'externalData.pastEnd',
  'ext_negative.onnx': 'externalData.number',
  'ext_huge_offset.onnx': 'externalData.number',
  'dims_overflow.onnx': 'tensor.dims',
  'raw_too_short.onnx': 'tensor.size',
  'truncated.onnx': 'onnx.truncated',
  'text.onnx': 'onnx.notOnnx',
  'varint_too_long.onnx': 'onnx.format',
};

const edge = join(SHARED, 'edge');
const there = existsSync(edge);

describe.skipIf(!there)('the collection of bad and odd models', () => {
  const names = there ? Object.keys(JSON.parse(readFileSync(join(edge, 'manifest.json'), 'utf8'))) : [];
  let folder: string;

  beforeAll(() => {
    const outside = mkdtempSync(join(tmpdir(), 'edge-'));
    folder = join(outside, 'models');
    for (const name of readdirSync(edge)) if (/\.(onnx|bin)$/.test(name)) cpSync(join(edge, name), join(folder, name));
    // What the links and `..` of the collection point at exists, so that only the rule can stop them.
    writeFileSync(join(outside, 'outside.bin'), new Uint8Array(8192));
    symlinkSync(join(outside, 'outside.bin'), join(folder, 'link.bin'));
  });
  afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

  it('is known whole', () => {
    expect(names.length).toBeGreaterThan(25);
    expect(Object.keys(REFUSED).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(names)('%s', (name) => {
    if (!(name in REFUSED)) {
      expect(readAll(join(folder, name))).toBeGreaterThanOrEqual(0);
      return;
    }
    let error: unknown;
    try {
      readAll(join(folder, name));
    } catch (caught) {
      error = caught;
    }
    const info = toErrorInfo(error);
    expect(info).toMatchObject({ code: REFUSED[name] });
    expect(info.where).toBeTruthy();
    expect(info.remedy).toBeTruthy();
  });
});

/** Opens a model and reads its graph's initializers. @returns how many */
function readAll(path: string): number {
  const model = openModel(path);
  try {
    const { initializer, sparseInitializer } = model.proto.graph!;
    for (const tensor of initializer) readTensor(model, tensor);
    for (const sparse of sparseInitializer) readSparseTensor(model, sparse);
    return initializer.length + sparseInitializer.length;
  } finally {
    model.close();
  }
}
