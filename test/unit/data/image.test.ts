import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/data/image/decode';
import { toSize } from '../../../src/data/image/geometry';
import { prepareIdxImages } from '../../../src/data/image/idx';
import { cut, toGrey, toRgb } from '../../../src/data/image/pixels';
import { prepareImage } from '../../../src/data/image/prepare';
import { type ImageSettings, imageSettings } from '../../../src/data/image/settings';
import { loadSharp } from '../../../src/data/image/sharp';
import { tensorToPixels, toPng, toTensor } from '../../../src/data/image/tensor';
import type { ValueInfo } from '../../../src/onnx/tensor';
import { bytes, FIXTURES, largestDifference, reference } from './reference';

const load = async (name: string) => decodeImage(await readFile(join(FIXTURES, name)), name);
const MODES = [...new Set(reference.resize.map((entry) => entry.mode))] as Exclude<ImageSettings['resize'], 'none'>[];

describe('sharp', () => {
  it('runs its WebAssembly build, whatever npm installed', () => {
    expect(loadSharp().versions).toHaveProperty('emscripten');
  });
});

describe('resizing', () => {
  it('is checked in all its modes', () => {
    expect(MODES).toHaveLength(8);
  });

  it.each(MODES)('%s gives the pixels of its reference', async (resize) => {
    const { pixels } = await load('picture.png');
    for (const { mode, width, height, cut: part, pixels: stored } of reference.resize) {
      if (mode !== resize) continue;
      const image = part ? cut(pixels, 0, 0, part[0], part[1]) : pixels;
      const made = toSize(image, { size: [height, width], resize, crop: 'none' })!;
      // OpenCV's builds differ from each other in the last bit, by the vector unit they were made for; Pillow's do not.
      expect(largestDifference(made.data, bytes(stored)), `${width} × ${height}`).toBeLessThanOrEqual(EXACT.includes(mode) ? 0 : 1);
    }
  });

  const EXACT = ['pillow-bilinear', 'pillow-bicubic', 'pillow-lanczos', 'pillow-box', 'pillow-nearest', 'opencv-nearest'];
});

