import { scaleLinear } from 'd3-scale';
import { svg } from 'lit';
import { type Drawing, fitText, type Mark, nearestBox, textWidth, ticksThatFit } from './drawing';
import { duration, figure, joined } from './format';

/** Nested stretches of one stretch of time, column by column, in the order in which they begin. Milliseconds from its start. */
export interface FlameOptions {
  readonly start: readonly number[];
  readonly duration: readonly number[];
  /** Rows below the whole; 0 for what lies in nothing else. */
  readonly depth: readonly number[];
  /** Written into a bar where it fits. */
  label(event: number): string;
  /** What the reader is told of it. */
  text(event: number): string;
  /** What is told of several that are too short to be drawn apart. */
  several(count: number, milliseconds: number, longest: number): string;
  /** Which of the colours: 0 to 3, 4 for the rest. */
  tone(event: number): number;
  /** Stands out; the others step back a shade where there is one. */
  strong?(event: number): boolean;
  /** What all of it is called, and how long it is. */
  readonly whole: { readonly label: string; readonly ms: number };
  /** The part that is shown, milliseconds. */
  readonly range: readonly [from: number, to: number];
  readonly axis: string;
}

/** A mark of the drawing and the event that it is, or the longest of those it stands for. */
export interface FlameMark extends Mark {
  readonly event: number;
}

export interface FlameDrawing extends Drawing {
  mark(index: number): FlameMark;
}

const ROW = 22;
const BAR = 20;
const TOP = 2;
const LEFT = 2;
/** Shorter ones are drawn as one with their neighbours, pixels. */
const NARROWEST = 1;
/** A label in fewer pixels says nothing. */
const READABLE = 26;
/** A bar in fewer has no room for an edge. */
const ROUND = 6;

interface Group {
  first: number;
  last: number;
  longest: number;
  count: number;
  ms: number;
}

/** A bar for each stretch, below what it lies in. Whatever is narrower than a pixel is drawn together: as many events as there are, no more bars than pixels. */
export function flame(options: FlameOptions): (width: number) => FlameDrawing {
  const { start, depth, whole, range } = options;
  const rows = depth.reduce((most, level) => Math.max(most, level), -1) + 2;
  const anyStrong = options.strong !== undefined && start.some((_, event) => options.strong?.(event));
  return (width) => {
    const right = width - 8;
    const x = scaleLinear([range[0], range[1] > range[0] ? range[1] : range[0] + 1], [LEFT, right]);
    const bottom = TOP + rows * ROW;
    const clip = (value: number) => Math.max(LEFT, Math.min(right, value));
    const box = (from: number, to: number, row: number) => {
      const [low, high] = [clip(x(from)), clip(x(to))];
      return { x: low, y: TOP + row * ROW, width: Math.max(NARROWEST, high - low), height: BAR };
    };
    const marks = groupsOf(options, (event) => x(event)).map(({ group, row }): FlameMark & { strong: boolean } => {
      const one = group.count === 1;
      return {
        ...box(group.first, group.last, row),
        event: group.longest,
        text: one ? options.text(group.longest) : options.several(group.count, group.ms, group.longest),
        strong: options.strong?.(group.longest) ?? false,
      };
    });
    const ticks = ticksThatFit((many) => x.ticks(many), x, figure, width < 380 ? 3 : 7);
    const wholeBox = box(0, whole.ms, 0);
    const body = svg`
      ${ticks.map(
        (tick) => svg`<line class="grid" x1=${x(tick)} x2=${x(tick)} y1=${TOP} y2=${bottom}></line>
        <text x=${Math.max(textWidth(figure(tick)) / 2, x(tick))} y=${bottom + 14} text-anchor="middle">${figure(tick)}</text>`,
      )}
      <rect class="shade" x=${wholeBox.x} y=${wholeBox.y} width=${wholeBox.width} height=${BAR} rx="2"></rect>
      <text class="inside" x=${LEFT + 5} y=${wholeBox.y + 14}>${fitText(`${whole.label}: ${joined(duration(whole.ms))}`, right - LEFT - 10)}</text>
      ${marks.map((mark) => {
        const dim = anyStrong && !mark.strong ? ' dim' : '';
        return svg`<rect class=${`event${mark.width < ROUND ? ' slim' : ''} tone-${options.tone(mark.event)}${dim}`} x=${mark.x} y=${mark.y} width=${mark.width} height=${BAR} rx=${mark.width < ROUND ? 0 : 2}></rect>
          ${mark.width >= READABLE ? svg`<text class="inside" x=${mark.x + 4} y=${mark.y + 14}>${fitText(options.label(mark.event), mark.width - 8)}</text>` : ''}`;
      })}
      <line class="axis" x1=${LEFT} x2=${right} y1=${bottom} y2=${bottom}></line>
      <text x=${(LEFT + right) / 2} y=${bottom + 30} text-anchor="middle">${options.axis}</text>`;
    return {
      width,
      height: bottom + 36,
      body,
      marks: marks.length,
      mark: (index) => marks[index] as FlameMark,
      nearest: (px, py) => nearestBox(marks, px, py),
    };
  };
}

/** What is in sight, in the order of time within a row; neighbours together that share a pixel. */
function groupsOf({ start, duration: durations, depth, range }: FlameOptions, x: (at: number) => number): { group: Group; row: number }[] {
  const [from, to] = range;
  const done: { group: Group; row: number }[] = [];
  const open = new Map<number, Group>();
  const close = (row: number) => {
    const group = open.get(row);
    if (group) done.push({ group, row });
  };
  for (const [event, begin] of start.entries()) {
    const ms = durations[event] ?? 0;
    const end = begin + ms;
    if (end < from || begin > to) continue;
    const row = (depth[event] ?? 0) + 1;
    const group = open.get(row);
    const narrow = x(end) - x(begin) < NARROWEST;
    if (group && narrow && x(group.last) - x(group.first) < NARROWEST && x(end) - x(group.first) < 2 * NARROWEST) {
      group.last = Math.max(group.last, end);
      group.count++;
      group.ms += ms;
      if (ms > (durations[group.longest] ?? 0)) group.longest = event;
    } else {
      close(row);
      open.set(row, { first: begin, last: end, longest: event, count: 1, ms });
    }
  }
  for (const row of open.keys()) close(row);
  return done.sort((a, b) => a.group.first - b.group.first || a.row - b.row);
}
