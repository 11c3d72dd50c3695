import { scaleLinear } from 'd3-scale';
import { svg } from 'lit';
import { type Drawing, fitText, type Mark, nearestBox, textWidth, ticksThatFit } from './drawing';
import { figure } from './format';

/** One bar. */
export interface Bar {
  label: string;
  value: number;
  /** Said at the bar's end; the value where there is none. */
  text?: string;
  /** Stands out: the others step back a shade. */
  strong?: boolean;
}

export interface BarsOptions {
  /** Name of the axis with its unit. */
  axis: string;
  /** End of the axis; the largest value unless told. */
  max?: number;
}

/** Below this width long labels stand above their bars. */
const NARROW = 380;
/** Labels that take more of the width than this are long. */
const LONG = 0.32;

/** Horizontal bars from zero, each labelled directly. A value that is not a number gets its label and no bar. */
export function bars(list: readonly Bar[], options: BarsOptions): (width: number) => Drawing {
  return (width) => {
    const longest = Math.max(0, ...list.map((bar) => textWidth(bar.label)));
    const narrow = width < NARROW && longest > width * LONG;
    const text = (bar: Bar) => bar.text ?? figure(bar.value);
    const finite = list.map((bar) => bar.value).filter(Number.isFinite);
    const right = Math.max(0, ...list.map((bar) => textWidth(text(bar)))) + 8;
    const left = narrow ? 4 : Math.min(width * 0.42, longest + 8);
    const low = Math.min(0, ...finite);
    const high = options.max ?? Math.max(0, ...finite);
    const x = scaleLinear([low, high > low ? high : low + 1], [left, Math.max(left + 20, width - right)]);
    const step = narrow ? 34 : 22;
    const top = 4;
    const bottom = top + list.length * step;
    const ticks = ticksThatFit((count) => x.ticks(count), x, figure, width < NARROW ? 3 : 5);
    const marks: Mark[] = list.map((bar, i) => ({ x: 0, y: top + i * step, width, height: step, text: `${bar.label}: ${text(bar)}` }));
    const dim = list.some((bar) => bar.strong);
    const body = svg`
      ${ticks.map(
        (tick) => svg`<line class="grid" x1=${x(tick)} x2=${x(tick)} y1=${top} y2=${bottom}></line>
        <text x=${x(tick)} y=${bottom + 14} text-anchor="middle">${figure(tick)}</text>`,
      )}
      <line class="axis" x1=${x(0)} x2=${x(0)} y1=${top} y2=${bottom}></line>
      ${list.map((bar, i) => {
        const y = top + i * step;
        const barTop = narrow ? y + 16 : y + 4;
        const height = 14;
        const from = Math.min(x(0), x(bar.value));
        const length = Math.max(1, Math.abs(x(bar.value) - x(0)));
        const shown = Number.isFinite(bar.value);
        return svg`
          <text class=${narrow ? 'strong over' : 'strong'} x=${narrow ? left + 5 : left - 8} y=${narrow ? y + 12 : y + 15} text-anchor=${narrow ? 'start' : 'end'}>${fitText(bar.label, narrow ? width - left - 5 : left - 8)}</text>
          ${shown ? svg`<rect class=${dim && !bar.strong ? 'base dim' : 'base'} x=${from} y=${barTop} width=${length} height=${height} rx="1"></rect>` : ''}
          <text class=${bar.strong ? 'strong' : ''} x=${(shown ? Math.max(x(0), x(bar.value)) : x(0)) + 5} y=${barTop + 11}>${text(bar)}</text>`;
      })}
      <text x=${(left + width - right) / 2} y=${bottom + 30} text-anchor="middle">${options.axis}</text>`;
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
