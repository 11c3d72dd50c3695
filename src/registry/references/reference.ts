import { isArtifactName, isName, isVersion } from '../tags/grammar';

/** A model as named by a person: `PATH`, `PATH@GITREF`, `NAME@vX.Y.Z` (or `NAME@latest`) or `NAME#STAGE`. */
export type ModelReference =
  | { kind: 'path'; path: string }
  | { kind: 'ref'; path: string; ref: string }
  | { kind: 'version'; name: string; version: string }
  | { kind: 'stage'; name: string; stage: string };

/** Stands for the greatest version that holds, as in GTO. */
export const LATEST = 'latest';

/**
 * Reads a reference by its form alone. The caller tries the whole text as a path first: an existing path wins.
 * `NAME` is as GTO allows it, without a dot, so that `model.onnx@v1.0.0` is a path at a tag; it may have its folder in front,
 * `dir:name`, or as in a tag, `dir=name`.
 */
export function parseReference(text: string): ModelReference {
  const hash = text.lastIndexOf('#');
  const named = nameOf(text.slice(0, hash));
  if (hash > 0 && named !== undefined && isName(text.slice(hash + 1))) return { kind: 'stage', name: named, stage: text.slice(hash + 1) };
  // The first @ behind the last separator of the path would cut `a@b/c.onnx@v1`; a ref may hold `/` itself. The one after `.onnx` decides, else the last.
  const extension = /\.onnx@/i.exec(text);
  const at = extension ? extension.index + extension[0].length - 1 : text.lastIndexOf('@');
  if (at <= 0 || at === text.length - 1) return { kind: 'path', path: text };
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  const name = nameOf(before);
  if (name !== undefined && (after === LATEST || isVersion(after))) return { kind: 'version', name, version: after };
  return { kind: 'ref', path: before, ref: after };
}

function nameOf(text: string): string | undefined {
  const name = text.replace('=', ':');
  return isArtifactName(name) ? name : undefined;
}
