/** Characters of an environment's name. */
const MAX_TEXT = 300;
/** Sizes of dimensions that are named. */
const MAX_DIMS = 8;

/**
 * Keys of a part of a metrics file, and of a report's conditions, that say on what it was measured. Numbers among them are no figures.
 * What makes no difference to a latency is not among them, and parts no lines: how long was measured and when, the release of the system,
 * the load of that moment.
 */
export const ENVIRONMENT_KEYS = [
  'runtime',
  'device',
  'os',
  'cores',
  'provider',
  'threads',
  'interOpThreads',
  'batch',
  'dims',
  'optimization',
  'spinning',
  'scenario',
  'boundMs',
  'percentile',
] as const;

/** What a figure was measured on, as a file or a report has it: a stranger's. */
export type Conditions = Readonly<Record<string, unknown>>;

/**
 * Where and on what a part was measured, in words. Latencies compare only where these are the same. What is as it usually is goes without
 * saying, so that a file of another tool, which has fewer keys, is joined where it can be.
 */
export function environmentText(part: Conditions): string | undefined {
  const {
    runtime,
    device,
    os,
    cores,
    provider,
    threads,
    interOpThreads,
    batch,
    dims,
    optimization,
    spinning,
    scenario,
    boundMs,
    percentile,
  } = part;
  const words = [
    textOf(runtime) ?? (typeof runtime === 'number' ? String(runtime) : undefined),
    textOf(device),
    // Of the system its name: a release changes with every update.
    textOf(os)?.split(' ', 1)[0],
    unless(textOf(provider), 'cpu'),
    // The runtime's own choice goes by the cores; where threads are given those do not matter.
    counted(threads, 'thread') ?? counted(cores, 'core'),
    counted(interOpThreads, 'inter-op thread'),
    typeof batch === 'number' ? `batch ${batch}` : undefined,
    sizesText(dims),
    named('optimization', unless(textOf(optimization), 'all')),
    spinning === false ? 'no spinning' : undefined,
    unless(textOf(scenario), 'single'),
    typeof boundMs === 'number' ? `P${typeof percentile === 'number' ? percentile : 99} within ${boundMs} ms` : undefined,
  ].filter((word) => word !== undefined);
  return words.length > 0 ? words.join(', ') : undefined;
}

/** Sizes of dimensions that the model leaves open: a longer text takes longer. */
function sizesText(dims: unknown): string | undefined {
  if (typeof dims !== 'object' || dims === null || Array.isArray(dims)) return undefined;
  const sizes = Object.entries(dims).filter(([, size]) => typeof size === 'number');
  const words = sizes.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, size]) => `${name} ${size}`);
  const left = words.length - MAX_DIMS;
  return textOf([...words.slice(0, MAX_DIMS), ...(left > 0 ? [`${left} more`] : [])].join(', '));
}

function counted(value: unknown, what: string): string | undefined {
  return typeof value === 'number' ? `${value} ${what}${value === 1 ? '' : 's'}` : undefined;
}

function named(name: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${name} ${value}`;
}

function unless(value: string | undefined, usual: string): string | undefined {
  return value === usual ? undefined : value;
}

/** A text that is one, cut to what has room. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : undefined;
}
