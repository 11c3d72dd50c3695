import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors';
import { checkModel } from '../../src/onnx/check/check';
import { openModel } from '../../src/onnx/open';
import { writeModel } from '../../src/onnx/write';

const python = process.env.MODELWRIGHT_PYTHON;
const shared = join(import.meta.dirname, '../../../shared/models');
const available = python !== undefined && existsSync(shared);
const models = available
  ? readdirSync(shared, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.onnx'))
      .map((path) => join(shared, path))
      .sort()
  : [];

interface Description {
  path: string;
  valid: boolean;
  reason?: string;
  tensors?: string;
}

/** The onnx package's opinion of models, in order. */
function describePeer(paths: readonly string[]): Description[] {
  const output = execFileSync(python!, [join(import.meta.dirname, 'describe.py')], {
    input: paths.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Description);
}

function errorsOf(path: string): string[] {
  try {
    const model = openModel(path);
    try {
      return checkModel(model).flatMap(({ severity, code }) => (severity === 'error' ? [code] : []));
    } finally {
      model.close();
    }
  } catch (error) {
    if (error instanceof UserError) return [error.code];
    throw error;
  }
}

describe.skipIf(!available)('the onnx package', () => {
  const folder = available ? mkdtempSync(join(tmpdir(), 'interop-')) : '';
  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true });
  });
  const peers = available ? describePeer(models) : [];

  it('accepts nothing in which an error is found, but external ranges it does not look at', () => {
    const found = peers
      .filter(({ valid }) => valid)
      .flatMap(({ path }) => errorsOf(path).map((code) => [path.slice(shared.length + 1), code]));
    // ONNX Runtime refuses all three.
    expect(found).toEqual([
      ['edge/ext_huge_offset.onnx', 'externalData.number'],
      ['edge/ext_negative.onnx', 'externalData.number'],
      ['edge/ext_past_end.onnx', 'externalData.pastEnd'],
    ]);
  });

  it('refuses nothing in which no error is found, but two formalities that every runtime overlooks', () => {
    const missed = peers.filter(({ path, valid }) => !valid && errorsOf(path).length === 0);
    expect(missed.map(({ path, reason }) => [path.slice(shared.length + 1), reason])).toEqual([
      ['edge/custom_op_noisy_relu.onnx', "Field 'name' of 'graph' is required to be non-empty."],
      ['edge/scalar_and_empty_init.onnx', "Field 'shape' of 'type' is required but missing."],
    ]);
  });

  it('reads the same tensors from what was written, with external data and without', async () => {
    for (const externalData of ['never', 'always'] as const) {
      const sound = peers.filter(({ path, tensors }) => tensors !== undefined && errorsOf(path).length === 0);
      const written: string[] = [];
      for (const [index, { path }] of sound.entries()) {
        const target = join(folder, `${externalData}-${index}.onnx`);
        const model = openModel(path);
        await writeModel(model, target, { externalData });
        model.close();
        written.push(target);
      }
      expect(describePeer(written).map(({ tensors }) => tensors)).toEqual(sound.map(({ tensors }) => tensors));
    }
  });
});
