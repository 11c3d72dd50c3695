import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { JobContext } from '../../../src/engine/context';
import { openSession, type RuntimeSession } from '../../../src/engine/runtimeSession';
import { readParameters } from '../../../src/jobs/readParameters';
import { runJob } from '../../../src/jobs/run/job';
import { makeNode, makeValueInfo } from '../../../src/onnx/edit/make';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  OperatorSetIdProtoSchema,
  TypeProto_MapSchema,
  TypeProto_SequenceSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../../../src/onnx/gen/onnx-ml_pb';
import { zRunResult } from '../../../src/report/schemas/run';

const root = mkdtempSync(join(tmpdir(), 'names-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});

const write = (file: string, text: string | Uint8Array) => writeFileSync(join(folder, file), text);
function writeModel(nodes: NodeProto[], input: ValueInfoProto[], output: ValueInfoProto[]): void {
  const proto = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [
      create(OperatorSetIdProtoSchema, { domain: '', version: 17n }),
      create(OperatorSetIdProtoSchema, { domain: 'ai.onnx.ml', version: 3n }),
    ],
    graph: create(GraphProtoSchema, { name: 'g', node: nodes, input, output }),
  });
  write('m.onnx', toBinary(ModelProtoSchema, proto));
}

/** Runs the job and takes its result through JSON, as a report goes to a panel. */
async function run(parameters: Record<string, unknown>) {
  const sessions: RuntimeSession[] = [];
  const context: Partial<JobContext> = {
    cwd: folder,
    signal: new AbortController().signal,
    trusted: true,
    sessions: {
      open: async (request) => {
        const session = await openSession(request);
        sessions.push(session);
        return session;
      },
    },
    ownProcess: () => undefined,
    progress: () => undefined,
    log: () => undefined,
    outputFile: async (path) => `${path}.part`,
    commitOutput: async (path) => renameSync(`${path}.part`, path),
  };
  try {
    const { result, verdict } = await runJob.run(
      readParameters(runJob.parameters, { model: 'm.onnx', ...parameters }),
      context as JobContext,
    );
    const json = JSON.stringify(result, (_key, value: unknown) =>
      typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value,
    );
    return { result: zRunResult.parse(JSON.parse(json)), verdict };
  } finally {
    for (const session of sessions) await session.release();
  }
}

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
const pair = (name: string) => makeValueInfo(name, 'float32', ['N', 2]);

const FLOATS = create(TypeProtoSchema, { value: { case: 'tensorType', value: create(TypeProto_TensorSchema, { elemType: 1 }) } });
const MAP = create(TypeProtoSchema, { value: { case: 'mapType', value: create(TypeProto_MapSchema, { keyType: 8, valueType: FLOATS }) } });
/** seq(map(string, float)), what a ZipMap makes. */
const MAPS = create(TypeProtoSchema, { value: { case: 'sequenceType', value: create(TypeProto_SequenceSchema, { elemType: MAP }) } });

describe('names that every JavaScript object has', () => {
  it.each(NAMES)('are those of an input and an output: %s', async (name) => {
    writeModel([makeNode('Neg', { inputs: [name], outputs: ['y'] })], [pair(name)], [pair('y')]);
    const { result } = await run({ input: [`${name}=[[1, 2]]`] });
    expect(result.outputs).toMatchObject([{ name: 'y', values: [-1, -2] }]);
    expect(result.inputs).toMatchObject([{ name, shape: [1, 2] }]);
    writeModel([makeNode('Neg', { inputs: ['x'], outputs: [name] })], [pair('x')], [pair(name)]);
    const out = await run({ input: ['x=[[1, 2]]'], out: 'files' });
    expect(out.result.outputs).toMatchObject([{ name, values: [-1, -2], file: `files/${name}.npy` }]);
  });

  it.each(NAMES)('are those of an entry in the manifest, a column, a class and a dimension: %s', async (name) => {
    writeModel(
      [makeNode('Neg', { inputs: [name], outputs: ['valueOf'] })],
      [makeValueInfo(name, 'float32', [name, 2])],
      [makeValueInfo('valueOf', 'float32', [name, 2])],
    );
    // As text: an object literal with a key __proto__ would have no such key.
    write(
      'm.model.json',
      `{"schemaVersion":1,"inputs":{"${name}":{"kind":"table","columns":[{"name":"${name}"},{"name":"b","categories":["valueOf","${name}"]}]}},
        "outputs":{"valueOf":{"scores":"value","classes":["${name}","b"]}}}`,
    );
    write('t.csv', `b,${name}\n${name},3\nvalueOf,4\n`);
    const { result } = await run({ input: ['t.csv'], rows: ':', dims: [`${name}=2`] });
    expect(result.outputs).toMatchObject([{ values: [-3, -1, -4, 0] }]);
    expect(result.inputs[0]?.columns?.map((column) => column.name)).toEqual([name, 'b']);
    expect(result.rows?.list.map(({ top: [best] }) => best?.label)).toEqual(['b', 'b']);
    expect(result.top?.map(({ label }) => label)).toEqual(['b', name]);
    // The same record as JSON, on the command line and in a file.
    write('t.json', `{"b":"valueOf","${name}":3}`);
    for (const input of ['t.json', `{"b":"valueOf","${name}":3}`])
      expect((await run({ input: [`${name}=${input}`] })).result.outputs, input).toMatchObject([{ values: [-3, 0] }]);
  });

  it('are those of a state', async () => {
    writeModel(
      [makeNode('Add', { inputs: ['x', '__proto__'], outputs: ['constructor'] })],
      [pair('x'), pair('__proto__')],
      [pair('constructor')],
    );
    const { result } = await run({ input: ['x=[[1, 2]]'], state: ['__proto__=constructor'] });
    expect(result.outputs).toMatchObject([{ name: 'constructor', values: [1, 2] }]);
  });

  it.each(NAMES)('are those of a ZipMap’s labels and scores, in the report and in the folder: %s', async (name) => {
    const zipMap = makeNode('ZipMap', {
      inputs: [name],
      outputs: ['maps'],
      domain: 'ai.onnx.ml',
      attributes: { classlabels_strings: { strings: [name, 'b'] } },
    });
    writeModel(
      [makeNode('Identity', { inputs: ['x'], outputs: [name] }), zipMap],
      [pair('x')],
      [create(ValueInfoProtoSchema, { name: 'maps', type: MAPS })],
    );
    const { result } = await run({ input: ['x=[[0.25, 0.75], ["nan", 1]]'], out: 'files' });
    const [maps] = result.outputs;
    expect(maps).toMatchObject({ file: `files/${name}.npy`, mapsFile: 'files/maps.json', classesFile: 'files/maps.classes.json', rows: 2 });
    expect(maps?.maps?.map((map) => Object.entries(map))).toEqual([
      [
        [name, 0.25],
        ['b', 0.75],
      ],
      [
        [name, Number.NaN],
        ['b', 1],
      ],
    ]);
    expect(readFileSync(join(folder, 'files/maps.json'), 'utf8')).toBe(`[\n{"${name}": 0.25, "b": 0.75},\n{"${name}": "NaN", "b": 1}\n]\n`);
    expect(JSON.parse(readFileSync(join(folder, 'files/maps.classes.json'), 'utf8'))).toEqual([name, 'b']);
  });
});
