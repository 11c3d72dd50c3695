import { scaleLinear } from 'd3-scale';
import { line as linePath } from 'd3-shape';
import { svg } from 'lit';
import { type Drawing, fitText, type Mark, textWidth, ticksThatFit } from './drawing';
import { figure } from './format';

/** A series over the time that all rows have in common. */
export interface Strip {
  label: string;
  at: readonly number[];
  values: readonly number[];
}

export interface StripsOptions {
  xAxis: string;
  /** Of every row: the same, so that rows compare. */
  range: readonly [number, number];
  /** Lines across each row, with their labels at the left. */
  guides: readonly { value: number; text: string }[];
  /** What a point is called in its read-out. */
  show(strip: Strip, index: number): string;
}

const ROW = 58;
const TOP = 4;
const LABEL = 14;

/** Series above each other over one time axis: what happens in all of them at once is seen as one. Values beyond the range stand at its edge. */
export function strips(rows: readonly Strip[], { xAxis, range, guides, show }: StripsOptions): (width: number) => Drawing {
  const end = Math.max(1, ...rows.flatMap(({ at }) => at));
  const points = rows.flatMap((row, which) => row.at.map((_, index) => ({ row, which, index })));
  return (width) => {
    const left = Math.max(...guides.map(({ text }) => textWidth(text))) + 10;
    const right = width - 10;
    const x = scaleLinear([0, end], [left, right]);
    const bottom = TOP + rows.length * ROW;
    const y = (which: number) => scaleLinear(range, [TOP + (which + 1) * ROW - 4, TOP + which * ROW + LABEL + 4]).clamp(true);
    const ticks = ticksThatFit((count) => x.ticks(count), x, figure, width < 380 ? 3 : 7);
    const mark = (i: number): Mark => {
      const { row, which, index } = points[i]!;
      return { x: x(row.at[index]!) - 3, y: y(which)(row.values[index]!) - 3, width: 6, height: 6, text: show(row, index) };
    };
    const body = svg`
      ${ticks.map(
        (tick) => svg`<line class="grid" x1=${x(tick)} x2=${x(tick)} y1=${TOP} y2=${bottom}></line>
        <text x=${x(tick)} y=${bottom + 14} text-anchor="middle">${figure(tick)}</text>`,
      )}
      ${rows.map(({ label, at, values }, which) => {
        const scale = y(which);
        const path = linePath<number>()
          .x((i) => x(at[i]!))
          .y((i) => scale(values[i]!));
        return svg`
          ${guides.map(
            ({ value, text }) => svg`<line class="axis" x1=${left} x2=${right} y1=${scale(value)} y2=${scale(value)}></line>
            <text x=${left - 5} y=${scale(value) + 4} text-anchor="end">${text}</text>`,
          )}
          <path class="baseline" d=${path([...at.keys()]) ?? ''}></path>
          <text class="strong over" x=${left + 2} y=${TOP + which * ROW + LABEL}>${fitText(label, right - left)}</text>`;
      })}
      <text x=${(left + right) / 2} y=${bottom + 30} text-anchor="middle">${xAxis}</text>`;
    return {
      width,
      height: bottom + 36,
      body,
      marks: points.length,
      mark,
      nearest: (px, py) => nearestPoint(rows, x.invert(px), Math.max(0, Math.min(rows.length - 1, Math.floor((py - TOP) / ROW)))),
    };
  };
}

/** The index, among all points, of the one of a row that is nearest in time. */
function nearestPoint(rows: readonly Strip[], time: number, which: number): number {
  const before = rows.slice(0, which).reduce((sum, { at }) => sum + at.length, 0);
  const { at } = rows[which]!;
  let best = 0;
  for (let index = 1; index < at.length; index++) if (Math.abs(at[index]! - time) < Math.abs(at[best]! - time)) best = index;
  return before + best;
}
