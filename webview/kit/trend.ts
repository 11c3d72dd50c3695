import { extent } from 'd3-array';
import { scaleLinear, scalePoint } from 'd3-scale';
import { svg } from 'lit';
import { type Drawing, fitText, type Mark, textWidth } from './drawing';
import { figure } from './format';

/** One place on the horizontal axis; without a value it is a gap. */
export interface TrendPoint {
  label: string;
  value?: number;
  low?: number;
  high?: number;
  /** Only neighbours with the same key are joined. */
  key?: string;
  /** Drawn as a ring. */
  hollow?: boolean;
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

/** A figure over things in an order, with intervals where there are some. A line joins neighbours of one key and stops at a gap. */
export function trend(options: TrendOptions): (width: number) => Drawing {
  const { points, show = figure } = options;
  const values = points.flatMap(({ value, low, high }) => [value, low, high].filter((number) => number !== undefined));
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
    const radius = close ? 1.8 : 4;
    const every = Math.max(1, Math.ceil((Math.max(0, ...points.map(({ label }) => Math.min(90, textWidth(label)))) + 12) / step));
    const mark = (i: number): Mark => {
      const { value, text } = points[i] as TrendPoint;
      const middle = value === undefined ? HEIGHT - BOTTOM : y(value);
      return { x: at(i) - 5, y: middle - 5, width: 10, height: 10, text };
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
      ${joined(points).map((run) => svg`<path class="baseline" d=${run.map((i, n) => `${n === 0 ? 'M' : 'L'}${at(i)},${y(points[i]?.value ?? 0)}`).join('')}></path>`)}
      ${points.map(({ value, low: from, high: to, hollow }, i) => {
        if (value === undefined) return '';
        const whisker = from !== undefined && to !== undefined && !close;
        return svg`
          ${whisker ? svg`<line class="whisker" x1=${at(i)} x2=${at(i)} y1=${y(to)} y2=${y(from)}></line>` : ''}
          ${whisker ? [from, to].map((end) => svg`<line class="whisker" x1=${at(i) - 3} x2=${at(i) + 3} y1=${y(end)} y2=${y(end)}></line>`) : ''}
          <circle class=${hollow ? 'point hollow' : 'point'} cx=${at(i)} cy=${y(value)} r=${radius}></circle>`;
      })}
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

/** Runs of neighbours that a line joins, as indices: at least two, of one key, without a gap between. */
export function joined(points: readonly Pick<TrendPoint, 'value' | 'key'>[]): number[][] {
  const runs: number[][] = [];
  let run: number[] = [];
  for (const [i, { value, key }] of points.entries()) {
    const before = points[i - 1];
    if (value === undefined) run = [];
    else if (run.length > 0 && before?.key === key) run.push(i);
    else run = [i];
    if (run.length === 2) runs.push(run);
  }
  return runs;
}
