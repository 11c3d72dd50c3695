import { createRequire } from 'node:module';
import type sharp from 'sharp';
import { errorCode } from '../../base/files';

export type Sharp = typeof sharp;

/** The WebAssembly build, the only one that is packaged. */
const WASM = '@img/sharp-wasm32/sharp.node';

let loaded: Sharp | undefined;

/**
 * Loads sharp on first use, always in its WebAssembly build: the same pixels on every platform, in development as
 * in the package. Its native build collides with the system's GLib under Electron on Linux. sharp itself prefers a native
 * build where npm installed one, so that build's place in the module cache is taken before sharp asks for it.
 */
export function loadSharp(): Sharp {
  if (loaded) return loaded;
  const load = createRequire(__filename);
  load(WASM);
  const wasm = load.cache[load.resolve(WASM)];
  for (const system of [process.platform, `${process.platform}musl`]) {
    const native = resolved(load, `@img/sharp-${system}-${process.arch}/sharp.node`);
    if (native) load.cache[native] = wasm;
  }
  loaded = load('sharp') as Sharp;
  return loaded;
}

function resolved(load: NodeJS.Require, name: string): string | undefined {
  try {
    return load.resolve(name);
  } catch (error) {
    // Not installed, as in the package.
    if (errorCode(error) === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
