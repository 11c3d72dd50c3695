import * as l10n from '@vscode/l10n';

/** What a file that is no ONNX model looks like, and what to do with it. */
export interface Lookalike {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * Tells from a file's first bytes what it is, where it is one of the things that end up under the name of a model.
 * Meant for a file that did not decode: a few of these could also begin a valid protobuf message.
 */
export function sniff(head: Uint8Array): Lookalike | undefined {
  if (head.length === 0) {
    return {
      code: 'onnx.empty',
      message: l10n.t('The file is empty.'),
      remedy: l10n.t('The copy or download did not finish; fetch or export it again.'),
    };
  }
  const text = new TextDecoder('latin1').decode(head);
  for (const [matches, describe] of LOOKALIKES) if (matches(text)) return { code: 'onnx.notOnnx', ...describe() };
  return undefined;
}

type Description = Omit<Lookalike, 'code'>;

const starts =
  (...prefixes: string[]) =>
  (text: string) =>
    prefixes.some((prefix) => text.startsWith(prefix));
const startsLike = (pattern: RegExp) => (text: string) => pattern.test(text);

const LOOKALIKES: [(text: string) => boolean, () => Description][] = [
  [
    starts('version https://git-lfs'),
    () => ({ message: l10n.t('This is a Git LFS pointer, not the model itself.'), remedy: l10n.t('Fetch it with: git lfs pull') }),
  ],
  [
    startsLike(/^(?:outs|md5|wdir|deps):/),
    () => ({ message: l10n.t('This is a DVC file, not the model itself.'), remedy: l10n.t('Fetch the model with: dvc pull') }),
  ],
  [
    starts('PK\x03\x04'),
    () => ({
      message: l10n.t('This is a zip archive (a PyTorch checkpoint, a Keras model or a package), not an ONNX model.'),
      remedy: l10n.t('Unpack it, or export the model to ONNX with the framework that wrote it.'),
    }),
  ],
  [
    starts('\x1f\x8b', '\x28\xb5\x2f\xfd', 'BZh', '\xfd7zXZ', '7z\xbc\xaf'),
    () => ({ message: l10n.t('This is a compressed file, not an ONNX model.'), remedy: l10n.t('Unpack it first.') }),
  ],
  [
    startsLike(/^....(?:TFL3|ORTM)/s),
    () => ({
      message: l10n.t('This is a TensorFlow Lite or ORT-format model, not an ONNX model.'),
      remedy: l10n.t('Use the .onnx file it was converted from.'),
    }),
  ],
  [
    (text) => starts('\x89HDF', 'GGUF', '\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05')(text) || text.startsWith('{"', 8),
    () => ({
      message: l10n.t('This is a file of another framework (HDF5, GGUF, pickle or safetensors), not an ONNX model.'),
      remedy: l10n.t('Export the model to ONNX with the framework that wrote it.'),
    }),
  ],
  [
    startsLike(/^\s*(?:<!doctype|<html|<\?xml)/i),
    () => ({
      message: l10n.t('This is a web page, not an ONNX model: a download probably fetched the page about the file.'),
      remedy: l10n.t('Download the raw file.'),
    }),
  ],
  [
    startsLike(/^\s*<\s*ir_version\s*:/),
    () => ({
      message: l10n.t('This is a model in the ONNX textual syntax, not a binary ONNX file.'),
      remedy: l10n.t('Convert it with onnx.parser.parse_model and onnx.save.'),
    }),
  ],
  [
    startsLike(/^\s*[{[]\s*["{[\d\]}]/),
    () => ({
      message: l10n.t('This is JSON, not an ONNX model.'),
      remedy: l10n.t('Name the .onnx file itself; a manifest or report beside it is no model.'),
    }),
  ],
  [
    startsLike(/^(?:\xef\xbb\xbf)?[\t\n\r\x20-\x7e]{16,}$/),
    () => ({
      message: l10n.t('This is a text file, not an ONNX model.'),
      remedy: l10n.t('Open it as text to see what was saved in the place of the model, then fetch or export the model again.'),
    }),
  ],
];
