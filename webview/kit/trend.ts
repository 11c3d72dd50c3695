import { extent } from 'd3-array';
import { scaleLinear, scalePoint } from 'd3-scale';
import { svg } from 'lit';
import { type Drawing, fitText, type Mark, textWidth } from './drawing';
import { figure } from './format';

/** A figure at a place. */
export interface TrendValue {
  value: number;
  low?: number;
  high?: number;
  /** Only neighbours with the same key are joined. */
  key: string;
  /** Which of the colours it has: of values of one key the same. */
  tone?: number;
  /** Drawn as a ring. */
  hollow?: boolean;
  /** Drawn as a cross: it is no figure of this place. */
  crossed?: boolean;
}

/** One place on the horizontal axis; without values it is a gap. */
export interface TrendPoint {
  label: string;
  values: readonly TrendValue[];
  /** What the reader is told of it. */
  text: string;
}

export interface TrendOptions {
  points: readonly TrendPoint[];
  xAxis: string;
  yAxis: string;
  /** Beyond these no value can be: the axis ends there. */
  limits?: readonly [number, number];
  /** How values of the vertical axis are written. */
  show?(value: number): string;
}

const HEIGHT = 210;
const TOP = 24;
const BOTTOM = 38;
/** Points closer than this have no whiskers and are small: they would be a smear. */
const CLOSE = 7;

/** Figures over things in an order, with intervals where there are some. A line joins neighbours of one key and stops at a gap. */
export function trend(options: TrendOptions): (width: number) => Drawing {
  const { points, show = figure } = options;
  const values = points.flatMap((point) =>
    point.values.flatMap(({ value, low, high }) => [value, low, high].filter((one) => one !== undefined)),
  );
  const [low = 0, high = 1] = extent(values) as [number?, number?];
  const room = high > low ? (high - low) * 0.08 : Math.abs(low) * 0.05 || 0.5;
  return (width) => {
    const y = scaleLinear([low - room, high + room], [HEIGHT - BOTTOM, TOP]).nice(4);
    if (options.limits) y.domain(clamped(y.domain() as [number, number], options.limits));
    const yTicks = y.ticks(4);
    const left = Math.max(...yTicks.map((tick) => textWidth(show(tick)))) + 10;
    const right = width - 12;
    const x = scalePoint<number>(points.keys(), [left + 8, right - 8]).padding(points.length < 6 ? 0.3 : 0);
    const at = (i: number) => x(i) ?? (left + right) / 2;
    const step = points.length > 1 ? at(1) - at(0) : right - left;
    const close = step < CLOSE;
    const every = Math.max(1, Math.ceil((Math.max(0, ...points.map(({ label }) => Math.min(90, textWidth(label)))) + 12) / step));
    const mark = (i: number): Mark => {
      const { values: own, text } = points[i] as TrendPoint;
      const heights = own.length === 0 ? [HEIGHT - BOTTOM] : own.map(({ value }) => y(value));
      const top = Math.min(...heights);
      return { x: at(i) - 5, y: top - 5, width: 10, height: Math.max(...heights) - top + 10, text };
    };
    const body = svg`
      ${yTicks.map(
        (tick) => svg`<line class="grid" x1=${left} x2=${right} y1=${y(tick)} y2=${y(tick)}></line>
        <text x=${left - 6} y=${y(tick) + 4} text-anchor="end">${show(tick)}</text>`,
      )}
      <line class="axis" x1=${left} x2=${right} y1=${HEIGHT - BOTTOM} y2=${HEIGHT - BOTTOM}></line>
      ${points.map(({ label }, i) =>
        // From the right, so that the newest is always named.
        (points.length - 1 - i) % every === 0
          ? svg`<text x=${at(i)} y=${HEIGHT - BOTTOM + 15} text-anchor="middle">${fitText(label, Math.max(40, Math.min(90, step * every)))}</text>`
          : '',
      )}
      ${joined(points).map((run) => svg`<path class=${`line ${toneOf(run[0]!)}`} d=${run.map(({ place, value }, n) => `${n === 0 ? 'M' : 'L'}${at(place)},${y(value)}`).join('')}></path>`)}
      ${points.map(({ values: own }, i) => own.map((one) => drawn(one, at(i), y, close)))}
      <text x="0" y="11">${options.yAxis}</text>
      <text x=${(left + right) / 2} y=${HEIGHT - 4} text-anchor="middle">${options.xAxis}</text>`;
    return {
      width,
      height: HEIGHT,
      body,
      marks: points.length,
      mark,
      nearest: (px) => Math.max(0, Math.min(points.length - 1, Math.round((px - at(0)) / (step || 1)))),
    };
  };
}

/** A range cut off at limits; as it is where it lies outside of them. */
function clamped([low, high]: readonly [number, number], [least, most]: readonly [number, number]): [number, number] {
  const [from, to] = [Math.max(low, least), Math.min(high, most)];
  return from < to ? [from, to] : [low, high];
}

function drawn(one: TrendValue, x: number, y: (value: number) => number, close: boolean) {
  const { value, low, high, hollow, crossed } = one;
  const middle = y(value);
  const radius = close ? 1.8 : 4;
  if (crossed) {
    return svg`<path class=${`cross ${toneOf(one)}`} d=${`M${x - radius},${middle - radius}l${2 * radius},${2 * radius}m0,${-2 * radius}l${-2 * radius},${2 * radius}`}></path>`;
  }
  const whisker = low !== undefined && high !== undefined && !close;
  return svg`
    ${whisker ? svg`<line class="whisker" x1=${x} x2=${x} y1=${y(high)} y2=${y(low)}></line>` : ''}
    ${whisker ? [low, high].map((end) => svg`<line class="whisker" x1=${x - 3} x2=${x + 3} y1=${y(end)} y2=${y(end)}></line>`) : ''}
    <circle class=${`point ${toneOf(one)}${hollow ? ' hollow' : ''}`} cx=${x} cy=${middle} r=${radius}></circle>`;
}

/** Colours that differ; the last is for all beyond. */
export const TONES = 4;

function toneOf({ tone = 0 }: Pick<TrendValue, 'tone'>): string {
  return `tone-${Math.min(tone, TONES)}`;
}

/** A figure and the place it is at. */
export interface Placed extends TrendValue {
  place: number;
}

/** Runs of neighbours that a line joins: at least two, of one key, without a gap between. What is crossed out is joined with nothing. */
export function joined(points: readonly Pick<TrendPoint, 'values'>[]): Placed[][] {
  const runs: Placed[][] = [];
  let open = new Map<string, Placed[]>();
  for (const [place, { values }] of points.entries()) {
    const next = new Map<string, Placed[]>();
    for (const one of values) {
      if (one.crossed) continue;
      const run = [...(open.get(one.key) ?? [])];
      const before = runs.indexOf(open.get(one.key) ?? []);
      run.push({ ...one, place });
      if (before >= 0) runs[before] = run;
      else if (run.length === 2) runs.push(run);
      next.set(one.key, run);
    }
    open = next;
  }
  return runs;
}
