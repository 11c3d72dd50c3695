import * as l10n from '@vscode/l10n';
import { confinedPath } from '../../base/confined';
import { UserError } from '../../base/errors';
import { readInputFile } from '../files/read';
import type { TextTokenizer } from './encoding';
import { bytesTokenizer, VocabularyTokenizer } from './simple';

/** Largest tokenizer file; the largest vocabularies in use take some 30 MB. */
const MAX_BYTES = 256 << 20;

/**
 * The tokenizer a manifest names: `bytes`, a `tokenizer.json`, or a vocabulary file in the manifest's folder.
 * @throws UserError `file.*`, `text.tokenizer`, `text.vocabulary`
 */
export async function loadTokenizer(tokenizer: string, directory: string | undefined): Promise<TextTokenizer> {
  if (tokenizer === 'bytes') return bytesTokenizer;
  if (directory === undefined) {
    throw new UserError('text.tokenizer', l10n.t('The tokenizer {0} cannot be found without the folder of the manifest.', tokenizer), {
      where: tokenizer,
    });
  }
  const path = await confinedPath(directory, tokenizer, l10n.t('The manifest'));
  const text = new TextDecoder().decode(await readInputFile(path, MAX_BYTES));
  if (!/\.json$/i.test(path) || !/"model"\s*:\s*\{/.test(text)) return new VocabularyTokenizer(text, path);
  const { HuggingFaceTokenizer } = await import('./huggingFace');
  return new HuggingFaceTokenizer(text, path);
}
