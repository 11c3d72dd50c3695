import { createInterface } from 'node:readline/promises';
import * as l10n from '@vscode/l10n';

/** Where a question is asked: answers come from `stdin`, the question goes to `stderr`, so that output stays output. */
export interface Asking {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}

/** Whether somebody is there to answer. */
export function canAsk({ stdin, stderr }: Asking): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks for a yes; anything else, the end of the input too, is a no. @throws AbortError when cancelled */
export async function askYes(question: string, { stdin, stderr, signal }: Asking): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const answer = await Promise.race([lines.question(`${question} ${l10n.t('[y/N]')} `, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
