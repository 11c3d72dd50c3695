import { scaleLinear } from 'd3-scale';
import { svg } from 'lit';
import { type Drawing, fitText, type Mark, textWidth, ticksThatFit } from './drawing';
import { figure } from './format';

/** A distribution: shares of equally wide bins. */
export interface Ridge {
  label: string;
  counts: readonly number[];
  /** Where a stroke goes through. */
  middle?: number;
  /** Said at the right of the label. */
  text: string;
}

export interface RidgesOptions {
  /** Of all rows. */
  min: number;
  max: number;
  axis: string;
  /** How values of the axis are written. */
  show?(value: number): string;
  /** Where the axis has its ticks; round numbers unless told. */
  ticks?(min: number, max: number, count: number): number[];
}

const ROW = 54;
const TOP = 4;
const LABEL = 15;

/** Distributions over one axis, a row each, so that they are told apart by where they stand. Each is as high as its row: what counts is the shape. */
export function ridges(rows: readonly Ridge[], options: RidgesOptions): (width: number) => Drawing {
  const { min, max, axis, show = figure } = options;
  return (width) => {
    const [left, right] = [6, width - 10];
    const x = scaleLinear([min, max > min ? max : min + 1], [left, right]);
    const bottom = TOP + rows.length * ROW;
    const ticks = ticksThatFit((count) => options.ticks?.(min, max, count) ?? x.ticks(count), x, show, width < 380 ? 3 : 7);
    const marks: Mark[] = rows.map(({ label, text }, i) => ({ x: 0, y: TOP + i * ROW, width, height: ROW, text: `${label}: ${text}` }));
    const shape = ({ counts }: Ridge, base: number) => {
      const high = Math.max(...counts, Number.MIN_VALUE);
      const y = (n: number) => base - (n / high) * (ROW - LABEL - 6);
      const at = (bin: number) => x(min + ((max - min) * bin) / counts.length);
      const steps = counts.map((n, bin) => `L${at(bin)},${y(n)}L${at(bin + 1)},${y(n)}`).join('');
      return `M${at(0)},${base}${steps}L${at(counts.length)},${base}Z`;
    };
    const body = svg`
      ${ticks.map(
        (tick) => svg`<line class="grid" x1=${x(tick)} x2=${x(tick)} y1=${TOP} y2=${bottom}></line>
        <text x=${x(tick)} y=${bottom + 14} text-anchor="middle">${show(tick)}</text>`,
      )}
      ${rows.map((row, i) => {
        const base = TOP + (i + 1) * ROW - 4;
        const text = textWidth(row.text);
        return svg`
          <path class="span now" d=${shape(row, base)}></path>
          <line class="axis" x1=${left} x2=${right} y1=${base} y2=${base}></line>
          ${row.middle === undefined ? '' : svg`<line class="rule" x1=${x(row.middle)} x2=${x(row.middle)} y1=${base - ROW + LABEL + 6} y2=${base}></line>`}
          <text class="strong over" x=${left} y=${base - ROW + LABEL + 2}>${fitText(row.label, Math.max(40, right - left - text - 14))}</text>
          <text class="over" x=${right} y=${base - ROW + LABEL + 2} text-anchor="end">${row.text}</text>`;
      })}
      <text x=${(left + right) / 2} y=${bottom + 30} text-anchor="middle">${axis}</text>`;
    return {
      width,
      height: bottom + 36,
      body,
      marks: marks.length,
      mark: (i) => marks[i] as Mark,
      nearest: (_px, py) => Math.max(0, Math.min(rows.length - 1, Math.floor((py - TOP) / ROW))),
    };
  };
}
