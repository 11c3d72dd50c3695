import { importsOf, target } from './sources.mjs';

const ENTRY = 'src/extension.ts';

/** Packages that take the extension host's time when they load: each is brought in by what first needs it, with `import()`. */
const HEAVY = [
  'zod',
  'yaml',
  'simple-git',
  '@bufbuild/protobuf',
  'onnxruntime-node',
  'sharp',
  'csv-parse',
  'fflate',
  '@huggingface/tokenizers',
];

/**
 * What the extension's start loads, by its static imports, is light.
 * @param {import('./sources.mjs').Sources} sources of `src/`
 * @returns {string[]} what is wrong
 */
export function checkStartup(sources) {
  /** @type {string[]} */
  const problems = [];
  const seen = new Set([ENTRY]);
  for (const path of seen) {
    for (const { specifier, typeOnly, dynamic, line } of importsOf(sources.get(path) ?? '')) {
      if (typeOnly || dynamic) continue;
      const heavy = HEAVY.find((name) => specifier === name || specifier.startsWith(`${name}/`));
      if (heavy) problems.push(`${path}:${line}: the extension's start loads ${heavy} through this import`);
      else if (specifier.startsWith('.')) seen.add(fileOf(sources, target(path, specifier)));
    }
  }
  return problems;
}

/** @param {import('./sources.mjs').Sources} sources @param {string} path without its ending */
function fileOf(sources, path) {
  return sources.has(`${path}.ts`) ? `${path}.ts` : `${path}/index.ts`;
}
