import { roundHalfEven } from '../../base/round';
import type { Tensor, ValueInfo } from '../../onnx/tensor';
import { numbersOf } from '../convert';
import type { Pixels } from './pixels';
import type { ImageSettings } from './settings';
import { loadSharp } from './sharp';

/**
 * Pixels → (value × scale − mean) / std, in the layout and channel order wanted. Float types get float32 (computed in
 * double precision, rounded once); for an integer type the result is rounded to the nearest.
 */
export function toTensor(image: Pixels, settings: ImageSettings, input: ValueInfo): Tensor {
  const { width, height, channels } = image;
  const { layout, scale, mean, std } = settings;
  const plane = width * height;
  const data = new Float32Array(plane * channels);
  const planar = layout.endsWith('CHW');
  const whole = /^u?int/.test(input.type);
  for (let c = 0; c < channels; c++) {
    const table = new Float32Array(256);
    for (let value = 0; value < 256; value++) {
      const result = (value * scale - mean[c]!) / std[c]!;
      table[value] = whole ? roundHalfEven(result) : result;
    }
    const from = settings.channels === 'BGR' ? channels - 1 - c : c;
    let out = planar ? c * plane : c;
    const step = planar ? 1 : channels;
    for (let p = from; p < image.data.length; p += channels, out += step) data[out] = table[image.data[p]!]!;
  }
  const dims = planar ? [channels, height, width] : [height, width, channels];
  return { type: 'float32', dims: layout.length === 4 ? [1, ...dims] : dims, data };
}

/**
 * A tensor as a picture for people: scale, mean and std undone, values outside 0–255 clipped. The reverse of
 * {@link toTensor} up to rounding.
 * @param index which picture of a batch
 * @returns undefined where the tensor is not a picture in that layout
 */
export function tensorToPixels(tensor: Tensor, settings: Omit<ImageSettings, 'size' | 'resize' | 'crop'>, index = 0): Pixels | undefined {
  const { layout, scale, mean, std } = settings;
  if (tensor.type === 'string' || tensor.dims.length !== layout.length || scale === 0) return undefined;
  const at = (axis: string) => tensor.dims[layout.indexOf(axis)]!;
  const [height, width, channels] = [at('H'), at('W'), at('C')];
  if ((channels !== 1 && channels !== 3) || (layout.length === 4 && index >= at('N'))) return undefined;
  const plane = width * height;
  const values = numbersOf(tensor);
  const data = new Uint8Array(plane * channels);
  const planar = layout.endsWith('CHW');
  for (let c = 0; c < channels; c++) {
    const to = settings.channels === 'BGR' ? channels - 1 - c : c;
    let from = index * plane * channels + (planar ? c * plane : c);
    const step = planar ? 1 : channels;
    for (let p = to; p < data.length; p += channels, from += step) {
      const value = Math.round((values[from]! * (std[c] ?? std[0] ?? 1) + (mean[c] ?? mean[0] ?? 0)) / scale);
      data[p] = Math.max(0, Math.min(255, value));
    }
  }
  return { width, height, channels, data };
}

/** Pixels as a PNG file. */
export async function toPng(image: Pixels): Promise<{ png: Uint8Array; width: number; height: number }> {
  const { width, height, channels, data } = image;
  const png = await loadSharp()(data, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
  return { png, width, height };
}
