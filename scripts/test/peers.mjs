import { run } from '../lib/processes.mjs';

/** The Python packages that the comparisons of test/interop ask. */
export const PEERS = ['onnx', 'gto'];

/**
 * The version of each peer that this Python can import; undefined where it cannot, or where there is no such Python.
 * @param {string} python the program
 * @param {readonly string[]} [names]
 * @returns {Promise<Map<string, string | undefined>>}
 */
export async function findPeers(python, names = PEERS) {
  /** @type {Map<string, string | undefined>} */
  const found = new Map();
  for (const name of names) {
    const script = `import ${name}; print(getattr(${name}, "__version__", "?"))`;
    // A program that cannot be started is a missing peer, as a package that cannot be imported is.
    const asked = await run(python, ['-c', script], { quiet: true, timeout: 60_000 }).catch(() => undefined);
    found.set(name, asked?.code === 0 ? asked.output.trim() : undefined);
  }
  return found;
}
