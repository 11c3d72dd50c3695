import type { SVGTemplateResult } from 'lit';

/** A mark a reader can point at: its box in the drawing's pixels and what it says. */
export interface Mark {
  x: number;
  y: number;
  width: number;
  height: number;
  text: string;
}

/** A plot drawn for a width. */
export interface Drawing {
  width: number;
  height: number;
  body: SVGTemplateResult;
  /** How many marks there are: the arrow keys step through them. */
  marks: number;
  mark(index: number): Mark;
  /** The mark nearest to a point of the drawing. */
  nearest(x: number, y: number): number;
}

/** Looks for the nearest box among few marks. */
export function nearestBox(marks: readonly Mark[], x: number, y: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, mark] of marks.entries()) {
    const dx = Math.max(mark.x - x, 0, x - mark.x - mark.width);
    const dy = Math.max(mark.y - y, 0, y - mark.y - mark.height);
    const distance = dx * dx + dy * dy;
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
}

/** Pixels between the labels of neighbouring ticks. */
const GAP = 8;

/** Size of plot type, pixels; the same in panel.css. */
export const PLOT_FONT_SIZE = 11;
let measure: CanvasRenderingContext2D | null = null;

/** Width of a label in the panel's font, pixels. */
export function textWidth(text: string): number {
  measure ??= document.createElement('canvas').getContext('2d');
  if (!measure) return text.length * PLOT_FONT_SIZE * 0.6;
  measure.font = `${PLOT_FONT_SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  return measure.measureText(text).width;
}

/**
 * Ticks of an axis along the bottom whose labels do not touch: as many as fit, at most `most`.
 * @param ticks what the scale gives for about so many
 */
export function ticksThatFit(
  ticks: (count: number) => number[],
  position: (tick: number) => number,
  label: (tick: number) => string,
  most: number,
): number[] {
  for (let count = most; count > 1; count--) {
    const found = ticks(count);
    const apart = found.every((tick, i) => {
      const next = found[i + 1];
      return next === undefined || Math.abs(position(next) - position(tick)) >= (textWidth(label(tick)) + textWidth(label(next))) / 2 + GAP;
    });
    if (apart) return found;
  }
  return ticks(1);
}

/** Shortens a label in the middle until it fits. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const characters = [...text];
  let low = 1;
  let high = characters.length;
  const cut = (n: number) =>
    `${characters.slice(0, Math.ceil(n / 2)).join('')}…${characters.slice(characters.length - Math.floor(n / 2)).join('')}`;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(cut(middle)) <= width) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}
