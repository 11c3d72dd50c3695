import { extent } from 'd3-array';
import { scaleLog, scaleSqrt } from 'd3-scale';
import { svg } from 'lit';
import { type Drawing, fitText, type Mark, nearestBox, textWidth } from './drawing';
import { figure } from './format';

export interface RooflinePoint {
  /** Operations a byte. */
  readonly intensity: number;
  /** 10⁹ operations a second. */
  readonly gflops: number;
  /** By which the point's area goes. */
  readonly weight: number;
  readonly label: string;
  /** What the reader is told of it. */
  readonly text: string;
  /** Has a label, where there is room. */
  readonly named: boolean;
  /** Hollow, and in another colour. */
  readonly odd?: boolean;
  /** The one that is looked at. */
  readonly strong?: boolean;
}

export interface RooflineOptions {
  readonly points: readonly RooflinePoint[];
  /** What computing allows, 10⁹ operations a second, the lowest first. */
  readonly peaks: readonly { readonly gflops: number; readonly label: string }[];
  /** What memory allows, 10⁹ bytes a second. */
  readonly bandwidth: { readonly gbytesPerSecond: number; readonly label: string };
  readonly xAxis: string;
  readonly yAxis: string;
}

const HEIGHT = 280;
const TOP = 22;
const BOTTOM = 36;
const LARGEST = 13;
const SMALLEST = 2.5;

/** Points below the roof that memory and computing make, on logarithmic axes. */
export function roofline(options: RooflineOptions): (width: number) => Drawing {
  const { points, peaks, bandwidth } = options;
  const top = Math.max(...peaks.map(({ gflops }) => gflops));
  const ridges = peaks.map(({ gflops }) => gflops / bandwidth.gbytesPerSecond);
  const [low = 0.1, high = 10] = extent([...points.map(({ intensity }) => intensity), ...ridges]);
  const [slow = top / 10, fast = top] = extent([...points.map(({ gflops }) => gflops), top]);
  return (width) => {
    const y = scaleLog([slow / 2, fast * 2], [HEIGHT - BOTTOM, TOP]);
    const yTicks = decades(y.domain());
    const left = Math.max(...yTicks.map((tick) => textWidth(figure(tick)))) + 8;
    const right = width - 10;
    const x = scaleLog([low / 2, high * 2.5], [left, right]);
    const radius = scaleSqrt([0, Math.max(...points.map(({ weight }) => weight), Number.MIN_VALUE)], [SMALLEST, LARGEST]);
    const [from = 1] = x.domain();
    const height = (intensity: number, gflops: number) => y(Math.min(gflops, intensity * bandwidth.gbytesPerSecond));
    const floor = y.domain()[0] ?? 1;
    const begin = Math.max(from, floor / bandwidth.gbytesPerSecond);
    // The largest first, so that none hides another, and last what is looked for.
    const rank = ({ odd, strong }: RooflinePoint) => (strong ? 2 : odd ? 1 : 0);
    const order = [...points.keys()].sort((i, j) => {
      const [a, b] = [points[i] as RooflinePoint, points[j] as RooflinePoint];
      return rank(a) - rank(b) || b.weight - a.weight;
    });
    const marks: Mark[] = order.map((index) => {
      const { intensity, gflops, weight, text } = points[index] as RooflinePoint;
      const r = radius(weight);
      return { x: x(intensity) - r, y: y(gflops) - r, width: 2 * r, height: 2 * r, text };
    });
    const inOrder = order.map((index) => points[index] as RooflinePoint);
    const roofs = peaks.map(({ gflops, label }) => ({ x: right - textWidth(label), y: y(gflops) - 5, width: textWidth(label) }));
    const labels = placed(inOrder, marks, roofs, left, right);
    const ticks = thinned(decades(x.domain()), x);
    const body = svg`
      ${yTicks.map(
        (tick) => svg`<line class="grid" x1=${left} x2=${right} y1=${y(tick)} y2=${y(tick)}></line>
        <text x=${left - 6} y=${y(tick) + 4} text-anchor="end">${figure(tick)}</text>`,
      )}
      ${ticks.map(
        (tick) => svg`<line class="grid" x1=${x(tick)} x2=${x(tick)} y1=${TOP} y2=${HEIGHT - BOTTOM}></line>
        <text x=${x(tick)} y=${HEIGHT - BOTTOM + 14} text-anchor="middle">${figure(tick)}</text>`,
      )}
      ${peaks.map(({ gflops }, at) => {
        const ridge = ridges[at] ?? 1;
        return svg`<path class="roof" d=${`M${x(begin)},${height(begin, gflops)}L${x(ridge)},${y(gflops)}L${right},${y(gflops)}`}></path>
          <line class="rule" x1=${x(ridge)} x2=${x(ridge)} y1=${y(gflops)} y2=${HEIGHT - BOTTOM}></line>`;
      })}
      <text class="over" x=${x(begin) + 12} y=${Math.min(HEIGHT - BOTTOM - 5, height(begin, top) + 6)}>${fitText(bandwidth.label, (right - left) / 2)}</text>
      ${order.map((index, at) => {
        const { odd, strong } = points[index] as RooflinePoint;
        const mark = marks[at] as Mark;
        return svg`<circle class=${`node${odd ? ' odd' : ''}${strong ? ' strong' : ''}`} cx=${mark.x + mark.width / 2} cy=${mark.y + mark.width / 2} r=${mark.width / 2}></circle>`;
      })}
      ${peaks.map(({ gflops, label }) => svg`<text class="over" x=${right} y=${y(gflops) - 5} text-anchor="end">${fitText(label, (right - left) / 2)}</text>`)}
      ${labels.map(({ x: at, y: line, text, end }) => svg`<text class="strong over" x=${at} y=${line} text-anchor=${end ? 'end' : 'start'}>${text}</text>`)}
      <line class="axis" x1=${left} x2=${right} y1=${HEIGHT - BOTTOM} y2=${HEIGHT - BOTTOM}></line>
      <text x="0" y="11">${options.yAxis}</text>
      <text x=${(left + right) / 2} y=${HEIGHT - 4} text-anchor="middle">${options.xAxis}</text>`;
    return {
      width,
      height: HEIGHT,
      body,
      marks: marks.length,
      mark: (index) => marks[index] as Mark,
      nearest: (px, py) => nearestCentre(marks, px, py),
    };
  };
}

