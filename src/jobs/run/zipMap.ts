import { numericValues } from '../../measure/numeric';
import type { NodeProto } from '../../onnx/gen/onnx-ml_pb';
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

/** What the graph says of its outputs. */
export interface GraphOutputs {
  readonly names: ReadonlySet<string>;
  readonly zipMaps: readonly ZipMap[];
  /** Output → the operator that makes it. */
  readonly operators: ReadonlyMap<string, string>;
}

/** Which nodes make the outputs of a model's graph. */
export function graphOutputs(path: string): GraphOutputs {
  const model = openModel(path);
  try {
    const { node: nodes = [], output: declared = [] } = model.proto.graph ?? {};
    const outputs = new Set(declared.map((output) => output.name));
    const operators = new Map<string, string>();
    const zipMaps: ZipMap[] = [];
    for (const node of nodes) {
      for (const name of node.output) if (outputs.has(name)) operators.set(name, node.opType);
      const [scores, output] = [node.input[0], node.output[0]];
      if (node.opType !== 'ZipMap' || node.domain !== 'ai.onnx.ml' || !scores || !output || !outputs.has(output)) continue;
      zipMaps.push({ output, scores, hidden: !outputs.has(scores), labels: labelsOf(node) });
    }
    return { names: outputs, zipMaps, operators };
  } finally {
    model.close();
  }
}

function labelsOf(node: NodeProto): ReadonlyMap<number, string> {
  const attribute = (name: string) => node.attribute.find((candidate) => candidate.name === name);
  const decoder = new TextDecoder();
  const texts = attribute('classlabels_strings')?.strings.map((bytes) => decoder.decode(bytes)) ?? [];
  const integers = attribute('classlabels_int64s')?.ints.map(String) ?? [];
  return new Map((texts.length > 0 ? texts : integers).entries());
}

/** Characters written at once. */
const PIECE = 1 << 16;

/** The maps of all rows as JSON text, a list with a line each, piece by piece: labels in the order of the columns. */
export function* mapsText(zipMap: ZipMap, scores: Tensor): Generator<string> {
  const values = numericValues(scores) ?? [];
  const columns = scores.dims.at(-1) ?? 0;
  const rows = columns > 0 ? values.length / columns : 0;
  const keys = [...zipMap.labels].filter(([column]) => column < columns).map(([column, label]) => [column, JSON.stringify(label)] as const);
  // As everywhere in reports, what JSON has no number for is a string.
  const text = (value: number) => (Number.isFinite(value) ? String(value) : JSON.stringify(String(value)));
  let piece = '[';
  for (let row = 0; row < rows; row++) {
    const pairs = keys.map(([column, key]) => `${key}: ${text(values[row * columns + column]!)}`);
    piece += `${row === 0 ? '' : ','}\n{${pairs.join(', ')}}`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n]\n`;
}

/** Rows of maps that a report carries; the tensor has them all. */
export const MAX_MAPS = 200;

/** The maps of the first rows, at most {@link MAX_MAPS}. */
export function rebuildMaps(zipMap: ZipMap, scores: Tensor): Record<string, number>[] {
  const values = numericValues(scores) ?? [];
  const columns = scores.dims.at(-1) ?? 0;
  const rows = columns > 0 ? values.length / columns : 0;
  return Array.from({ length: Math.min(rows, MAX_MAPS) }, (_, row) =>
    Object.fromEntries(
      [...zipMap.labels].flatMap(([column, label]) => (column < columns ? [[label, values[row * columns + column]!]] : [])),
    ),
  );
}
