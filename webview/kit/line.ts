import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { line as linePath } from 'd3-shape';
import { svg } from 'lit';
import { type Drawing, type Mark, textWidth, ticksThatFit } from './drawing';
import { envelope } from './envelope';
import { figure } from './format';

export interface LineOptions {
  values: readonly number[];
  /** Distance of two values on the horizontal axis; 1 for frames. */
  step: number;
  /** Names of the axes with their units. */
  xAxis: string;
  yAxis: string;
  /** The vertical range; that of the values unless told. */
  range?: readonly [number, number];
  /** What the value of one point is called in its read-out. */
  xUnit?: string;
  /** A stretch from the first value on that is set apart. */
  shade?: { readonly until: number; readonly text: string };
}

const HEIGHT = 190;
const TOP = 22;
const BOTTOM = 34;

/** One value over time. A gap where a value is not a number; beyond two values a pixel the lowest and the highest of each pixel. */
export function line(options: LineOptions): (width: number) => Drawing {
  const { values, step } = options;
  const finite = values.filter(Number.isFinite);
  const [low = 0, high = 1] = options.range ?? (extent(finite) as [number?, number?]);
  return (width) => {
    const y = scaleLinear([low, high > low ? high : low + 1], [HEIGHT - BOTTOM, TOP]).nice(4);
    const yTicks = y.ticks(4);
    const left = Math.max(...yTicks.map((tick) => textWidth(figure(tick)))) + 8;
    const right = width - 10;
    const x = scaleLinear([0, Math.max(1, values.length - 1)], [left, right]);
    const time = scaleLinear([0, Math.max(1, values.length - 1) * step], [left, right]);
    const path = linePath<number>()
      .defined((i) => Number.isFinite(values[i]))
      .x((i) => x(i))
      .y((i) => y(values[i] as number));
    const mark = (i: number): Mark => {
      const value = values[i] ?? Number.NaN;
      return {
        x: x(i) - 3,
        y: (Number.isFinite(value) ? y(value) : HEIGHT - BOTTOM) - 3,
        width: 6,
        height: 6,
        text: `${figure(i * step)}${options.xUnit ? ` ${options.xUnit}` : ''}: ${figure(value)}`,
      };
    };
    const body = svg`
      ${yTicks.map(
        (tick) => svg`<line class="grid" x1=${left} x2=${right} y1=${y(tick)} y2=${y(tick)}></line>
        <text x=${left - 6} y=${y(tick) + 4} text-anchor="end">${figure(tick)}</text>`,
      )}
      <line class="axis" x1=${left} x2=${right} y1=${y(y.domain()[0] ?? 0)} y2=${y(y.domain()[0] ?? 0)}></line>
      ${ticksThatFit((count) => time.ticks(count), time, figure, width < 380 ? 3 : 7).map((tick) => svg`<text x=${time(tick)} y=${HEIGHT - BOTTOM + 14} text-anchor="middle">${figure(tick)}</text>`)}
      ${options.shade && options.shade.until > 0 ? svg`<rect class="shade" x=${left} width=${Math.max(1, x(options.shade.until) - left)} y=${TOP} height=${HEIGHT - BOTTOM - TOP}></rect><text x=${left + 4} y=${TOP + 12}>${options.shade.text}</text>` : ''}
      <path class="baseline" d=${path(envelope(values, Math.max(1, right - left))) ?? ''}></path>
      <text x="0" y="11">${options.yAxis}</text>
      <text x=${(left + right) / 2} y=${HEIGHT - 4} text-anchor="middle">${options.xAxis}</text>`;
    return {
      width,
      height: HEIGHT,
      body,
      marks: values.length,
      mark,
      nearest: (px) => Math.max(0, Math.min(values.length - 1, Math.round(x.invert(px)))),
    };
  };
}
