import { parseExactJson } from '../exactJson';
import { damaged, readInputFile } from './read';

/** Largest JSON file that is read: it takes several times that in memory. */
const MAX_BYTES = 256 << 20;

/** A JSON file's value; whole numbers beyond 2^53 as `bigint`. @throws UserError `file.*`, `data.damaged` */
export async function readJson(path: string, signal?: AbortSignal): Promise<unknown> {
  const text = new TextDecoder().decode(await readInputFile(path, MAX_BYTES, signal));
  try {
    return parseExactJson(text);
  } catch (error) {
    throw damaged(path, 'JSON', error instanceof Error ? error.message : String(error));
  }
}
