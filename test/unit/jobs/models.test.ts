import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listModels } from '../../../src/jobs/models/list';
import { withData } from '../../../src/jobs/models/withData';
import { makeNode, makeValueInfo } from '../../../src/onnx/edit/make';
import { ModelProtoSchema, TensorProto_DataLocation } from '../../../src/onnx/gen/onnx-ml_pb';
import * as open from '../../../src/onnx/open';
import type { ModelEntry } from '../../../src/report/schemas/models';
import { fileRole } from '../../../src/ui/explorer/nodes';

let folder: string;
const log: string[] = [];

/** A model of one initializer for each location, the last in a Constant node of a subgraph. */
function model(...locations: string[]): Uint8Array {
  const tensor = (location: string, index: number) => ({
    name: `w${index}`,
    dims: [1n],
    dataType: 1,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [{ key: 'location', value: location }],
  });
  const tensors = locations.map(tensor);
  const last = tensors.pop();
  const branch = {
    name: 'branch',
    node: last ? [{ opType: 'Constant', output: ['c'], attribute: [{ name: 'value', type: 4, t: last }] }] : [],
  };
  const choose = { opType: 'If', input: ['x'], output: ['y'], attribute: [{ name: 'then_branch', type: 5, g: branch }] };
  const graph = { name: 'g', input: [makeValueInfo('x', 'bool', [])], initializer: tensors, node: [choose] };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }], graph }));
}

function write(path: string, content: Uint8Array | string = 'x'): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

async function list(signal = new AbortController().signal): Promise<ModelEntry[]> {
  const { models } = await listModels(folder, folder, signal);
  return withData(models, { cwd: folder, signal, log: (_, message) => log.push(message) });
}

const files = async () => Object.fromEntries((await list()).map((entry) => [entry.path, [[...entry.files].sort(), entry.data]]));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'models-'));
  log.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('the files of a model', () => {
  it('are those that the model names, whatever they are called', async () => {
    write('m/net.onnx', model('parts/one', 'shared.params', 'shared.params'));
    for (const name of ['m/parts/one', 'm/shared.params', 'm/net.model.json', 'm/other.bin']) write(name);
    expect(await files()).toEqual({
      'm/net.onnx': [
        ['m/net.model.json', 'm/parts/one', 'm/shared.params'],
        ['m/parts/one', 'm/shared.params'],
      ],
    });
    const [entry] = await list();
    expect(fileRole('m/parts/one', entry!)).toBe('data');
    expect(fileRole('m/other.txt', entry!)).toBe('other');
  });

  it('are not those of another model that has them by their name alone', async () => {
    write('a.onnx', model('b.weights'));
    write('b.onnx', model());
    write('b.weights');
    write('b.labels.json');
    expect(await files()).toEqual({ 'a.onnx': [['b.weights'], ['b.weights']], 'b.onnx': [['b.labels.json'], undefined] });
  });

  it('are not listed where they are missing, a folder, or where the model may not point', async () => {
    write('sub/net.onnx', model('lost.bin', 'folder', '../outside.bin', '/etc/passwd', 'a\\b', 'there.bin'));
    mkdirSync(join(folder, 'sub/folder'));
    write('outside.bin');
    write('sub/there.bin');
    expect((await files())['sub/net.onnx']).toEqual([['sub/there.bin'], ['sub/there.bin']]);
    expect(log.filter((line) => line.startsWith('sub/net.onnx: '))).toHaveLength(3);
  });

  it('go by name where the model cannot be read, is too large or is not there', async () => {
    write('broken.onnx', model('x.bin').subarray(0, 40));
    write('broken.onnx.data');
    const nodes = Array.from({ length: 130_000 }, (_, i) => makeNode('Relu', { inputs: [`v${i}`], outputs: [`v${i + 1}`], name: `n${i}` }));
    const huge = create(ModelProtoSchema, { irVersion: 8n, graph: { name: 'g', node: nodes } });
    write('huge.onnx', toBinary(ModelProtoSchema, huge));
    write('huge_data');
    write('lfs.onnx', `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`);
    expect(await files()).toEqual({
      'broken.onnx': [['broken.onnx.data'], undefined],
      'huge.onnx': [['huge_data'], undefined],
      'lfs.onnx': [[], undefined],
    });
    expect(log.map((line) => line.split(':')[0])).toEqual(['broken.onnx', 'huge.onnx']);
  });

  it('of a model of many gigabytes cost its graph', async () => {
    write('net.onnx', model('weights'));
    write('weights');
    truncateSync(join(folder, 'weights'), 64 * 2 ** 30);
    expect((await files())['net.onnx']).toEqual([['weights'], ['weights']]);
  });

  it('are read once while the model stays as it is, and again when it changes', async () => {
    const read = vi.spyOn(open, 'openModel');
    write('net.onnx', model('one'));
    write('broken.onnx', 'no model');
    write('one');
    write('two');
    await list();
    await list();
    expect(read).toHaveBeenCalledTimes(2);
    write('net.onnx', model('two'));
    utimesSync(join(folder, 'net.onnx'), 1, 1);
    expect((await files())['net.onnx']).toEqual([['two'], ['two']]);
    expect(read).toHaveBeenCalledTimes(3);
    // Whether a file is there is asked each time.
    rmSync(join(folder, 'two'));
    expect((await files())['net.onnx']).toEqual([[], undefined]);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it.skipIf(process.platform === 'win32')('bear a link that leads in a circle', async () => {
    write('net.onnx', model('loop'));
    symlinkSync('loop', join(folder, 'loop'));
    expect((await files())['net.onnx']).toEqual([[], undefined]);
  });

  it('are not waited for once it is cancelled', async () => {
    write('net.onnx', model('one'));
    const { models } = await listModels(folder, folder);
    const run = withData(models, { cwd: folder, signal: AbortSignal.abort(), log: () => undefined });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });
});
