import { roundHalfEven } from '../../base/round';
import type { Pixels } from './pixels';
import { pick } from './resizePillow';

export type OpencvFilter = 'bilinear' | 'nearest' | 'area';

/**
 * Resizes as OpenCV's `cv2.resize` does for 8-bit pictures (modules/imgproc/src/resize.cpp): INTER_LINEAR with weights in
 * 11-bit fixed point and no smoothing when shrinking, INTER_NEAREST, INTER_AREA (averages when shrinking both sides,
 * interpolates otherwise). INTER_NEAREST is exact; the other two are within 1 of 255 of OpenCV's own pixels, whose last bit
 * depends on the vector instructions it was built for.
 */
export function resizeOpencv(image: Pixels, width: number, height: number, filter: OpencvFilter): Pixels {
  if (width === image.width && height === image.height) return image;
  if (filter === 'nearest') return pick(image, nearest(image.width, width), nearest(image.height, height));
  if (filter === 'area' && width <= image.width && height <= image.height) return area(image, width, height);
  return linear(image, taps(image.width, width, filter), taps(image.height, height, filter));
}

function nearest(from: number, to: number): Int32Array {
  const step = 1 / (to / from);
  return Int32Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.floor(i * step)));
}

/** Two source pixels per target pixel and their weights, of 2048. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weights: Int32Array;
}

function taps(from: number, to: number, filter: 'bilinear' | 'area'): Taps {
  const scale = from / to;
  const first = new Int32Array(to);
  const second = new Int32Array(to);
  const weights = new Int32Array(2 * to);
  for (let i = 0; i < to; i++) {
    let at: number;
    let rest: number;
    if (filter === 'area') {
      at = Math.floor(i * scale);
      rest = Math.fround(i + 1 - (at + 1) * (to / from));
      rest = rest <= 0 ? 0 : rest - Math.floor(rest);
    } else {
      const position = Math.fround((i + 0.5) * scale - 0.5);
      at = Math.floor(position);
      rest = Math.fround(position - at);
    }
    if (at < 0) [at, rest] = [0, 0];
    if (at >= from - 1) [at, rest] = [from - 1, 0];
    first[i] = at;
    second[i] = Math.min(from - 1, at + 1);
    weights[2 * i] = roundHalfEven(Math.fround(1 - rest) * 2048);
    weights[2 * i + 1] = roundHalfEven(rest * 2048);
  }
  return { first, second, weights };
}

function linear(image: Pixels, across: Taps, down: Taps): Pixels {
  const { channels } = image;
  const width = across.first.length;
  const height = down.first.length;
  const data = new Uint8Array(width * height * channels);
  const rows = new Map<number, Int32Array>();
  const row = (y: number) => {
    let values = rows.get(y);
    if (values) return values;
    values = new Int32Array(width * channels);
    const start = y * image.width;
    for (let x = 0; x < width; x++) {
      const a = (start + across.first[x]!) * channels;
      const b = (start + across.second[x]!) * channels;
      for (let c = 0; c < channels; c++) {
        values[x * channels + c] = image.data[a + c]! * across.weights[2 * x]! + image.data[b + c]! * across.weights[2 * x + 1]!;
      }
    }
    // Two rows are in use at a time.
    if (rows.size > 3) rows.clear();
    rows.set(y, values);
    return values;
  };
  for (let y = 0; y < height; y++) {
    const above = row(down.first[y]!);
    const below = row(down.second[y]!);
    const [wa, wb] = [down.weights[2 * y]!, down.weights[2 * y + 1]!];
    for (let i = 0; i < width * channels; i++) {
      const sum = ((wa * (above[i]! >> 4)) >> 16) + ((wb * (below[i]! >> 4)) >> 16);
      data[y * width * channels + i] = Math.max(0, Math.min(255, (sum + 2) >> 2));
    }
  }
  return { width, height, channels, data };
}

/** Source pixels under each target pixel, and how much of each. */
interface Cover {
  readonly first: Int32Array;
  readonly weights: Float32Array[];
}

function cover(from: number, to: number): Cover {
  const scale = from / to;
  const first = new Int32Array(to);
  const weights: Float32Array[] = [];
  for (let i = 0; i < to; i++) {
    const begin = i * scale;
    const end = begin + scale;
    const cell = Math.min(scale, from - begin);
    let from1 = Math.ceil(begin);
    let to1 = Math.floor(end);
    to1 = Math.min(to1, from - 1);
    from1 = Math.min(from1, to1);
    const list: number[] = [];
    first[i] = from1;
    if (from1 - begin > 1e-3) {
      first[i] = from1 - 1;
      list.push((from1 - begin) / cell);
    }
    for (let k = from1; k < to1; k++) list.push(1 / cell);
    if (end - to1 > 1e-3) list.push(Math.min(Math.min(end - to1, 1), cell) / cell);
    weights.push(Float32Array.from(list));
  }
  return { first, weights };
}

function area(image: Pixels, width: number, height: number): Pixels {
  const { channels } = image;
  const across = cover(image.width, width);
  const down = cover(image.height, height);
  const stride = width * channels;
  const data = new Uint8Array(stride * height);
  const sums = new Float32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (const [k, wy] of down.weights[y]!.entries()) {
      const row = (down.first[y]! + k) * image.width;
      for (let x = 0; x < width; x++) {
        const wx = across.weights[x]!;
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let i = 0; i < wx.length; i++) sum += image.data[(row + across.first[x]! + i) * channels + c]! * wx[i]!;
          sums[x * channels + c]! += wy * sum;
        }
      }
    }
    for (let i = 0; i < stride; i++) data[y * stride + i] = Math.max(0, Math.min(255, roundHalfEven(sums[i]!)));
  }
  return { width, height, channels, data };
}
