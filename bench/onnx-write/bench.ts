/**
 * Writing a model over protobuf's 2 GiB: our streaming writer and Python's onnx.load with onnx.save, each in processes of
 * their own, in one run. Both start at the model on disk and end with model and data flushed.
 *
 *     npm run bench -- onnx-write [--python PYTHON]     or the environment's MODELWRIGHT_PYTHON
 *
 * Memory is the peak above what was resident before, libraries loaded. The weights are a sparse file: they take no room
 * before they are written.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { makeNode, makeValueInfo } from '../../src/onnx/edit/make';
import { ModelProtoSchema, TensorProto_DataLocation } from '../../src/onnx/gen/onnx-ml_pb';
import { openModel } from '../../src/onnx/open';
import { writeModel } from '../../src/onnx/write';
import { peakAbove } from '../onnx-read/memory';

const RUNS = 3;
const FOLDER = join(process.cwd(), '.bench', 'onnx-write');
/** 40 weights of 4096 × 4096 float32: 2.7 GB. */
const WEIGHTS = 40;
const SIDE = 4096;
const BYTES = SIDE * SIDE * 4;

interface Measurement {
  seconds: number;
  bytes: number;
  peer?: string;
}

/** A chain of matrix products, its weights in a sparse file beside the model. */
function makeModel(path: string): void {
  mkdirSync(FOLDER, { recursive: true });
  const indices = Array.from({ length: WEIGHTS }, (_, i) => i);
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'bench',
    opsetImport: [{ domain: '', version: 17n }],
    graph: {
      name: 'chain',
      node: indices.map((i) => makeNode('MatMul', { name: `matmul_${i}`, inputs: [`x${i}`, `w${i}`], outputs: [`x${i + 1}`] })),
      input: [makeValueInfo('x0', 'float32', ['batch', SIDE])],
      output: [makeValueInfo(`x${WEIGHTS}`, 'float32', ['batch', SIDE])],
      initializer: indices.map((i) => ({
        name: `w${i}`,
        dims: [BigInt(SIDE), BigInt(SIDE)],
        dataType: 1,
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: Object.entries({ location: 'weights', offset: String(i * BYTES), length: String(BYTES) }).map(([key, value]) => ({
          key,
          value,
        })),
      })),
    },
  });
  writeFileSync(path, toBinary(ModelProtoSchema, model));
  writeFileSync(join(FOLDER, 'weights'), '');
  truncateSync(join(FOLDER, 'weights'), WEIGHTS * BYTES);
}

async function measureWrite(source: string, target: string): Promise<Measurement> {
  const peak = peakAbove();
  const start = performance.now();
  const model = openModel(source);
  await writeModel(model, target, { externalData: 'always' });
  const seconds = (performance.now() - start) / 1000;
  model.close();
  return { seconds, bytes: peak() };
}

/** Each run in a fresh process that writes new files; the median of each figure. */
function repeat(command: string, args: string[], target: string): Measurement {
  const runs = Array.from({ length: RUNS }, () => {
    const measurement = JSON.parse(execFileSync(command, [...args, target], { encoding: 'utf8' })) as Measurement;
    const written = statSync(`${target}.data`).size;
    if (written < WEIGHTS * BYTES) throw new Error(`${target}.data has ${written} bytes`);
    removeOutput(target);
    return measurement;
  });
  const median = (figure: (run: Measurement) => number) => runs.map(figure).sort((a, b) => a - b)[RUNS >> 1];
  return { ...runs[0], seconds: median((run) => run.seconds), bytes: median((run) => run.bytes) };
}

function removeOutput(target: string): void {
  for (const path of [target, `${target}.data`]) rmSync(path, { force: true });
}

function show(name: string, { seconds, bytes }: Measurement): void {
  console.log(`${name.padEnd(16)} ${seconds.toFixed(2).padStart(9)} s  ${(bytes / 1e6).toFixed(1).padStart(9)} MB`);
}

function pythonCommand(): string | undefined {
  const flag = process.argv.indexOf('--python');
  return flag > 0 ? process.argv[flag + 1] : process.env.MODELWRIGHT_PYTHON;
}

async function main(): Promise<void> {
  const measured = process.argv.indexOf('--measure');
  if (measured > 0) {
    console.log(JSON.stringify(await measureWrite(process.argv[measured + 1], process.argv[measured + 2])));
    return;
  }
  if (process.platform !== 'linux') {
    console.log('onnx-write: skipped, peak memory is read from /proc, which only Linux has.');
    return;
  }
  const source = join(FOLDER, 'chain.onnx');
  makeModel(source);
  try {
    console.log(`Writing a model with ${((WEIGHTS * BYTES) / 1e9).toFixed(1)} GB of external data; median of ${RUNS} processes`);
    const ours = repeat(process.execPath, [process.argv[1], '--measure', source], join(FOLDER, 'ours.onnx'));
    show('writeModel', ours);
    const python = pythonCommand();
    if (!python) {
      console.log('onnx.save        skipped: name a Python that has onnx with --python or MODELWRIGHT_PYTHON.');
      return;
    }
    const peer = repeat(python, [join(process.cwd(), 'bench', 'onnx-write', 'peer.py'), source], join(FOLDER, 'peer.onnx'));
    show(peer.peer ?? 'onnx.save', peer);
    console.log(
      `ratio            ${(ours.seconds / peer.seconds).toFixed(3).padStart(9)}    ${(ours.bytes / peer.bytes).toFixed(4).padStart(9)}`,
    );
  } finally {
    rmSync(FOLDER, { recursive: true, force: true });
  }
}

await main();
