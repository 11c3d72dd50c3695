import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where test/fixtures/data/make.py wrote its files. */
export const FIXTURES = resolve(__dirname, '../../fixtures/data');

interface Pixels64 {
  width: number;
  height: number;
  pixels: string;
}

/** What Pillow, OpenCV, NumPy and Hugging Face's tokenizers made of the fixtures. */
export interface Reference {
  resize: (Pixels64 & { mode: string; cut?: [number, number] })[];
  center: { size: [number, number]; pixels: string }[];
  files: Record<string, Pixels64 & { grey: boolean; exact: boolean }>;
  npy: Record<string, { file: string; dims: number[]; values: (number | string)[] }>;
  pickle: string;
  'npz-stored': string;
  'npz-deflated': string;
  'npz-bomb': string;
  float16: { values: string; bits: string };
  wav: Record<string, { file: string; channels: number; samples: number[] }>;
  padded: { tokenizer: string; padding: object; texts: string[]; ids: number[][]; mask: number[][]; typeIds: number[][] }[];
  tokenizers: Record<string, { text: string; ids: number[]; typeIds: number[]; special: number[]; offsets: [number, number][] }[]>;
}

// Python's json writes NaN as a bare word; the arrays that hold one are kept as bytes instead.
export const reference = JSON.parse(readFileSync(join(FIXTURES, 'reference.json'), 'utf8')) as Reference;

/** Bytes kept as base64. */
export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** The largest difference of two lists of equal length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}
