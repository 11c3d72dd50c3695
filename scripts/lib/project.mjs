import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Says one step on its own line, marked so that it stands out among the tools' output. @param {string} text */
export function say(text) {
  const bold = process.stdout.isTTY && !process.env.NO_COLOR;
  console.log(bold ? `\u001b[1m> ${text}\u001b[22m` : `> ${text}`);
}

/** @param {number} started a time from `performance.now()` */
export function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
