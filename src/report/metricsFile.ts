import type { VersionMetric } from './schemas/versions';

/** Objects within objects that are looked into. */
const MAX_DEPTH = 8;
/** Characters of a metric's dotted path. */
const MAX_NAME = 200;
/** Characters of a data set's or an environment's name. */
const MAX_TEXT = 300;

/** Numbers of a part that say how it was measured and not what came out. */
const CONDITIONS = new Set(['schemaVersion', 'rows', 'n', 'samples', 'threads', 'batch', 'runs', 'warmup']);

/** What a metrics file says. */
export interface ParsedMetrics {
  readonly metrics: VersionMetric[];
  /** It has more numbers than `limit`. */
  readonly cut: boolean;
  /** A part of it is about another model file than `sha256`; it was left out. */
  readonly other: boolean;
}

type Json = Record<string, unknown>;

/**
 * Reads `NAME.metrics.json`: numbers in nested objects, as DVC has its metrics. Each object at the top is a part with its own `sha256` (of the
 * model it measured), `dataset`, and for latencies `runtime`, `device`, `threads` and `batch`. `accuracyInterval` beside `accuracy`, as
 * `{low, high}` or `[low, high]`, is its interval. What else is in it is passed over.
 * @param sha256 of the version's model, where it is known
 * @param limit metrics to take at most
 * @returns undefined where it is no JSON object
 */
export function parseMetrics(text: string, sha256: string | undefined, limit: number): ParsedMetrics | undefined {
  const root = parseObject(text);
  if (!root) return undefined;
  const metrics: VersionMetric[] = [];
  let cut = false;
  let other = false;
  const walk = (object: Json, path: string, depth: number, part: Pick<VersionMetric, 'dataset' | 'environment'>) => {
    for (const [key, value] of Object.entries(object)) {
      const name = path === '' ? key : `${path}.${key}`;
      if (name.length > MAX_NAME) cut = true;
      else if (typeof value === 'number' && Number.isFinite(value)) {
        if (CONDITIONS.has(key)) continue;
        if (metrics.length >= limit) cut = true;
        else metrics.push({ name, value, ...intervalOf(object[`${key}Interval`]), origin: 'committed', ...part });
      } else if (isObject(value) && !(key.endsWith('Interval') && intervalOf(value).low !== undefined)) {
        if (depth >= MAX_DEPTH) cut = true;
        else if (path === '' && isOther(value, sha256)) other = true;
        else walk(value, name, depth + 1, path === '' ? { ...part, ...conditionsOf(value) } : part);
      }
    }
  };
  if (isOther(root, sha256)) other = true;
  else walk(root, '', 0, conditionsOf(root));
  return { metrics, cut, other };
}

/** Where and on what a part was measured: latencies compare only where this is the same. */
export function environmentText(part: Json): string | undefined {
  const { runtime, device, threads, batch } = part;
  const words = [
    textOf(runtime) ?? (typeof runtime === 'number' ? String(runtime) : undefined),
    textOf(device),
    typeof threads === 'number' ? `${threads} ${threads === 1 ? 'thread' : 'threads'}` : undefined,
    typeof batch === 'number' ? `batch ${batch}` : undefined,
  ].filter((word) => word !== undefined);
  return words.length > 0 ? words.join(', ') : undefined;
}

function conditionsOf(part: Json): Pick<VersionMetric, 'dataset' | 'environment'> {
  const dataset = textOf(part.dataset);
  const environment = environmentText(part);
  return { ...(dataset === undefined ? {} : { dataset }), ...(environment === undefined ? {} : { environment }) };
}

function isOther(part: Json, sha256: string | undefined): boolean {
  return sha256 !== undefined && typeof part.sha256 === 'string' && part.sha256.toLowerCase() !== sha256;
}

function intervalOf(value: unknown): { low?: number; high?: number } {
  const [low, high]: unknown[] = Array.isArray(value) ? value : isObject(value) ? [value.low, value.high] : [];
  return typeof low === 'number' && typeof high === 'number' && low <= high ? { low, high } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : undefined;
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
