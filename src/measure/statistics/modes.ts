import { moments } from './moments';
import { percentile } from './percentile';

/** A hump of a distribution. */
export interface Mode {
  /** Where it is highest. */
  readonly at: number;
  /** The share of the values that belong to it. */
  readonly share: number;
}

/** Values that the density is estimated from, evenly among the sorted: it does not get better by more. */
const POINTS = 2000;
const GRID = 512;
/** The least share of the values that makes a hump a mode. */
const LEAST_SHARE = 0.05;
/** How far the density must fall between two modes, as a share of the lower one. */
const VALLEY = 0.5;
const TOO_FEW = 50;

/**
 * The modes of a sample: humps of a Gaussian kernel density (Silverman's bandwidth) with a valley between them. One for most; two where a
 * model runs now at one speed, now at another.
 * @param sorted ascending; values beyond the 0.5th and the 99.5th percentile are left out of it
 * @param apart the least distance between two modes that matters
 */
export function modes(sorted: Float64Array, apart: number): Mode[] {
  const [low, high] = [percentile(sorted, 0.5), percentile(sorted, 99.5)];
  if (sorted.length < TOO_FEW || !(high > low)) return [{ at: percentile(sorted, 50), share: 1 }];
  const points = Float64Array.from({ length: Math.min(POINTS, sorted.length) }, (_, index, count = Math.min(POINTS, sorted.length)) =>
    percentile(sorted, 0.5 + (99 * (index + 0.5)) / count),
  );
  const spread = Math.min(moments(points).stdev, (percentile(points, 75) - percentile(points, 25)) / 1.34 || Number.POSITIVE_INFINITY);
  const bandwidth = Math.max(0.9 * spread * points.length ** -0.2, (high - low) / GRID);
  return humps(density(points, low, high, bandwidth), low, (high - low) / (GRID - 1), apart);
}

function density(points: Float64Array, low: number, high: number, bandwidth: number): Float64Array {
  const step = (high - low) / (GRID - 1);
  const reach = Math.ceil((4 * bandwidth) / step);
  const grid = new Float64Array(GRID);
  for (const point of points) {
    const near = Math.round((point - low) / step);
    for (let cell = Math.max(0, near - reach); cell <= Math.min(GRID - 1, near + reach); cell++) {
      grid[cell]! += Math.exp(-0.5 * ((low + cell * step - point) / bandwidth) ** 2);
    }
  }
  return grid;
}

/** Cuts the density at its lowest points, joining neighbours until each is a mode by all rules. */
function humps(grid: Float64Array, low: number, step: number, apart: number): Mode[] {
  const total = grid.reduce((sum, value) => sum + value, 0);
  const parts = peaks(grid);
  for (;;) {
    // The shallowest valley first: the bumps of one thin mode become one before the deep valley beside them is looked at.
    let shallowest = -1;
    let depth = -1;
    for (let index = 1; index < parts.length; index++) {
      const here = valley(parts[index - 1]!, parts[index]!);
      if (here > depth && !separate(parts[index - 1]!, parts[index]!)) [shallowest, depth] = [index, here];
    }
    if (shallowest < 0) break;
    parts.splice(shallowest - 1, 2, joined(parts[shallowest - 1]!, parts[shallowest]!));
  }
  return parts.map(({ peak, from, to }) => ({ at: low + peak * step, share: sum(from, to) / total }));

  function sum(from: number, to: number): number {
    return grid.subarray(from, to).reduce((all, value) => all + value, 0);
  }
  function joined(a: Part, b: Part): Part {
    return { from: a.from, to: b.to, peak: grid[a.peak]! >= grid[b.peak]! ? a.peak : b.peak };
  }
  /** How high the density still is between two parts, as a share of the lower peak. */
  function valley(a: Part, b: Part): number {
    return grid[b.from]! / Math.min(grid[a.peak]!, grid[b.peak]!);
  }
  function separate(a: Part, b: Part): boolean {
    const shares = Math.min(sum(a.from, a.to), sum(b.from, b.to)) / total;
    return valley(a, b) <= VALLEY && (b.peak - a.peak) * step >= apart && shares >= LEAST_SHARE;
  }
}

/** A stretch of the grid from one lowest point up to the next. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly peak: number;
}

function peaks(grid: Float64Array): Part[] {
  const parts: Part[] = [];
  let [from, peak, falling] = [0, 0, false];
  for (let cell = 1; cell < grid.length; cell++) {
    const change = grid[cell]! - grid[cell - 1]!;
    if (change > 0 && falling) {
      parts.push({ from, to: cell - 1, peak });
      [from, peak, falling] = [cell - 1, cell, false];
    } else if (change < 0) falling = true;
    if (grid[cell]! > grid[peak]!) peak = cell;
  }
  parts.push({ from, to: grid.length, peak });
  return parts;
}
