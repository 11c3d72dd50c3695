import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDiff } from '../../../src/cli/render/diff';
import { makeStyle } from '../../../src/cli/style';
import { diffJob } from '../../../src/jobs/diff/job';
import {
  type ModelProto,
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
} from '../../../src/onnx/gen/onnx-ml_pb';
import { zDiffResult } from '../../../src/report/schemas/diff';
import { model, node, weight } from '../onnx/diff/models';
import { bareContext } from './inspectContext';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diff-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const save = (name: string, proto: ModelProto) => writeFileSync(join(folder, name), toBinary(ModelProtoSchema, proto));
const diff = (before: string, after: string, signal?: AbortSignal) =>
  diffJob.run({ before, after }, bareContext(folder, undefined, signal));
const linear = (weights: TensorProto[]) => model({ nodes: [node('MatMul', ['x', weights[0]!.name], ['y'], { name: 'fc' })], weights });

/** A weight whose bytes lie in a file beside the model. */
function outside(name: string, dims: number[], entries: Record<string, string>): TensorProto {
  const tensor = weight(name, [0], [1]);
  tensor.dims = dims.map(BigInt);
  tensor.rawData = new Uint8Array();
  tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
  tensor.externalData = Object.entries(entries).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value }));
  return tensor;
}

describe('diff', () => {
  it('of a file with itself is nothing, and suggests none', async () => {
    save('a.onnx', linear([weight('w', [1, 2])]));
    const { result, verdict } = await diff('a.onnx', 'a.onnx');
    expect(result).toMatchObject({ same: true, suggestedBump: 'none', tensors: [], tensorsUnchanged: 1, nodes: { unchanged: 1 } });
    expect(result.summary).toBe('### a → a\n\nNo difference: the files are the same.\n');
    expect(verdict).toBe('a → a: the same file');
  });

  it('measures a weight that changed and says so for release notes', async () => {
    save('a.onnx', linear([weight('w', [3, 0])]));
    save('b.onnx', linear([weight('w', [0, 4])]));
    const { result, verdict, model: about } = await diff('a.onnx', 'b.onnx');
    expect(() => zDiffResult.parse(result)).not.toThrow();
    expect(result.tensors).toEqual([
      { name: 'w', change: 'changed', type: 'float32', shape: [2], l2: 5, relative: 5 / 3, maxAbsDiff: 4, cosine: 0 },
    ]);
    expect(result.bumpReasons).toEqual([{ code: 'weights', message: 'Values of weights changed.' }]);
    expect(verdict).toBe('a → b: the same nodes, tensors 1 changed; suggests patch');
    expect(about?.name).toBe('b');
    expect(result.summary).toBe(
      [
        '### a → b',
        '',
        '**Suggested version: patch.** Values of weights changed.',
        '',
        '- Weights: 1 changed, 0 as before',
        '- `w`: L2 of the difference 5 (167 % of its norm), largest 4, cosine 0',
        '',
      ].join('\n'),
    );
  });

  it('knows a weight again by its bytes under another name, and by its place where both changed', async () => {
    save('a.onnx', linear([weight('onnx::MatMul_7', [1, 2]), weight('kept', [5])]));
    save('b.onnx', linear([weight('onnx::MatMul_9', [1, 3]), weight('moved', [5])]));
    const { result } = await diff('a.onnx', 'b.onnx');
    expect(result.tensors).toMatchObject([{ name: 'onnx::MatMul_9', renamedFrom: 'onnx::MatMul_7', change: 'changed', l2: 1 }]);
    expect(result).toMatchObject({ tensorsUnchanged: 1, tensorsRenamed: 1, suggestedBump: 'patch', nodes: { changed: [] } });
  });

  it('compares stored bytes whatever field they are in', async () => {
    const typed = weight('w', [1, 2]);
    typed.rawData = new Uint8Array();
    typed.floatData = [1, 2];
    const clear = linear([typed]);
    save('a.onnx', linear([weight('w', [1, 2])]));
    save('b.onnx', clear);
    expect((await diff('a.onnx', 'b.onnx')).result).toMatchObject({ same: true, suggestedBump: 'none' });
    expect((await diff('a.onnx', 'b.onnx')).verdict).toBe('a → b: no difference');
  });

  it('reads external data, adds it to the size, and says what cannot be read', async () => {
    writeFileSync(join(folder, 'w.bin'), Buffer.from(Float32Array.of(1, 2, 1, 5).buffer));
    const at = (offset: string, location = 'w.bin') => linear([outside('w', [2], { location, offset, length: '8' })]);
    save('a.onnx', at('0'));
    save('b.onnx', at('8'));
    save('c.onnx', at('0'));
    save('d.onnx', at('0', 'gone.bin'));
    const { result } = await diff('a.onnx', 'b.onnx');
    expect(result.tensors).toMatchObject([{ name: 'w', l2: 3, maxAbsDiff: 3 }]);
    expect(result.bytes.before).toBe(result.before.bytes + 8);
    expect((await diff('a.onnx', 'c.onnx')).result.same).toBe(true);
    expect((await diff('d.onnx', 'd.onnx')).result).toMatchObject({ same: true, tensors: [] });
    const missing = (await diff('a.onnx', 'd.onnx')).result;
    expect(missing).toMatchObject({
      same: false,
      tensors: [{ name: 'w', change: 'changed', problem: expect.stringContaining('gone.bin') }],
    });
  });

  it('keeps NaN and infinity through the report', async () => {
    save('a.onnx', linear([weight('w', [1, 2])]));
    save('b.onnx', linear([weight('w', [Number.NaN, 2])]));
    const { result } = await diff('a.onnx', 'b.onnx');
    expect(result.tensors).toMatchObject([{ l2: Number.NaN, cosine: null, nonFinite: { before: 0, after: 1 } }]);
    const written = JSON.parse(
      JSON.stringify(result, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value)),
    );
    expect(zDiffResult.parse(written).tensors[0]?.l2).toBeNaN();
  });

  it('keeps strangers’ names from steering Markdown or a terminal', async () => {
    save('a.onnx', linear([weight('w', [1])]));
    save('b.onnx', linear([weight('`<b>\u001b[2J`', [1, 2])]));
    const { result } = await diff('a.onnx', 'b.onnx');
    expect(result.summary).not.toContain('\u001b');
    expect(result.summary).toContain('`` `<b>\uFFFD[2J` ``');
    const lines = renderDiff(result, makeStyle(false), 100).join('\n');
    expect(lines).not.toContain('\u001b');
    expect(lines).toContain('\\u001b[2J');
  });

  it('names the file that is none, and stops when cancelled', async () => {
    save('a.onnx', linear([weight('w', [1])]));
    writeFileSync(join(folder, 'text.onnx'), 'no model at all');
    await expect(diff('a.onnx', 'text.onnx')).rejects.toMatchObject({
      name: 'UserError',
      code: 'onnx.format',
      message: expect.stringContaining('text.onnx'),
    });
    await expect(diff('a.onnx', 'nowhere.onnx')).rejects.toMatchObject({ name: 'UserError' });
    save('e.onnx', linear([weight('w', [7])]));
    await expect(diff('e.onnx', 'a.onnx', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
