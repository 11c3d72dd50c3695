import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../src/engine/session';
import { SessionCache } from '../../../src/engine/sessionCache';
import { makeNode, makeValueInfo } from '../../../src/onnx/edit/make';
import { ModelProtoSchema, TensorProto_DataLocation } from '../../../src/onnx/gen/onnx-ml_pb';

let folder: string;
let path: string;
let cache: SessionCache;

/** y = x + w, w of two floats in `location`. */
function model(location: string): Uint8Array {
  const graph = {
    name: 'g',
    input: [makeValueInfo('x', 'float32', [2])],
    output: [makeValueInfo('y', 'float32', [2])],
    node: [makeNode('Add', { inputs: ['x', 'w'], outputs: ['sum'] }), makeNode('Identity', { inputs: ['sum'], outputs: ['y'] })],
    initializer: [
      {
        name: 'w',
        dims: [2n],
        dataType: 1,
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: [{ key: 'location', value: location }],
      },
    ],
  };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }], graph }));
}

const weights = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

/** One job: opens the model, looks, gives it back. */
async function job<T>(look: (session: Session) => T | Promise<T>, expose?: string[]): Promise<T> {
  const lease = cache.lease(true);
  try {
    return await look(await lease.open({ path, expose }));
  } finally {
    await lease.end();
  }
}

async function sum(session: Session): Promise<number[]> {
  const x = { type: 'float32' as const, dims: [2], data: Float32Array.of(1, 1) };
  return Array.from((await session.run(new Map([['x', x]]))).outputs.get('y')!.data as Float32Array);
}

const load = (session: Session) => session.loadMilliseconds;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'session-cache-'));
  path = join(folder, 'm.onnx');
  cache = new SessionCache();
  writeFileSync(path, model('weights.bin'));
  writeFileSync(join(folder, 'weights.bin'), weights(1, 2));
});
afterEach(async () => {
  await cache.letGo(path);
  rmSync(folder, { recursive: true, force: true });
});

describe('sessions of a model with external data', () => {
  it('are kept while nothing changes', async () => {
    expect(await job(sum)).toEqual([2, 3]);
    expect(await job(load)).toBe(0);
  });

  it('are opened anew where the data changed, and the model did not', async () => {
    expect(await job(sum)).toEqual([2, 3]);
    const before = statSync(join(folder, 'weights.bin'));
    // Of the same size, put into place by a rename as git does.
    writeFileSync(join(folder, 'new.bin'), weights(10, 20));
    utimesSync(join(folder, 'new.bin'), before.atime, new Date(before.mtimeMs + 5000));
    renameSync(join(folder, 'new.bin'), join(folder, 'weights.bin'));
    expect(await job(sum)).toEqual([11, 21]);
    expect(await job(load)).toBe(0);
  });

  it('are opened anew where data that were lacking have come', async () => {
    rmSync(join(folder, 'weights.bin'));
    await expect(job(sum)).rejects.toThrow();
    writeFileSync(join(folder, 'weights.bin'), weights(3, 4));
    expect(await job(sum)).toEqual([4, 5]);
  });

  it('of a model whose data may not be followed end as the runtime says', async () => {
    writeFileSync(path, model('../weights.bin'));
    await expect(job(sum)).rejects.toMatchObject({ name: 'UserError' });
  });

  it('are let go of by the name of the data', async () => {
    await job(sum);
    await cache.letGo(join(folder, 'weights.bin'));
    expect(await job(load)).toBeGreaterThan(0);
  });

  it('are kept apart by what they expose, also when the data change', async () => {
    await job(load);
    expect(await job((session) => session.outputs.map(({ name }) => name), ['sum'])).toEqual(['y', 'sum']);
    expect(await job(load)).toBe(0);
    expect(await job(load, ['sum'])).toBe(0);
  });
});
