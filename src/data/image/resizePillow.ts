import type { Pixels } from './pixels';

/** A resampling filter: its value at x, and the x beyond which it is zero. */
interface Filter {
  readonly support: number;
  at(x: number): number;
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

const FILTERS: Readonly<Record<'bilinear' | 'bicubic' | 'lanczos' | 'box', Filter>> = {
  box: { support: 0.5, at: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  // Keys' cubic with a = -0.5.
  bicubic: {
    support: 2,
    at: (value) => {
      const x = Math.abs(value);
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    },
  },
  lanczos: { support: 3, at: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

export type PillowFilter = keyof typeof FILTERS | 'nearest';

/** Bits after the point of a weight: 32 less 8 for the pixel and 2 for what a filter overshoots. */
const PRECISION = 22;
const HALF = 1 << (PRECISION - 1);

/** Weights of the source pixels of each target pixel along one axis, in fixed point. */
interface Weights {
  /** First source pixel of each target pixel. */
  readonly first: Int32Array;
  /** How many. */
  readonly count: Int32Array;
  /** `size` weights per target pixel. */
  readonly values: Int32Array;
  readonly size: number;
}

/**
 * Resizes as Pillow's `Image.resize` does, bit for bit: two passes of convolution with a filter stretched over the source
 * when shrinking, weights in 22-bit fixed point, 8-bit pixels in between (src/libImaging/Resample.c); `nearest` steps
 * through the source as its affine transform does (src/libImaging/Geometry.c).
 */
export function resizePillow(image: Pixels, width: number, height: number, filter: PillowFilter): Pixels {
  if (width === image.width && height === image.height) return image;
  if (filter === 'nearest') return nearest(image, width, height);
  const kernel = FILTERS[filter];
  // A pass whose length stays is left out, as in Pillow.
  const wide = width === image.width ? image : horizontal(image, weights(image.width, width, kernel));
  return height === image.height ? wide : vertical(wide, weights(image.height, height, kernel));
}

function weights(from: number, to: number, filter: Filter): Weights {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const size = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const values = new Int32Array(to * size);
  const raw = new Float64Array(size);
  const inverse = 1 / stretch;
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(center - support + 0.5));
    const length = Math.min(from, Math.trunc(center + support + 0.5)) - begin;
    let sum = 0;
    for (let k = 0; k < length; k++) {
      raw[k] = filter.at((k + begin - center + 0.5) * inverse);
      sum += raw[k]!;
    }
    for (let k = 0; k < length; k++) {
      const weight = (sum === 0 ? raw[k]! : raw[k]! / sum) * (1 << PRECISION);
      values[i * size + k] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
    first[i] = begin;
    count[i] = length;
  }
  return { first, count, values, size };
}

function horizontal(image: Pixels, { first, count, values, size }: Weights): Pixels {
  const { channels, height } = image;
  const width = first.length;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const row = y * image.width * channels;
    for (let x = 0; x < width; x++) {
      const start = row + first[x]! * channels;
      for (let c = 0; c < channels; c++) {
        let sum = HALF;
        for (let k = 0, p = start + c; k < count[x]!; k++, p += channels) sum += image.data[p]! * values[x * size + k]!;
        data[(y * width + x) * channels + c] = clip(sum);
      }
    }
  }
  return { width, height, channels, data };
}

function vertical(image: Pixels, { first, count, values, size }: Weights): Pixels {
  const { channels, width } = image;
  const height = first.length;
  const stride = width * channels;
  const data = new Uint8Array(stride * height);
  const sums = new Float64Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(HALF);
    for (let k = 0; k < count[y]!; k++) {
      const weight = values[y * size + k]!;
      const row = (first[y]! + k) * stride;
      for (let x = 0; x < stride; x++) sums[x]! += image.data[row + x]! * weight;
    }
    for (let x = 0; x < stride; x++) data[y * stride + x] = clip(sums[x]!);
  }
  return { width, height, channels, data };
}

function clip(sum: number): number {
  const value = sum >> PRECISION;
  return Math.max(0, Math.min(255, value));
}

function nearest(image: Pixels, width: number, height: number): Pixels {
  const columns = steps(image.width, width);
  const rows = steps(image.height, height);
  return pick(image, columns, rows);
}

/** Source positions as Pillow adds them up, in double precision. */
function steps(from: number, to: number): Int32Array {
  const scale = from / to;
  const out = new Int32Array(to);
  let position = scale * 0.5;
  for (let i = 0; i < to; i++) {
    out[i] = Math.min(from - 1, Math.floor(position));
    position += scale;
  }
  return out;
}

/** The pixels at the given columns of the given rows. */
export function pick(image: Pixels, columns: Int32Array, rows: Int32Array): Pixels {
  const { channels } = image;
  const data = new Uint8Array(columns.length * rows.length * channels);
  let out = 0;
  for (const y of rows) {
    for (const x of columns) {
      const from = (y * image.width + x) * channels;
      for (let c = 0; c < channels; c++) data[out++] = image.data[from + c]!;
    }
  }
  return { width: columns.length, height: rows.length, channels, data };
}
