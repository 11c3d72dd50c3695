/**
 * Opening a 365 MB encoder: our reader and Python's onnx.load, each in processes of their own, in one run.
 *
 *     npm run bench -- onnx-read [--python PYTHON]     or the environment's MODELWRIGHT_PYTHON
 *
 * Time is of the call alone; memory is the peak above what was resident before it, libraries loaded.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openModel } from '../../src/onnx/open';
import { BENCH_ENCODER, writeEncoder } from './encoder';
import { peakAbove } from './memory';

const RUNS = 7;
const MODEL = join(process.cwd(), '.bench', 'encoder.onnx');

interface Measurement {
  seconds: number;
  bytes: number;
  nodes: number;
  peer?: string;
}

function measureOpen(path: string): Measurement {
  const peak = peakAbove();
  const start = process.hrtime.bigint();
  const model = openModel(path);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const measurement = { seconds, bytes: peak(), nodes: model.proto.graph?.node.length ?? 0 };
  model.close();
  return measurement;
}

/** Each run in a fresh process; the median of each figure. */
function repeat(command: string, args: string[]): Measurement {
  const runs = Array.from({ length: RUNS }, () => JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) as Measurement);
  const median = (figure: (run: Measurement) => number) => runs.map(figure).sort((a, b) => a - b)[RUNS >> 1];
  return { ...runs[0], seconds: median((run) => run.seconds), bytes: median((run) => run.bytes) };
}

function show(name: string, { seconds, bytes, nodes }: Measurement): void {
  console.log(
    `${name.padEnd(16)} ${(seconds * 1000).toFixed(1).padStart(9)} ms ${(bytes / 1e6).toFixed(1).padStart(9)} MB   ${nodes} nodes`,
  );
}

function pythonCommand(): string | undefined {
  const flag = process.argv.indexOf('--python');
  return flag > 0 ? process.argv[flag + 1] : process.env.MODELWRIGHT_PYTHON;
}

function main(): void {
  const measured = process.argv.indexOf('--measure');
  if (measured > 0) {
    console.log(JSON.stringify(measureOpen(process.argv[measured + 1])));
    return;
  }
  if (process.platform !== 'linux') {
    console.log('onnx-read: skipped, peak memory is read from /proc, which only Linux has.');
    return;
  }
  writeEncoder(MODEL, BENCH_ENCODER);
  // Once through the page cache, so that neither side waits for the disk.
  readFileSync(MODEL);
  console.log(
    `Opening ${MODEL.slice(process.cwd().length + 1)}, ${(statSync(MODEL).size / 1e6).toFixed(0)} MB; median of ${RUNS} processes`,
  );
  const ours = repeat(process.execPath, [process.argv[1], '--measure', MODEL]);
  show('openModel', ours);
  const python = pythonCommand();
  if (!python) {
    console.log('onnx.load        skipped: name a Python that has onnx with --python or MODELWRIGHT_PYTHON.');
    return;
  }
  const peer = repeat(python, [join(process.cwd(), 'bench', 'onnx-read', 'peer.py'), MODEL]);
  show(peer.peer ?? 'onnx.load', peer);
  console.log(
    `ratio            ${(ours.seconds / peer.seconds).toFixed(4).padStart(9)}    ${(ours.bytes / peer.bytes).toFixed(4).padStart(9)}`,
  );
}

main();
