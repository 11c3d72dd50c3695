/** 8-bit pixels, row by row, channels interleaved. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 (grey), 3 (RGB). */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** A part of a picture; what lies outside it is black. */
export function cut(image: Pixels, left: number, top: number, width: number, height: number): Pixels {
  if (left === 0 && top === 0 && width === image.width && height === image.height) return image;
  const { channels } = image;
  const data = new Uint8Array(width * height * channels);
  const first = Math.max(0, left);
  const last = Math.min(image.width, left + width);
  for (let y = 0; y < height; y++) {
    const from = y + top;
    if (from < 0 || from >= image.height || last <= first) continue;
    const row = image.data.subarray((from * image.width + first) * channels, (from * image.width + last) * channels);
    data.set(row, (y * width + first - left) * channels);
  }
  return { width, height, channels, data };
}

/** Luma as Pillow's `convert("L")` computes it: ITU-R 601-2 in 16-bit fixed point. */
export function toGrey(image: Pixels): Pixels {
  if (image.channels === 1) return image;
  const { data, width, height } = image;
  const grey = new Uint8Array(width * height);
  for (let i = 0, p = 0; i < grey.length; i++, p += 3) {
    grey[i] = (data[p]! * 19595 + data[p + 1]! * 38470 + data[p + 2]! * 7471 + 0x8000) >>> 16;
  }
  return { width, height, channels: 1, data: grey };
}

/** Grey in all three channels, as Pillow's `convert("RGB")` of an `L` picture. */
export function toRgb(image: Pixels): Pixels {
  if (image.channels === 3) return image;
  const data = new Uint8Array(image.data.length * 3);
  for (let i = 0; i < image.data.length; i++) data.fill(image.data[i]!, 3 * i, 3 * i + 3);
  return { ...image, channels: 3, data };
}
