import { join } from 'node:path';
import { createEngine } from '../../../src/engine/pool';

/** A process with an engine: runs one job and ends without saying goodbye, or waits in one until it is killed. */
const [workerPath, folder, mode] = process.argv.slice(2) as [string, string, string?];
const engine = createEngine({ workerPath, journalDirectory: join(folder, 'journal') });
const common = { worker: 'warm', cwd: folder, trusted: true, attachmentsDirectory: folder } as const;

if (mode === 'hang') {
  void engine.run({
    ...common,
    job: 'output',
    parameters: { path: 'left.onnx', content: 'half', end: 'hang' },
    onProgress: ({ message }) => process.stdout.write(`${message}\n`),
  });
} else {
  void engine.run({ ...common, job: 'echo', parameters: {} }).then(() => process.stdout.write('done\n'));
}
