import { type Manifest, zManifest } from './schema';

/**
 * The files that a manifest names and a run needs: class names and tokenizers, relative to the manifest's folder. Data sets are
 * not among them. The paths are a stranger's.
 */
export function namedFiles(manifest: Manifest): string[] {
  const classes = Object.values(manifest.outputs ?? {}).map((output) => output.classes);
  const tokenizers = Object.values(manifest.inputs ?? {}).map((input) => (input.kind === 'text' ? input.tokenizer : undefined));
  const named = [...classes, ...tokenizers].filter((value) => typeof value === 'string');
  return [...new Set(named)].filter((name) => name !== 'bytes');
}

/** As {@link namedFiles}, of a manifest's text; none where it is not a manifest. */
export function namedFilesIn(text: string): string[] {
  const manifest = zManifest.safeParse(json(text.replace(/^\ufeff/, ''))).data;
  return manifest ? namedFiles(manifest) : [];
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
