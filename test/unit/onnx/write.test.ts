import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atomicFile, isTemporaryName } from '../../../src/base/files';
import { seededRandom } from '../../../src/base/random';
import { ModelProtoSchema, TensorProto_DataLocation, type TensorProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import type { OnnxModel } from '../../../src/onnx/model';
import { openModel, openModelBytes } from '../../../src/onnx/open';
import { readTensor } from '../../../src/onnx/readTensor';
import { readTensorBytes } from '../../../src/onnx/tensorBytes';
import { weights } from '../../../src/onnx/weights';
import { writeModel } from '../../../src/onnx/write';

const shared = join(import.meta.dirname, '../../../../shared/models');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Every weight's name, type, dims and a hash of its values. */
function contents(model: OnnxModel): unknown[] {
  return [...weights(model.proto)].map(({ tensor, name }) => {
    const { type, dims, data } = readTensor(model, tensor);
    const bytes = Array.isArray(data) ? Buffer.from(data.join('\0')) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return [name, type, dims, createHash('sha1').update(bytes).digest('hex')];
  });
}

function contentsOf(path: string): unknown[] {
  const model = openModel(path);
  try {
    return contents(model);
  } finally {
    model.close();
  }
}

const random = seededRandom(7);
const bytes = (length: number) => Uint8Array.from({ length }, () => random.integer(256));

function graphOf(...initializer: MessageInitShape<typeof TensorProtoSchema>[]): OnnxModel {
  return openModelBytes(toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 10n, graph: { name: 'g', initializer } })), {
    directory: folder,
  });
}

const large = (name: string, elements: number) => ({ name, dims: [BigInt(elements)], dataType: 1, rawData: bytes(4 * elements) });

