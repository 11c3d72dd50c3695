import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectJob } from '../../../src/jobs/inspect/job';
import { zInspectResult } from '../../../src/report/schemas/inspect';
import { bareContext } from './inspectContext';

const shared = join(import.meta.dirname, '../../../../shared/models');
const edge = join(shared, 'edge');

const inspect = async (model: string, cwd = shared, deep = false) => inspectJob.run({ model, deep }, bareContext(cwd));

/** What each broken file must be found to be; a file not named here must have no error. */
const BROKEN: Record<string, string> = {
  'ext_dotdot.onnx': 'externalData.location',
  'ext_absolute.onnx': 'externalData.location',
  'ext_symlink.onnx': 'externalData.missing',
  'ext_past_end.onnx': 'externalData.pastEnd',
  'ext_negative.onnx': 'externalData.number',
  'ext_huge_offset.onnx': 'externalData.number',
  'dims_overflow.onnx': 'tensor.dimsOverflow',
  'raw_too_short.onnx': 'tensor.size',
  'no_opset.onnx': 'opset.none',
  'ir_999.onnx': 'ir.tooNew',
  'cycle.onnx': 'graph.cycle',
  'duplicate_output.onnx': 'graph.duplicateOutput',
  'missing_input.onnx': 'graph.missingInput',
};
/** Files that are no model at all. */
const UNREADABLE: Record<string, string> = {
  'truncated.onnx': 'onnx.truncated',
  'text.onnx': 'onnx.notOnnx',
  'varint_too_long.onnx': 'onnx.format',
};

describe.skipIf(!existsSync(edge))('inspect, on odd, broken and hostile files', () => {
  const names = existsSync(edge) ? Object.keys(JSON.parse(readFileSync(join(edge, 'manifest.json'), 'utf8'))) : [];

  it.each(names)('%s', async (name) => {
    if (UNREADABLE[name]) {
      const { result, verdict, model } = await inspect(name, edge);
      expect(() => zInspectResult.parse(result)).not.toThrow();
      expect(result).toMatchObject({ readable: false, nodeCount: 0, inputs: [], operators: {} });
      expect(result.findings).toMatchObject([{ code: UNREADABLE[name], severity: 'error', where: model?.path }]);
      expect(result.findings[0]?.remedy).toBeTruthy();
      expect(verdict).toContain('cannot be read as a model');
      const bytes = readFileSync(join(edge, name));
      expect(model).toMatchObject({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
      return;
    }
    const { result, verdict } = await inspect(name, edge);
    expect(() => zInspectResult.parse(result)).not.toThrow();
    expect(result.readable).toBe(true);
    const errors = result.findings.filter((finding) => finding.severity === 'error');
    expect(errors.map((finding) => finding.code)).toEqual(BROKEN[name] ? [BROKEN[name]] : []);
    expect(verdict).toMatch(errors.length > 0 ? /1 error/ : /^\w+: \d+ nodes?, /);
  });

  it.skipIf(process.platform === 'win32')('a link out of the model’s folder is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'link-'));
    try {
      copyFileSync(join(edge, 'ext_symlink.onnx'), join(folder, 'model.onnx'));
      symlinkSync(join(edge, 'weights.bin'), join(folder, 'link.bin'));
      const { result } = await inspect('model.onnx', folder);
      expect(result.findings.map((finding) => finding.code)).toEqual(['externalData.link']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('notes an input that has a default and leaves it out', async () => {
    const { result } = await inspect('ir3_init_in_inputs.onnx', edge);
    expect(result.inputs.map((input) => input.name)).toEqual(['x']);
    expect(result.findings.map((finding) => finding.code)).toEqual(['input.default']);
  });

  it.each([
    ['nan_inf_weight.onnx', ['weight.nan', 'weight.infinite']],
    ['fp16_overflow.onnx', ['weight.beyondFloat16']],
    ['base_ok.onnx', []],
  ])('%s has its weights read on request', async (name, codes) => {
    expect((await inspect(name, edge)).result.findings).toEqual([]);
    expect((await inspect(name, edge, true)).result.findings.map((finding) => finding.code)).toEqual(codes);
  });
});

describe.skipIf(!existsSync(shared))('inspect', () => {
  it('says what SqueezeNet is', async () => {
    const path = join(shared, 'squeezenet/squeezenet_op13.onnx');
    const { result, verdict, model } = await inspect('squeezenet/squeezenet_op13.onnx');
    expect(verdict).toBe('squeezenet_op13: 70 nodes, 1.24 M parameters, 4.95 MB, opset 13; no problems found');
    expect(model).toMatchObject({
      name: 'squeezenet_op13',
      bytes: 4953183,
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    });
    expect(result.inputs).toEqual([{ name: 'data_0', type: 'float32', shape: [1, 3, 224, 224] }]);
    expect(result.opsets).toEqual({ 'ai.onnx': 13 });
    expect(result.weights[0]).toMatchObject({ type: 'float32' });
  });

  it('spells out types that are no tensors', async () => {
    const { result } = await inspect('sklearn_rf/sklearn_randomforest.onnx');
    expect(result.outputs.map((output) => output.type)).toEqual(['int64', 'sequence(map(int64,float32))']);
    expect(Object.keys(result.operators)).toContain('ai.onnx.ml.ZipMap');
  });

  it('finds no error in any model that works', async () => {
    for (const name of [
      'adult/adult_mlp',
      'mnist/mnist',
      'mnist/mnist_vit',
      'silero_vad/silero_vad',
      'tiny_gpt2/fp32/past',
      'tiny_gpt2/fp16_cuda/past',
    ]) {
      const { result } = await inspect(`${name}.onnx`);
      expect([name, result.findings.filter((finding) => finding.severity !== 'info')]).toEqual([name, []]);
    }
  });
});

describe('inspect', () => {
  it('names a pointer as such, with the command that fetches it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pointer-'));
    try {
      const oid = 'a'.repeat(64);
      writeFileSync(join(folder, 'm.onnx'), `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 123\n`);
      await expect(inspect('m.onnx', folder)).rejects.toMatchObject({ code: 'model.pointer' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('stops when cancelled', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cancel-'));
    try {
      // The smallest model: a graph without nodes.
      writeFileSync(join(folder, 'm.onnx'), Uint8Array.of(0x08, 8, 0x3a, 3, 0x12, 1, 0x67));
      await expect(
        inspectJob.run({ model: 'm.onnx', deep: false }, bareContext(folder, undefined, AbortSignal.abort())),
      ).rejects.toMatchObject({ name: 'AbortError' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
