/**
 * A long mutation fuzz of the model reader; ends with 1 where anything but a clear error was thrown.
 *
 *     npm run bench -- onnx-fuzz [--mutants N] [--seed N]
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/base/errors';
import { openModelBytes } from '../../src/onnx/open';
import { fuzz, seedModels } from '../../test/unit/onnx/fuzz';

const option = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};

/** Small public models, where the folder is there. */
function publicModels(): Uint8Array[] {
  const folder = join(process.cwd(), '..', 'shared', 'models');
  if (!existsSync(folder)) return [];
  return (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.onnx') && statSync(path).size < 64 * 1024)
    .map((path) => new Uint8Array(readFileSync(path)))
    .filter(holdsTensors);
}

/** Bad files are no good to start from: a mutant has to get far. */
function holdsTensors(bytes: Uint8Array): boolean {
  try {
    return openModelBytes(bytes).proto.graph!.initializer.length > 0;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

const count = option('mutants', 200_000);
const result = fuzz([...seedModels(join(process.cwd(), 'test', 'fixtures')), ...publicModels()], option('seed', 1), count);
const { defects, ...figures } = result;
console.log(figures);
for (const { seed, error } of defects.slice(0, 10)) console.error(`seed ${seed}:`, error);
console.log(`${defects.length} defects`);
process.exitCode = defects.length === 0 ? 0 : 1;
