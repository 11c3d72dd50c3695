import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { svg } from 'lit';
import { type Drawing, type Mark, textWidth, ticksThatFit } from './drawing';
import { count, figure } from './format';

export interface HistogramOptions {
  /** Counts of equally wide bins from `min` to `max`. */
  counts: readonly number[];
  min: number;
  max: number;
  /** Name of the horizontal axis with its unit. */
  axis: string;
  /** Lines with a label: a mean, a threshold. */
  lines?: readonly { value: number; text: string }[];
}

const HEIGHT = 170;
const TOP = 16;
const BOTTOM = 34;

/** Counts by value. */
export function histogram(options: HistogramOptions): (width: number) => Drawing {
  const { counts, lines = [] } = options;
  return (width) => {
    const high = max(counts) ?? 0;
    const y = scaleLinear([0, high || 1], [HEIGHT - BOTTOM, TOP]).nice(3);
    const yTicks = y.ticks(3).filter(Number.isInteger);
    const left = Math.max(16, ...yTicks.map((tick) => textWidth(count(tick)))) + 6;
    // One value throughout: a bar in the middle of a range of its own.
    const [from, to] = options.max > options.min ? [options.min, options.max] : [options.min - 0.5, options.max + 0.5];
    const x = scaleLinear([from, to], [left, width - 8]);
    const binWidth = (to - from) / Math.max(1, counts.length);
    const pixels = (width - 8 - left) / Math.max(1, counts.length);
    const gap = pixels > 4 ? 1 : 0;
    const mark = (i: number): Mark => ({
      x: left + i * pixels,
      y: y(counts[i] ?? 0),
      width: pixels,
      height: HEIGHT - BOTTOM - y(counts[i] ?? 0),
      text: `${figure(from + i * binWidth)} … ${figure(from + (i + 1) * binWidth)}: ${count(counts[i] ?? 0)}`,
    });
    const body = svg`
      ${yTicks.map(
        (tick) => svg`<line class="grid" x1=${left} x2=${width - 8} y1=${y(tick)} y2=${y(tick)}></line>
        <text x=${left - 5} y=${y(tick) + 4} text-anchor="end">${count(tick)}</text>`,
      )}
      ${counts.map((n, i) => (n > 0 ? svg`<rect class="base" x=${left + i * pixels + gap / 2} width=${Math.max(0.5, pixels - gap)} y=${Math.min(y(n), HEIGHT - BOTTOM - 1)} height=${Math.max(1, HEIGHT - BOTTOM - y(n))}></rect>` : ''))}
      <line class="axis" x1=${left} x2=${width - 8} y1=${HEIGHT - BOTTOM} y2=${HEIGHT - BOTTOM}></line>
      ${ticksThatFit((count) => x.ticks(count), x, figure, width < 380 ? 3 : 5).map((tick) => svg`<text x=${x(tick)} y=${HEIGHT - BOTTOM + 14} text-anchor="middle">${figure(tick)}</text>`)}
      ${lines
        .filter((line) => line.value >= from && line.value <= to)
        .map((line) => {
          const at = x(line.value);
          const flip = at + textWidth(line.text) + 8 > width;
          return svg`<line class="rule" x1=${at} x2=${at} y1="4" y2=${HEIGHT - BOTTOM}></line>
            <text class="strong" x=${flip ? at - 4 : at + 4} y="12" text-anchor=${flip ? 'end' : 'start'}>${line.text}</text>`;
        })}
      <text x=${(left + width - 8) / 2} y=${HEIGHT - 4} text-anchor="middle">${options.axis}</text>`;
    return {
      width,
      height: HEIGHT,
      body,
      marks: counts.length,
      mark,
      nearest: (px) => Math.max(0, Math.min(counts.length - 1, Math.floor((px - left) / pixels))),
    };
  };
}
