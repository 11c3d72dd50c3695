/** A model as named by a person: `PATH`, `PATH@GITREF`, `NAME@vX.Y.Z` or `NAME#STAGE`. */
export type ModelReference =
  | { kind: 'path'; path: string }
  | { kind: 'ref'; path: string; ref: string }
  | { kind: 'version'; name: string; version: string }
  | { kind: 'stage'; name: string; stage: string };

const NAME = /^[a-z0-9](?:[a-z0-9/_-]*[a-z0-9])?$/i;
/** Semantic Versioning 2.0.0 behind a `v`, as GTO tags it. */
const VERSION = /^v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Reads a reference by its form alone. The caller tries the whole text as a path first: an existing path wins.
 * `NAME` is as GTO allows it, without a dot, so that `model.onnx@v1.0.0` is a path at a tag.
 */
export function parseReference(text: string): ModelReference {
  const hash = text.lastIndexOf('#');
  if (hash > 0 && NAME.test(text.slice(0, hash)) && /^[\w-]+$/.test(text.slice(hash + 1))) {
    return { kind: 'stage', name: text.slice(0, hash), stage: text.slice(hash + 1) };
  }
  // The first @ behind the last separator of the path would cut `a@b/c.onnx@v1`; a ref may hold `/` itself. The one after `.onnx` decides, else the last.
  const extension = /\.onnx@/i.exec(text);
  const at = extension ? extension.index + extension[0].length - 1 : text.lastIndexOf('@');
  if (at <= 0 || at === text.length - 1) return { kind: 'path', path: text };
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  if (NAME.test(before) && VERSION.test(after)) return { kind: 'version', name: before, version: after };
  return { kind: 'ref', path: before, ref: after };
}
