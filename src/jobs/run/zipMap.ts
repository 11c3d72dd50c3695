import { numericValues } from '../../measure/numeric';
import { openModel } from '../../onnx/open';
import type { Tensor } from '../../onnx/tensor';

/**
 * A ZipMap node, which makes a map per row of a tensor with one column per class. The runtime cannot return the maps; the
 * tensor and the labels hold the same.
 */
export interface ZipMap {
  /** The graph output it makes. */
  readonly output: string;
  /** Its input: float32[N, classes]. */
  readonly scores: string;
  /** Whether the scores have to be exposed: they are no output of the graph. */
  readonly hidden: boolean;
  /** Keys of the maps, in the order of the columns. */
  readonly labels: ReadonlyMap<number, string>;
}

/** The ZipMaps that make outputs of a model's graph. */
export function findZipMaps(path: string): ZipMap[] {
  const model = openModel(path);
  try {
    const graph = model.proto.graph;
    const outputs = new Set(graph?.output.map((output) => output.name));
    return (graph?.node ?? []).flatMap((node) => {
      const [scores, output] = [node.input[0], node.output[0]];
      if (node.opType !== 'ZipMap' || node.domain !== 'ai.onnx.ml' || !scores || !output || !outputs.has(output)) return [];
      const attribute = (name: string) => node.attribute.find((candidate) => candidate.name === name);
      const decoder = new TextDecoder();
      const texts = attribute('classlabels_strings')?.strings.map((bytes) => decoder.decode(bytes)) ?? [];
      const integers = attribute('classlabels_int64s')?.ints.map(String) ?? [];
      return [{ output, scores, hidden: !outputs.has(scores), labels: new Map((texts.length > 0 ? texts : integers).entries()) }];
    });
  } finally {
    model.close();
  }
}

/** The maps, one per row. */
export function rebuildMaps(zipMap: ZipMap, scores: Tensor): Record<string, number>[] {
  const values = numericValues(scores) ?? [];
  const columns = scores.dims.at(-1) ?? 0;
  const rows = columns > 0 ? values.length / columns : 0;
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      [...zipMap.labels].flatMap(([column, label]) => (column < columns ? [[label, values[row * columns + column]!]] : [])),
    ),
  );
}
