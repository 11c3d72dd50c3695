import { zManifest } from './schema';

/**
 * The files that a manifest's text names and a run needs: class names and tokenizers, relative to the manifest's folder. Data
 * sets are not among them. None where it is not a manifest; the paths are a stranger's.
 */
export function namedFiles(text: string): string[] {
  const manifest = zManifest.safeParse(json(text.replace(/^\ufeff/, ''))).data;
  const classes = Object.values(manifest?.outputs ?? {}).map((output) => output.classes);
  const tokenizers = Object.values(manifest?.inputs ?? {}).map((input) => (input.kind === 'text' ? input.tokenizer : undefined));
  const named = [...classes, ...tokenizers].filter((value) => typeof value === 'string');
  return [...new Set(named)].filter((name) => name !== 'bytes');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
