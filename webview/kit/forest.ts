import { scaleLog } from 'd3-scale';
import { svg } from 'lit';
import { type Drawing, fitText, type Mark, nearestBox, textWidth, ticksThatFit } from './drawing';
import { figure } from './format';

/** One ratio with its intervals; without them a row that says why. */
export interface ForestRow {
  label: string;
  value?: number;
  interval?: readonly [number, number];
  /** The wider one: drawn thin behind the other. */
  wide?: readonly [number, number];
  /** Said at the right. */
  text: string;
}

export interface ForestOptions {
  axis: string;
  /** What lies within is no difference: the band around 1. */
  band: readonly [number, number];
  /** A line that none should cross. */
  limit?: { value: number; text: string };
}

const NARROW = 420;
const TOP = 20;

/** Ratios with their intervals, a row each, on a logarithmic axis, where twice as fast is as far from 1 as half. */
export function forest(rows: readonly ForestRow[], options: ForestOptions): (width: number) => Drawing {
  const { band, limit } = options;
  const ends = rows.flatMap(({ value, interval = [], wide = [] }) => [...(value === undefined ? [] : [value]), ...interval, ...wide]);
  const numbers = [...ends, ...band, ...(limit ? [limit.value] : [])].filter((end) => Number.isFinite(end) && end > 0);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const room = (high / low) ** 0.06;
  return (width) => {
    const narrow = width < NARROW;
    const step = narrow ? 42 : 28;
    const labels = narrow ? 0 : Math.min(width * 0.34, Math.max(...rows.map(({ label }) => textWidth(label))) + 12);
    const texts = narrow ? 0 : Math.max(...rows.map(({ text }) => textWidth(text))) + 12;
    const [left, right] = [labels + 6, Math.max(labels + 60, width - texts - 6)];
    const x = scaleLog([low / room, high * room], [left, right]);
    const bottom = TOP + rows.length * step + 4;
    const ticks = ticksThatFit((count) => niceTicks(low, high, count), x, figure, narrow ? 3 : 6);
    const middle = (i: number) => TOP + i * step + (narrow ? 30 : step / 2);
    const marks: Mark[] = rows.map(({ label, text }, i) => ({ x: 0, y: TOP + i * step, width, height: step, text: `${label}: ${text}` }));
    const bandWidth = Math.max(2, x(band[1]) - x(band[0]));
    const flips = limit !== undefined && x(limit.value) + textWidth(limit.text) + 6 > width;
    const body = svg`
      ${ticks.map(
        (tick) => svg`<line class="grid" x1=${x(tick)} x2=${x(tick)} y1=${TOP} y2=${bottom}></line>
        <text x=${x(tick)} y=${bottom + 14} text-anchor="middle">${figure(tick)}</text>`,
      )}
      <rect class="shade" x=${(x(band[0]) + x(band[1])) / 2 - bandWidth / 2} width=${bandWidth} y=${TOP} height=${bottom - TOP}></rect>
      <line class="axis one" x1=${x(1)} x2=${x(1)} y1=${TOP} y2=${bottom}></line>
      ${limit ? svg`<line class="rule" x1=${x(limit.value)} x2=${x(limit.value)} y1="4" y2=${bottom}></line><text class="strong" x=${x(limit.value) + (flips ? -4 : 4)} y="12" text-anchor=${flips ? 'end' : 'start'}>${limit.text}</text>` : ''}
      ${rows.map(({ label, value, interval, wide, text }, i) => {
        const y = middle(i);
        return svg`
          <text class=${narrow ? 'strong over' : 'strong'} x=${narrow ? 4 : labels - 4} y=${narrow ? y - 14 : y + 4} text-anchor=${narrow ? 'start' : 'end'}>${fitText(label, narrow ? width - textWidth(text) - 16 : labels - 8)}</text>
          <text class=${narrow ? 'over' : ''} x=${width - 4} y=${narrow ? y - 14 : y + 4} text-anchor="end">${text}</text>
          ${wide ? whisker(x(wide[0]), x(wide[1]), y) : ''}
          ${interval ? svg`<rect class="span now" x=${x(interval[0])} width=${Math.max(1, x(interval[1]) - x(interval[0]))} y=${y - 3} height="6"></rect>` : ''}
          ${value === undefined ? '' : svg`<circle class="point" cx=${x(value)} cy=${y} r="4"></circle>`}`;
      })}
      <text x=${(left + right) / 2} y=${bottom + 30} text-anchor="middle">${options.axis}</text>`;
    return {
      width,
      height: bottom + 36,
      body,
      marks: marks.length,
      mark: (i) => marks[i] as Mark,
      nearest: (px, py) => nearestBox(marks, px, py),
    };
  };
}

function whisker(from: number, to: number, y: number) {
  return svg`<line class="whisker" x1=${from} x2=${to} y1=${y} y2=${y}></line>
    ${[from, to].map((end) => svg`<line class="whisker" x1=${end} x2=${end} y1=${y - 4} y2=${y + 4}></line>`)}`;
}

/** Round numbers over a range of ratios, 1 always among them. */
function niceTicks(low: number, high: number, count: number): number[] {
  const decades = Math.log10(high / low);
  if (decades > 1.2) {
    const steps = decades > count ? [1] : decades * 2 > count ? [1, 3] : [1, 2, 5];
    const exponents = Array.from({ length: 13 }, (_, i) => i - 6);
    return exponents.flatMap((e) => steps.map((step) => step * 10 ** e)).filter((tick) => tick >= low && tick <= high);
  }
  const rough = (high - low) / count;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * size).find((each) => each >= rough) ?? rough;
  const first = Math.ceil((low - 1) / step);
  const last = Math.floor((high - 1) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number((1 + (first + i) * step).toPrecision(12)));
}
