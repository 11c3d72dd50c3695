import { ENVIRONMENT_KEYS, environmentText, textOf } from './metricsEnvironment';
import type { VersionMetric } from './schemas/versions';

/** Objects within objects that are looked into. */
const MAX_DEPTH = 8;
/** Characters of a metric's dotted path. */
const MAX_NAME = 200;

/** Numbers of a part that say how it was measured and not what came out; of `dims` all within. */
const CONDITIONS = new Set<string>([
  ...ENVIRONMENT_KEYS,
  'schemaVersion',
  'rows',
  'n',
  'samples',
  'runs',
  'warmup',
  'loadAverage',
  'processes',
]);

/** What a metrics file says. */
export interface ParsedMetrics {
  /** Figures of the model first, then those of another file, which are `stale`. */
  readonly metrics: VersionMetric[];
  /** It has more numbers than `limit`. */
  readonly cut: boolean;
  /** A part of it is about another model file than `sha256`: its figures are stale. */
  readonly other: boolean;
}

type Json = Record<string, unknown>;
/** What all figures of a part have in common. */
type Part = Pick<VersionMetric, 'dataset' | 'environment' | 'stale'>;

/**
 * Reads `NAME.metrics.json`: numbers in nested objects, as DVC has its metrics. Each object at the top is a part with its own `sha256` (of the
 * model it measured), `dataset`, and for latencies what {@link environmentText} reads. `accuracyInterval` beside `accuracy`, as
 * `{low, high}` or `[low, high]`, is its interval. What else is in it is passed over.
 * @param sha256 of the version's model, where it is known
 * @param limit metrics to take at most
 * @returns undefined where it is no JSON object
 */
export function parseMetrics(text: string, sha256: string | undefined, limit: number): ParsedMetrics | undefined {
  const root = parseObject(text);
  if (!root) return undefined;
  const current: VersionMetric[] = [];
  const stale: VersionMetric[] = [];
  let cut = false;
  const walk = (object: Json, path: string, depth: number, part: Part) => {
    const found = part.stale ? stale : current;
    for (const [key, value] of Object.entries(object)) {
      const name = path === '' ? key : `${path}.${key}`;
      if (depth <= 1 && CONDITIONS.has(key) && (typeof value === 'number' || key === 'dims')) continue;
      if (name.length > MAX_NAME) cut = true;
      else if (typeof value === 'number' && Number.isFinite(value)) {
        if (found.length >= limit) cut = true;
        else found.push({ name, value, ...intervalOf(object[`${key}Interval`]), origin: 'committed', ...part });
      } else if (isObject(value) && !(key.endsWith('Interval') && intervalOf(value).low !== undefined)) {
        if (depth >= MAX_DEPTH) cut = true;
        else walk(value, name, depth + 1, path === '' ? within(part, partOf(value, sha256, part.stale)) : part);
      }
    }
  };
  walk(root, '', 0, partOf(root, sha256));
  const metrics = [...current, ...stale].slice(0, limit);
  return { metrics, cut: cut || metrics.length < current.length + stale.length, other: stale.length > 0 };
}

/** A part within the root: what it says itself goes before what the root does. */
function within({ dataset, environment }: Part, own: Part): Part {
  return { ...(dataset === undefined ? {} : { dataset }), ...(environment === undefined ? {} : { environment }), ...own };
}

function partOf(part: Json, sha256: string | undefined, around?: true): Part {
  const dataset = textOf(part.dataset);
  const environment = environmentText(part);
  return {
    ...(dataset === undefined ? {} : { dataset }),
    ...(environment === undefined ? {} : { environment }),
    ...(isOther(part, sha256, around) ? { stale: true } : {}),
  };
}

/** Whether a part measured another file; one that does not say which is what the object around it is. */
function isOther(part: Json, sha256: string | undefined, around = false): boolean {
  return sha256 === undefined || typeof part.sha256 !== 'string' ? around : part.sha256.toLowerCase() !== sha256;
}
function intervalOf(value: unknown): { low?: number; high?: number } {
  const [low, high]: unknown[] = Array.isArray(value) ? value : isObject(value) ? [value.low, value.high] : [];
  return typeof low === 'number' && typeof high === 'number' && low <= high ? { low, high } : {};
}

function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