const models = existsSync(shared)
  ? readdirSync(shared, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.onnx') && !/edge.(ext_|dims|raw_too|trunc|text|varint)/.test(path))
      .sort()
  : [];

describe.skipIf(!existsSync(shared))('writing the public models back', () => {
  it.each(models)('%s comes out byte for byte', async (path) => {
    const source = join(shared, path);
    const model = openModel(source);
    const target = join(folder, 'copy.onnx');
    await writeModel(model, target);
    model.close();
    expect(contentsOf(target)).toEqual(contentsOf(source));
    expect(readFileSync(target).equals(readFileSync(source))).toBe(true);
    expect(readdirSync(folder)).toEqual(['copy.onnx']);
  });

  it.each(models)('%s keeps its weights through external data and back', async (path) => {
    const source = join(shared, path);
    const out = join(folder, 'out.onnx');
    const back = join(folder, 'back.onnx');
    for (const [from, to, externalData] of [
      [source, out, 'always'],
      [out, back, 'never'],
    ] as const) {
      const model = openModel(from);
      await writeModel(model, to, { externalData });
      model.close();
    }
    expect(contentsOf(out)).toEqual(contentsOf(source));
    expect(contentsOf(back)).toEqual(contentsOf(source));
    expect(existsSync(`${back}.data`)).toBe(false);
  });
});

describe('writing', () => {
  it('keeps unknown fields wherever they are', async () => {
    const model = graphOf(large('w', 1000));
    const unknown = (value: number) => [{ no: 19999, wireType: 0 as const, data: Uint8Array.of(value) }];
    model.proto.$unknown = unknown(1);
    model.proto.graph!.$unknown = unknown(2);
    model.proto.graph!.initializer[0].$unknown = unknown(3);
    for (const externalData of ['auto', 'always'] as const) {
      const target = join(folder, `${externalData}.onnx`);
      await writeModel(model, target, { externalData });
      const { proto } = openModel(target);
      expect([proto, proto.graph!, proto.graph!.initializer[0]].map((message) => message.$unknown?.[0].data[0])).toEqual([1, 2, 3]);
    }
  });

  it('puts the larger initializers beside the model where it would grow too large', async () => {
    const model = graphOf(
      large('a', 300_000),
      { name: 's', dims: [2n], dataType: 1, floatData: [1, 2] },
      large('b', 1000),
      large('c', 300_000),
    );
    const target = join(folder, 'big.onnx');
    const written = await writeModel(model, target, { limit: 1_000_000 });
    expect(written).toEqual([
      { path: target, bytes: statSync(target).size },
      { path: `${target}.data`, bytes: statSync(`${target}.data`).size },
    ]);
    expect(written[0].bytes).toBeLessThan(1000);
    const again = openModel(target);
    expect(contents(again)).toEqual(contents(model));
    const entries = again.proto.graph!.initializer.map((tensor) =>
      Object.fromEntries(tensor.externalData.map(({ key, value }) => [key, value])),
    );
    expect(entries).toEqual([
      { location: 'big.onnx.data', offset: '0', length: '1200000' },
      {},
      { location: 'big.onnx.data', offset: '1200000', length: '4000' },
      // Large enough to be mapped into memory: on a boundary of 64 KiB.
      { location: 'big.onnx.data', offset: String(19 * 65536), length: '1200000' },
    ]);
    again.close();
  });

  it('says so where even that is not enough, and leaves nothing', async () => {
    const constants = Array.from({ length: 10 }, (_, index) => ({
      opType: 'Constant',
      output: [`c${index}`],
      attribute: [{ name: 'value', type: 4, t: large('', 1000) }],
    }));
    const model = openModelBytes(toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph: { node: constants } })));
    await expect(writeModel(model, join(folder, 'm.onnx'), { limit: 10_000 })).rejects.toMatchObject({ code: 'onnx.tooLarge' });
    await expect(
      writeModel(graphOf(large('a', 3000)), join(folder, 'm.onnx'), { limit: 10_000, externalData: 'never' }),
    ).rejects.toMatchObject({ code: 'onnx.tooLarge' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes external data along, what two tensors share once, and forgets the old checksum', async () => {
    const data = bytes(5000);
    mkdirSync(join(folder, 'from', 'sub'), { recursive: true });
    writeFileSync(join(folder, 'from', 'sub', 'w.bin'), data);
    const tensor = (name: string, offset: number) => ({
      name,
      dims: [400n],
      dataType: 1,
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: Object.entries({ location: 'sub/w.bin', offset: String(offset), length: '1600', checksum: 'x', note: 'kept' }).map(
        ([key, value]) => ({ key, value }),
      ),
    });
    const proto = create(ModelProtoSchema, { graph: { initializer: [tensor('a', 100), tensor('b', 100), tensor('c', 3000)] } });
    writeFileSync(join(folder, 'from', 'm.onnx'), toBinary(ModelProtoSchema, proto));
    const model = openModel(join(folder, 'from', 'm.onnx'));
    await writeModel(model, join(folder, 'm.onnx'));
    const again = openModel(join(folder, 'm.onnx'));
    expect(contents(again)).toEqual(contents(model));
    expect(statSync(join(folder, 'm.onnx.data')).size).toBe(3200);
    expect(again.proto.graph!.initializer[1].externalData.map(({ key, value }) => [key, value])).toEqual([
      ['location', 'm.onnx.data'],
      ['offset', '0'],
      ['length', '1600'],
      ['note', 'kept'],
    ]);
    model.close();
    again.close();
  });

  it('may go over its own file, which is closed before', async () => {
    const path = join(folder, 'own.onnx');
    writeFileSync(path, toBinary(ModelProtoSchema, graphWith(5000)));
    const before = contentsOf(path);
    const model = openModel(path);
    model.proto.producerName = 'a longer name than before';
    await writeModel(model, path);
    expect(() => readTensorBytes(model, model.proto.graph!.initializer[0])).toThrow(/closed/);
    expect(contentsOf(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['own.onnx']);
    // With its data beside it, twice: the second time the data file is its own source.
    for (const externalData of ['always', 'auto'] as const) {
      const again = openModel(path);
      await writeModel(again, path, { externalData });
      expect(contentsOf(path)).toEqual(before);
      expect(readdirSync(folder).sort()).toEqual(['own.onnx', 'own.onnx.data']);
    }
  });

  const graphWith = (elements: number) => create(ModelProtoSchema, { graph: { initializer: [large('w', elements)] } });

  it('leaves nothing when cancelled in the middle, and the old file as it was', async () => {
    const target = join(folder, 'm.onnx');
    writeFileSync(target, 'old');
    const controller = new AbortController();
    const model = graphOf(large('w', 2_000_000));
    let told = 0;
    const advance = (done: number) => {
      told = done;
      if (done > 2 << 20) controller.abort();
    };
    await expect(writeModel(model, target, { signal: controller.signal, advance })).rejects.toMatchObject({ name: 'AbortError' });
    expect(told).toBeLessThan(8_000_000);
    expect(readdirSync(folder)).toEqual(['m.onnx']);
    expect(readFileSync(target, 'utf8')).toBe('old');
  });

  it('leaves nothing when the source becomes shorter under its hands', async () => {
    const path = join(folder, 'm.onnx');
    writeFileSync(path, toBinary(ModelProtoSchema, graphWith(100_000)));
    const model = openModel(path);
    writeFileSync(path, readFileSync(path).subarray(0, 1000));
    await expect(writeModel(model, join(folder, 'copy.onnx'))).rejects.toMatchObject({ code: 'file.changed' });
    model.close();
    expect(readdirSync(folder)).toEqual(['m.onnx']);
  });

  it('leaves nothing when the second file cannot be opened', async () => {
    const model = graphOf(large('w', 1000));
    const created: string[] = [];
    const create = async (path: string) => {
      if (created.push(basename(path)) === 2) throw new Error('no room');
      return atomicFile(path);
    };
    await expect(writeModel(model, join(folder, 'm.onnx'), { externalData: 'always', create })).rejects.toThrow('no room');
    expect(created).toEqual(['m.onnx.data', 'm.onnx']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('puts the old data back when the model cannot be renamed', async () => {
    const path = join(folder, 'm.onnx');
    await writeModel(graphOf(large('w', 1000)), path, { externalData: 'always' });
    const before = contentsOf(path);
    const failing = async (target: string) => {
      const file = await atomicFile(target);
      if (!target.endsWith('.data')) file.commit = () => Promise.reject(new Error('held open'));
      return file;
    };
    await expect(writeModel(graphOf(large('w', 1000)), path, { externalData: 'always', create: failing })).rejects.toThrow('held open');
    expect(contentsOf(path)).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual(['m.onnx', 'm.onnx.data']);
  });

  it('writes to temporary names only until all is whole', async () => {
    const model = graphOf(large('w', 1000));
    let seen: string[] = [];
    await writeModel(model, join(folder, 'm.onnx'), { externalData: 'always', advance: () => (seen = readdirSync(folder)) });
    expect(seen).toHaveLength(2);
    expect(seen.every(isTemporaryName)).toBe(true);
  });

  it('reports its progress in bytes', async () => {
    const calls: [number, number][] = [];
    const [file] = await writeModel(graphOf(large('w', 1_000_000)), join(folder, 'm.onnx'), {
      advance: (done, total) => calls.push([done, total]),
    });
    expect(calls.at(-1)).toEqual([file.bytes, file.bytes]);
    expect(calls.length).toBeGreaterThan(3);
  });

  it.skipIf(!existsSync(shared))('does not touch the file it reads', async () => {
    const source = join(folder, 'source.onnx');
    copyFileSync(join(shared, 'mnist/mnist.onnx'), source);
    const before = readFileSync(source);
    const model = openModel(source);
    await writeModel(model, join(folder, 'copy.onnx'), { externalData: 'always' });
    model.close();
    expect(readFileSync(source).equals(before)).toBe(true);
  });
});
