/**
 * Comparing two models: a 365 MB encoder with a copy in which one tensor, or every tensor, has other values, against a
 * Python script with onnx and numpy in the same run; and two chains of 20,000 nodes of which all values are renamed.
 *
 *     npm run bench -- diff [--python PYTHON]     or the environment's MODELWRIGHT_PYTHON
 *
 * Time is of opening and comparing; memory is the peak above what was resident before, libraries loaded.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, copyFileSync, existsSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { diffModels } from '../../src/onnx/diff/diff';
import { compareStructure } from '../../src/onnx/diff/structure';
import { makeNode, makeValueInfo } from '../../src/onnx/edit/make';
import { GraphProtoSchema, ModelProtoSchema } from '../../src/onnx/gen/onnx-ml_pb';
import type { OnnxModel } from '../../src/onnx/model';
import { openModel, openModelBytes } from '../../src/onnx/open';
import { BENCH_ENCODER, writeEncoder } from '../onnx-read/encoder';
import { peakAbove } from '../onnx-read/memory';

const RUNS = 5;
const NODES = 20_000;
const FOLDER = join(process.cwd(), '.bench');
const MODEL = join(FOLDER, 'encoder.onnx');

interface Measurement {
  seconds: number;
  bytes: number;
  changed: number;
  largest: number;
  peer?: string;
}

async function measure(before: string, after: string): Promise<Measurement> {
  const peak = peakAbove();
  const start = process.hrtime.bigint();
  const [a, b] = [openModel(before), openModel(after)];
  const diff = await diffModels(a, b, new AbortController().signal);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const bytes = peak();
  a.close();
  b.close();
  return { seconds, bytes, changed: diff.tensors.length, largest: Math.max(0, ...diff.tensors.map((tensor) => tensor.l2 ?? 0)) };
}

/** A copy of the encoder with half of each of `count` large weights' values negated. */
function writeChanged(path: string, count: number): void {
  if (existsSync(path)) return;
  copyFileSync(MODEL, `${path}.part`, constants.COPYFILE_FICLONE);
  const model = openModel(MODEL);
  const file = openSync(`${path}.part`, 'r+');
  const tensors = (model.proto.graph?.initializer ?? []).filter((tensor) => model.references.has(tensor)).slice(0, count);
  for (const tensor of tensors) {
    const { offset, length } = model.references.get(tensor)!;
    const values = new Float32Array(length / 4);
    const bytes = new Uint8Array(values.buffer);
    readSync(file, bytes, 0, length, offset);
    for (let i = 0; i < values.length; i += 2) values[i] = -values[i];
    writeSync(file, bytes, 0, length, offset);
  }
  closeSync(file);
  model.close();
  renameSync(`${path}.part`, path);
}

/** Each run in a fresh process; the median of each figure. */
function repeat(command: string, args: string[]): Measurement {
  const runs = Array.from({ length: RUNS }, () => JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) as Measurement);
  const median = (figure: (run: Measurement) => number) => runs.map(figure).sort((a, b) => a - b)[RUNS >> 1];
  return { ...runs[0], seconds: median((run) => run.seconds), bytes: median((run) => run.bytes) };
}

function show(name: string, { seconds, bytes, changed, largest }: Measurement): void {
  const figures = [`${(seconds * 1000).toFixed(0).padStart(7)} ms`, `${(bytes / 1e6).toFixed(1).padStart(7)} MB`];
  console.log(`${name.padEnd(16)} ${figures.join(' ')}   ${changed} tensors changed, largest L2 ${largest.toPrecision(6)}`);
}

function chain(prefix: string, inserted: boolean): OnnxModel {
  const operators = ['Relu', 'Tanh', 'Abs', 'Neg', 'Exp'];
  const list = Array.from({ length: NODES }, (_, i) => operators[(i * i + 3 * i) % 5]);
  if (inserted) list.splice(NODES >> 1, 0, 'Sigmoid');
  const nodes = list.map((op, i) =>
    makeNode(op, { inputs: [i === 0 ? 'x' : `${prefix}${i}`], outputs: [i === list.length - 1 ? 'y' : `${prefix}${i + 1}`] }),
  );
  const graph = create(GraphProtoSchema, {
    node: nodes,
    input: [makeValueInfo('x', 'float32', ['N'])],
    output: [makeValueInfo('y', 'float32', ['N'])],
  });
  return openModelBytes(toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }], graph })));
}

function nodes(): void {
  const [before, after] = [chain('a', false), chain('b', true)];
  const start = process.hrtime.bigint();
  const { nodes: found } = compareStructure(before, after);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const counts = `+${found.added.length} −${found.removed.length} ~${found.changed.length}`;
  console.log(
    `${NODES.toLocaleString('en')} nodes     ${(seconds * 1000).toFixed(0).padStart(7)} ms   ${counts}, all values renamed, one node inserted`,
  );
}

function pythonCommand(): string | undefined {
  const flag = process.argv.indexOf('--python');
  return flag > 0 ? process.argv[flag + 1] : process.env.MODELWRIGHT_PYTHON;
}

async function main(): Promise<void> {
  const measured = process.argv.indexOf('--measure');
  if (measured > 0) {
    console.log(JSON.stringify(await measure(process.argv[measured + 1], process.argv[measured + 2])));
    return;
  }
  nodes();
  if (process.platform !== 'linux') {
    console.log('diff: the rest is skipped, peak memory is read from /proc, which only Linux has.');
    return;
  }
  writeEncoder(MODEL, BENCH_ENCODER);
  const python = pythonCommand();
  for (const [name, count] of [
    ['one tensor', 1],
    ['every tensor', Number.POSITIVE_INFINITY],
  ] as const) {
    const path = join(FOLDER, `encoder-${name.replace(' ', '-')}.onnx`);
    writeChanged(path, count);
    console.log(`365 MB and 365 MB, ${name} changed; median of ${RUNS} processes`);
    const ours = repeat(process.execPath, [process.argv[1], '--measure', MODEL, path]);
    show('diffModels', ours);
    if (!python) continue;
    const peer = repeat(python, [join(process.cwd(), 'bench', 'diff', 'peer.py'), MODEL, path]);
    show(peer.peer ?? 'onnx', peer);
    console.log(
      `ratio            ${(ours.seconds / peer.seconds).toFixed(3).padStart(7)}    ${(ours.bytes / peer.bytes).toFixed(3).padStart(7)}`,
    );
  }
  if (!python) console.log('onnx             skipped: name a Python that has onnx and numpy with --python or MODELWRIGHT_PYTHON.');
}

await main();
