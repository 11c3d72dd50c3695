import { posix } from 'node:path';
import type { Manifest } from '../../manifest/schema';
import type { InputKind } from '../manifests';

/** File name endings by kind of input, for pickers and searches. */
const ENDINGS: Record<InputKind, readonly string[]> = {
  image: ['png', 'jpg', 'jpeg', 'webp'],
  audio: ['wav'],
  table: ['csv', 'tsv', 'json'],
  text: ['txt'],
  tensor: ['npy', 'npz', 'pb', 'csv', 'json', 'png', 'jpg', 'jpeg', 'wav'],
};
/** Tensors can be given for any. */
const TENSORS = ['npy', 'npz', 'pb'];

/** Files that describe models, projects and tools rather than being anybody's input. */
const DESCRIPTIONS = /\.(model|metrics|labels)\.json$|(^|\/)(package(-lock)?|tsconfig|labels|tokenizer)\.json$/;
/** What folders of ground truth are usually called. */
const TRUTH = /^(masks?|labels?|annotations?|ground[-_ ]?truth|segmentations?)$/i;

/** Endings of files that one kind of input takes, those that fit it best first. */
export function endingsOf(kind: InputKind): string[] {
  return [...new Set([...ENDINGS[kind], ...TENSORS])];
}

/** Files that may be an input, the likeliest first. */
export interface RankedInputs {
  /** In the folder of the model. */
  readonly beside: string[];
  readonly elsewhere: string[];
}

/**
 * Ranks files as values of an input: those beside the model, then the others by how many folders away they are; what fits the kind
 * before tensors, single files before those of the manifest's data sets and of folders of ground truth. The masks that the manifest
 * names are no inputs, nor are files that describe models.
 * @param files paths from where jobs start, with `/`
 * @param folder of the model, likewise; `''` where they start
 */
export function rankInputs(files: readonly string[], folder: string, kind: InputKind, manifest?: Manifest): RankedInputs {
  const sets = Object.values(manifest?.datasets ?? {});
  const places = (names: readonly unknown[]) => names.flatMap((name) => (typeof name === 'string' ? [posix.join(folder, name)] : []));
  const masks = places(sets.map((set) => set.masks));
  const data = places(sets.map((set) => set.data));
  const isIn = (path: string, all: readonly string[]) =>
    all.some((place) => path === place || path.startsWith(`${place.replace(/\/$/, '')}/`));
  const fits = new Set(ENDINGS[kind]);
  const order = new Intl.Collator(undefined, { numeric: true });
  const ranked = files
    .filter((path) => !DESCRIPTIONS.test(path) && !isIn(path, masks))
    .map((path) => ({
      path,
      // The weightier first.
      key: [
        path
          .split('/')
          .slice(0, -1)
          .some((part) => TRUTH.test(part)),
        isIn(path, data),
        !fits.has(posix.extname(path).slice(1).toLowerCase()),
        stepsBetween(folder, posix.dirname(path)),
      ].map(Number),
    }))
    .sort((a, b) => compareKeys(a.key, b.key) || order.compare(a.path, b.path))
    .map(({ path }) => path);
  const isBeside = (path: string) => posix.join(posix.dirname(path)) === posix.join(folder);
  return { beside: ranked.filter(isBeside), elsewhere: ranked.filter((path) => !isBeside(path)) };
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - b[index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** How many folders up and down it is from one to the other. */
function stepsBetween(from: string, to: string): number {
  return posix
    .relative(`/${from}`, `/${to}`)
    .split('/')
    .filter((part) => part !== '').length;
}