/** Powers of ten in a range. */
function decades([least = 1, most = 1]: readonly number[]): number[] {
  const found: number[] = [];
  // Of a short range the halves and fifths too.
  const steps = most / least < 200 ? [1, 2, 5] : [1];
  for (let power = Math.floor(Math.log10(least)); power <= Math.floor(Math.log10(most)); power++) {
    for (const step of steps) found.push(step * 10 ** power);
  }
  return found.filter((tick) => tick >= least && tick <= most);
}

/** Without those whose label would touch the one before. */
function thinned(ticks: readonly number[], x: (tick: number) => number): number[] {
  const kept: number[] = [];
  for (const tick of ticks) {
    const before = kept.at(-1);
    const room = before === undefined ? 0 : (textWidth(figure(before)) + textWidth(figure(tick))) / 2 + 8;
    if (before === undefined || x(tick) - x(before) >= room) kept.push(tick);
  }
  return kept;
}

/** By the centre: points lie over each other, and the smaller ones on top. */
function nearestCentre(all: readonly Mark[], px: number, py: number): number {
  const centres = all.map((mark) => ({ ...mark, x: mark.x + mark.width / 2, y: mark.y + mark.height / 2, width: 0, height: 0 }));
  return nearestBox(centres, px, py);
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly end: boolean;
}

/** Where a line of text stands: its left end and its baseline. */
interface Line {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Names beside their points, the weightiest first, where they touch no other name. */
function placed(points: readonly RooflinePoint[], marks: readonly Mark[], there: readonly Line[], left: number, right: number): Label[] {
  const taken = [...there];
  const labels: Label[] = [];
  for (const [at, point] of points.entries()) {
    if (!point.named && !point.strong) continue;
    const mark = marks[at] as Mark;
    const text = fitText(point.label, (right - left) * 0.4);
    const width = textWidth(text);
    const y = mark.y + mark.height / 2 + 4;
    const spots = [
      { x: mark.x + mark.width + 4, y, end: false },
      { x: mark.x - 4, y, end: true },
      { x: mark.x + mark.width + 4, y: y + 14, end: false },
      { x: mark.x - 4, y: y + 14, end: true },
    ];
    for (const spot of spots) {
      const box = { x: spot.end ? spot.x - width : spot.x, y: spot.y, width };
      if (box.x < left || box.x + width > right || box.y > HEIGHT - BOTTOM - 2) continue;
      if (taken.some((other) => Math.abs(other.y - box.y) < 13 && box.x < other.x + other.width + 6 && other.x < box.x + width + 6))
        continue;
      taken.push(box);
      labels.push({ ...spot, text });
      break;
    }
  }
  return labels;
}
