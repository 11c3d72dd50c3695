// npm run interop: comparisons with other programs, those that are here. What is missing counts as skipped.
// MODELWRIGHT_PYTHON names the Python that has the packages; python3 on the path unless told.

import { findPeers } from './test/peers.mjs';
import { vitest } from './test/stages.mjs';

const python = process.env.MODELWRIGHT_PYTHON ?? 'python3';
const peers = await findPeers(python);
for (const [name, version] of peers) console.log(version === undefined ? `${name}: not here, skipped (${python})` : `${name} ${version}`);
const missing = [...peers].filter(([, version]) => version === undefined).map(([name]) => name);
if (missing.length === peers.size) {
  console.error(
    `Nothing to compare with: ${python} has none of ${missing.join(', ')}. Name one that has: MODELWRIGHT_PYTHON=PATH npm run interop`,
  );
  console.log(`0 passed, 0 failed, ${missing.length} skipped`);
  // Whoever asks for the comparisons alone has got none.
  process.exitCode = 2;
} else {
  process.env.MODELWRIGHT_PYTHON = python;
  const { passed, failed, skipped } = await vitest('interop', 'vitest.interop.config.ts', process.argv.slice(2), 20 * 60_000);
  console.log(`${passed} passed, ${failed} failed, ${skipped.length + missing.length} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}