describe('cropping', () => {
  it('fits the shorter side and keeps the middle as torchvision does', async () => {
    const { pixels } = await load('picture.png');
    for (const { size, pixels: stored } of reference.center) {
      const made = toSize(pixels, { size, resize: 'pillow-bilinear', crop: 'center' })!;
      expect([made.height, made.width]).toEqual(size);
      expect(largestDifference(made.data, bytes(stored)), size.join('×')).toBe(0);
    }
  });

  it('pads with black around the middle', () => {
    const white = { width: 4, height: 2, channels: 1 as const, data: new Uint8Array(8).fill(255) };
    const made = toSize(white, { size: [4, 4], resize: 'pillow-nearest', crop: 'pad' })!;
    expect([...made.data]).toEqual([0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]);
  });

  it('does not scale with resize none', () => {
    const image = { width: 3, height: 3, channels: 1 as const, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
    expect([...toSize(image, { size: [1, 1], resize: 'none', crop: 'center' })!.data]).toEqual([5]);
    expect([...toSize(image, { size: [3, 5], resize: 'none', crop: 'pad' })!.data]).toEqual([0, 1, 2, 3, 0, 0, 4, 5, 6, 0, 0, 7, 8, 9, 0]);
    expect(toSize(image, { size: [2, 2], resize: 'none', crop: 'none' })).toBeUndefined();
  });
});

describe('decoding', () => {
  it.each(Object.keys(reference.files))('%s has the pixels that Pillow gives', async (name) => {
    const stored = reference.files[name]!;
    const { pixels } = await load(name);
    const made = stored.grey ? toGrey(pixels) : toRgb(pixels);
    expect([made.width, made.height]).toEqual([stored.width, stored.height]);
    // Lossy formats may be decoded with other rounding; 2 of 255 is what two builds of one JPEG library differ by.
    expect(largestDifference(made.data, bytes(stored.pixels))).toBeLessThanOrEqual(stored.exact ? 0 : 2);
  });

  it('refuses what is no picture, a damaged one, and one of too many pixels', async () => {
    await expect(decodeImage(new TextEncoder().encode('GIF89a'), 'a.gif')).rejects.toMatchObject({ code: 'image.format' });
    const png = await readFile(join(FIXTURES, 'picture.png'));
    await expect(decodeImage(png.subarray(0, png.length / 2), 'half.png')).rejects.toMatchObject({ code: 'data.damaged' });
    await expect(decodeImage(bomb(60_000, 60_000), 'bomb.png')).rejects.toMatchObject({ code: 'image.pixels' });
  });
});

/** A PNG that claims a size, with next to nothing behind it. */
function bomb(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    magic,
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from('789c0300000000 01'.replace(' ', ''), 'hex')),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('pictures as tensors', () => {
  const pixels = { width: 2, height: 1, channels: 3 as const, data: Uint8Array.of(10, 20, 30, 40, 50, 60) };
  const input = (shape: ValueInfo['shape'], type = 'float32'): ValueInfo => ({ name: 'image', type, shape });

  it('have the layout, channel order and arithmetic asked for', () => {
    const settings = (more: Partial<ImageSettings>) => imageSettings(input(undefined), { kind: 'image', scale: 1, ...more } as never);
    const make = (more: Partial<ImageSettings>) => toTensor(pixels, settings(more), input(undefined));
    expect(make({ layout: 'NCHW' })).toMatchObject({ dims: [1, 3, 1, 2], data: Float32Array.of(10, 40, 20, 50, 30, 60) });
    expect(make({ layout: 'CHW', channels: 'BGR' })).toMatchObject({ dims: [3, 1, 2], data: Float32Array.of(30, 60, 20, 50, 10, 40) });
    expect(make({ layout: 'HWC' })).toMatchObject({ dims: [1, 2, 3], data: Float32Array.of(10, 20, 30, 40, 50, 60) });
    expect(make({ layout: 'NHWC', scale: 0.5, mean: [1, 2, 3], std: [2, 2, 4] })).toMatchObject({
      dims: [1, 1, 2, 3],
      data: Float32Array.of(2, 4, 3, 9.5, 11.5, 6.75),
    });
  });

  it('are guessed where nothing is said', () => {
    expect(imageSettings(input([1, 3, 8, 9]), {})).toMatchObject({ layout: 'NCHW', channels: 'RGB', size: [8, 9], scale: 1 / 255 });
    expect(imageSettings(input(['N', 28, 28, 1], 'uint8'), {})).toMatchObject({
      layout: 'NHWC',
      channels: 'grey',
      size: [28, 28],
      scale: 1,
    });
    expect(imageSettings(input(['N', 3, 'H', 'W']), {}).size).toBeUndefined();
    expect(() => imageSettings(input([1, 3, 8, 8]), { channels: 'grey' })).toThrow(/grey has 1 channels, the input has 3/);
    expect(() => imageSettings(input([1, 3, 8, 8]), { mean: [1, 2] })).toThrow(/"mean" has 2 numbers for 3 channels/);
  });

  it('are not brought to a size that the model does not take or no picture has', () => {
    const input: ValueInfo = { name: 'x', type: 'float32', shape: [1, 1, 28, 28] };
    expect(() => imageSettings(input, { size: [100_000_000, 100_000_000] })).toThrow(
      'The picture for the input "x" cannot be made: its size is 100000000 × 100000000, the input wants 28 × 28.',
    );
    expect(() => imageSettings({ ...input, shape: ['N', 3, 'H', 'W'] }, { size: [100_000, 2000] })).toThrow(
      '2000 × 100000 is more than 32,000,000 pixels',
    );
    const thin = { width: 3_000_000, height: 1, channels: 1 as const, data: new Uint8Array(3_000_000) };
    const to = { size: [48, 48] as const, resize: 'pillow-bilinear' as const };
    expect(() => toSize(thin, { ...to, crop: 'center' })).toThrow('A picture of 3000000 × 1 would take 6,912,000,000 pixels');
    expect(toSize(thin, { ...to, crop: 'none' })).toMatchObject({ width: 48, height: 48 });
    const tall = { ...thin, width: 1, height: 3_000_000 };
    expect(() => toSize(tall, { ...to, crop: 'none', size: [20_000, 48] })).toThrow('A picture of 1 × 3000000 would take');
    expect(imageSettings({ ...input, shape: ['N', 3, 'H', 32] }, { size: [64, 32] }).size).toEqual([64, 32]);
  });

  it('are shown as the model sees them', () => {
    for (const layout of ['NCHW', 'NHWC', 'CHW', 'HWC'] as const) {
      for (const channels of ['RGB', 'BGR'] as const) {
        const settings = imageSettings(input(undefined), { layout, channels, mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.4] });
        const shown = tensorToPixels(toTensor(pixels, settings, input(undefined)), settings);
        expect(shown, `${layout} ${channels}`).toEqual(pixels);
      }
    }
  });

  it('keep their picture as a PNG', async () => {
    const { png, width, height } = await toPng(pixels);
    expect([width, height]).toEqual([2, 1]);
    expect((await decodeImage(png, 'made.png')).pixels.data).toEqual(Buffer.from(pixels.data));
  });

  it.each(['float32', 'float16', 'float64', 'uint8', 'int8'])('come as %s', async (type) => {
    const file = await readFile(join(FIXTURES, 'picture.png'));
    const scale = type === 'int8' ? 0.25 : 1;
    const made = await prepareImage(input([1, 3, 8, 8], type), file, 'picture.png', 'picture.png', { scale });
    expect(made.tensor).toMatchObject({ type, dims: [1, 3, 8, 8] });
    expect(made.preprocessing).toBe(`8 × 8 pillow-bilinear, crop center, RGB (guessed), NCHW, scale ${scale}`);
  });

  it('come in numbers from an IDX file', async () => {
    const data = Uint8Array.from({ length: 2 * 8 * 8 }, (_, i) => i);
    const made = await prepareIdxImages(input(['N', 1, 8, 8]), { type: 'uint8', dims: [2, 8, 8], data }, 'a-idx3', { scale: 1 });
    expect(made.tensor).toEqual({ type: 'float32', dims: [2, 1, 8, 8], data: Float32Array.from(data) });
    expect(made.picture).toMatchObject({ width: 8, height: 8 });
    const one = prepareIdxImages(input([1, 1, 8, 8]), { type: 'uint8', dims: [2, 8, 8], data }, 'a-idx3', { scale: 1 });
    await expect(one).rejects.toThrow('The input "image" wants float32 [1, 1, 8, 8]; a-idx3 gave float32 [2, 1, 8, 8].');
    const words = prepareIdxImages(input([1, 1, 8, 8]), { type: 'int16', dims: [2, 8, 8], data: new Int16Array(128) }, 'a-idx3', {});
    await expect(words).rejects.toThrow('a-idx3 gave int16 [2, 8, 8].');
  });

  it('do not wrap around in a type that cannot hold them', async () => {
    const file = await readFile(join(FIXTURES, 'picture.png'));
    const made = prepareImage(input([1, 3, 8, 8], 'int8'), file, 'picture.png', 'picture.png', { scale: 1 });
    await expect(made).rejects.toMatchObject({ code: 'input.range', where: 'image' });
  });
});
