import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The runtime's own words on how it was built, which it has no function for in Node. */
const BUILD = /ORT Build Info: [\x20-\x7e]{0,400}?build type=(\w+)/;
/** As long as those words may be. */
const OVERLAP = 600;

/**
 * How the runtime's library was built.
 * @param folder of the native libraries
 * @returns CMake's word, such as `Release` or `Debug`; undefined where the library does not say
 */
export async function buildOf(folder: string): Promise<string | undefined> {
  const library = (await readdir(folder)).find((name) => /^(lib)?onnxruntime\.(so|dll|[\d.]*dylib)/.test(name));
  if (library === undefined) return undefined;
  let rest = '';
  for await (const chunk of createReadStream(join(folder, library), { encoding: 'latin1', highWaterMark: 1 << 20 })) {
    const text: string = rest + chunk;
    const found = BUILD.exec(text)?.[1];
    if (found !== undefined) return found;
    rest = text.slice(-OVERLAP);
  }
  return undefined;
}
