import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const REAL = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));

/** A folder with the package as npm would have installed it there. */
export function installedRuntime(folder: string): string {
  const place = join(folder, 'node_modules/onnxruntime-node');
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(REAL, place, 'junction');
  return place;
}

/**
 * A package that says it were onnxruntime-node of another version with one more provider, and has the real one execute everything on the
 * CPU: as where a GPU takes no node of a model, which no machine without one can show.
 */
export function standInRuntime(folder: string, { version = '1.99.0', binding = true, name = 'onnxruntime-node' } = {}): string {
  const native = join(folder, 'bin/napi-v6', process.platform, process.arch);
  mkdirSync(native, { recursive: true });
  if (binding) writeFileSync(join(native, 'onnxruntime_binding.node'), '');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
  writeFileSync(
    join(folder, 'index.js'),
    `const real = require(${JSON.stringify(REAL)});
const onCpu = (options) => ({ ...options, executionProviders: options.executionProviders?.map((name) => (name === 'coreml' ? 'cpu' : name)) });
module.exports = {
  ...real,
  env: { versions: { node: ${JSON.stringify(version)}, common: ${JSON.stringify(version)} } },
  listSupportedBackends: () => [{ name: 'cpu', bundled: true }, { name: 'coreml', bundled: true }],
  InferenceSession: { create: (model, options) => real.InferenceSession.create(model, onCpu(options)) },
};
`,
  );
  return folder;
}
