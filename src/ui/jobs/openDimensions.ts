import type { ValueInfo } from '../../onnx/tensor';

/** A dimension that nothing but a person can say the size of. */
export interface OpenDimension {
  readonly name: string;
  /** The first input that has it: `input_ids`. */
  readonly input: string;
  /** `int64 [batch, sequence]`. */
  readonly type: string;
}

/**
 * The symbolic dimensions of inputs that are filled by chance, each once, in the order of the inputs. The first axis is that of rows, which
 * there is one of unless a batch is asked for; a dimension without a name has a size of 1.
 * @param byChance which inputs are filled by chance
 */
export function openDimensions(inputs: readonly ValueInfo[], byChance: (name: string) => boolean = () => true): OpenDimension[] {
  const found = new Map<string, OpenDimension>();
  const rows = new Set(inputs.flatMap(({ shape }) => (typeof shape?.[0] === 'string' ? [shape[0]] : [])));
  for (const { name: input, type, shape = [] } of inputs) {
    if (!byChance(input)) continue;
    for (const name of shape.slice(1)) {
      if (typeof name === 'number' || name === '' || rows.has(name) || found.has(name)) continue;
      found.set(name, { name, input, type: `${type} [${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]` });
    }
  }
  return [...found.values()];
}

/** What is wrong with a size as it was typed; undefined where nothing is. */
export function isSize(text: string): boolean {
  return /^\s*[1-9]\d{0,8}\s*$/.test(text);
}

/** Sizes as job parameter `dims` takes them: those of `wanted` alone, since a model may have lost a dimension. */
export function dimsParameter(sizes: Readonly<Record<string, number>>, wanted: readonly OpenDimension[]): string[] {
  return wanted.flatMap(({ name }) => (Object.hasOwn(sizes, name) ? [`${name}=${sizes[name]}`] : []));
}
