import { scaleUtc } from 'd3-scale';
import { svg } from 'lit';
import { type Drawing, fitText, type Mark, nearestBox, textWidth } from './drawing';

/** A stretch of time in a lane. */
export interface TimelineBar {
  /** Index of the lane. */
  lane: number;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  /** Written into the bar where it fits. */
  label: string;
  /** What the reader is told of it. */
  text: string;
  /** It goes on: its right end is open, and it stands out. */
  current?: boolean;
}

/** A moment, marked by a tick under the lanes. */
export interface TimelineMoment {
  at: number;
  text: string;
}

export interface TimelineOptions {
  lanes: readonly string[];
  bars: readonly TimelineBar[];
  /** Name and marks of the lowest lane, of moments. */
  moments?: { label: string; list: readonly TimelineMoment[] };
  /** Ends of the time axis, milliseconds since 1970. */
  range: readonly [number, number];
}

const ROW = 26;
const BAR = 18;
const TOP = 4;
/** Below this width lanes have their names above them. */
const NARROW = 380;

/** A lane a stage with a bar for each stretch of time, over a time axis. Bars that are shorter than a pixel keep one. */
export function timeline(options: TimelineOptions): (width: number) => Drawing {
  const { lanes, bars, moments } = options;
  const names = [...lanes, ...(moments ? [moments.label] : [])];
  return (width) => {
    const narrow = width < NARROW;
    const row = narrow ? ROW + 15 : ROW;
    const left = narrow ? 2 : Math.min(width * 0.3, Math.max(0, ...names.map(textWidth)) + 10);
    const right = width - 8;
    const [from, to] = options.range;
    const x = scaleUtc([from, to > from ? to : from + 86_400_000], [left, right]);
    const bottom = TOP + names.length * row;
    const top = (lane: number) => TOP + lane * row + (narrow ? 18 : (ROW - BAR) / 2);
    const marks: Mark[] = bars.map((bar) => {
      const start = x(bar.from);
      return { x: start, y: top(bar.lane), width: Math.max(1.5, x(bar.to) - start), height: BAR, text: bar.text };
    });
    for (const { at, text } of moments?.list ?? []) marks.push({ x: x(at) - 2, y: top(lanes.length), width: 4, height: BAR, text });
    const ticks = x.ticks(Math.max(2, Math.floor((right - left) / 110)));
    const format = x.tickFormat(ticks.length);
    const body = svg`
      ${ticks.map((tick) => {
        const at = x(tick);
        const label = format(tick);
        const half = textWidth(label) / 2;
        return svg`<line class="grid" x1=${at} x2=${at} y1=${TOP} y2=${bottom}></line>
          <text x=${Math.min(at, width - half)} y=${bottom + 14} text-anchor="middle">${label}</text>`;
      })}
      ${names.map((name, lane) =>
        narrow
          ? svg`<text class="strong" x=${left} y=${TOP + lane * row + 13}>${fitText(name, width - left)}</text>`
          : svg`<text class="strong" x=${left - 10} y=${top(lane) + 13} text-anchor="end">${fitText(name, left - 10)}</text>`,
      )}
      ${bars.map((bar, i) => {
        const mark = marks[i] as Mark;
        const fits = textWidth(bar.label) + 8 <= mark.width;
        // Where the bar is short and nothing follows it, its label stands beside it.
        const beside =
          !fits && bar.current && mark.x - left > textWidth(bar.label) + 6 && !crowded(marks, bars, i, textWidth(bar.label) + 6);
        return svg`<rect class=${bar.current ? 'span now' : 'span'} x=${mark.x} y=${mark.y} width=${mark.width} height=${BAR} rx="2"></rect>
          ${fits ? svg`<text class="inside" x=${mark.x + 5} y=${mark.y + 13}>${bar.label}</text>` : ''}
          ${beside ? svg`<text class="strong" x=${mark.x - 4} y=${mark.y + 13} text-anchor="end">${bar.label}</text>` : ''}`;
      })}
      ${(moments?.list ?? []).map((_, i) => {
        const mark = marks[bars.length + i] as Mark;
        return svg`<line class="moment" x1=${mark.x + 2} x2=${mark.x + 2} y1=${mark.y + 3} y2=${mark.y + BAR - 3}></line>`;
      })}
      <line class="axis" x1=${left} x2=${right} y1=${bottom} y2=${bottom}></line>`;
    return {
      width,
      height: bottom + 22,
      body,
      marks: marks.length,
      mark: (i) => marks[i] as Mark,
      nearest: (px, py) => nearestBox(marks, px, py),
    };
  };
}

/** Whether another bar of the lane lies within `room` left of a bar. */
function crowded(marks: readonly Mark[], bars: readonly TimelineBar[], index: number, room: number): boolean {
  const own = marks[index] as Mark;
  return bars.some((bar, i) => {
    const other = marks[i] as Mark;
    return i !== index && bar.lane === bars[index]?.lane && other.x < own.x && other.x + other.width > own.x - room;
  });
}
