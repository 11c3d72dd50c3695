import { basename, extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { damaged } from '../files/read';
import { MAX_PIXELS } from './limits';
import type { Pixels } from './pixels';
import { loadSharp } from './sharp';

/** A decoded picture, and what its file held. */
export interface DecodedImage {
  readonly pixels: Pixels;
  /** As stored, before any conversion: `uint8 [224, 224, 4]`. */
  readonly stored: string;
}

/** True for the first bytes of a PNG, JPEG or WebP file. */
export function isImage(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  return head.startsWith('\x89PNG\r\n') || head.startsWith('\xff\xd8\xff') || (head.startsWith('RIFF') && head.endsWith('WEBP'));
}

const FORMATS: Readonly<Record<string, string>> = { '.png': 'PNG', '.jpg': 'JPEG', '.jpeg': 'JPEG', '.webp': 'WebP' };

/** True for a name that says PNG, JPEG or WebP. */
export function isImageName(path: string): boolean {
  return Object.hasOwn(FORMATS, extname(path).toLowerCase());
}

/** The error for a file with a picture's name and no picture's beginning. @param size of the file, in bytes */
export function notThePicture(path: string, size: number): UserError {
  const name = basename(path);
  const format = FORMATS[extname(path).toLowerCase()] ?? '';
  const message =
    size === 0 ? l10n.t('{0} is empty.', name) : l10n.t('{0} is not the {1} picture that its name says, or is damaged.', name, format);
  return new UserError('data.damaged', message, { where: path, remedy: l10n.t('Write the file again, or give another one.') });
}

/**
 * Decodes a PNG, JPEG or WebP picture into 8-bit RGB or grey. The rules are those of Pillow's
 * `ImageOps.exif_transpose(image).convert("RGB")`: it is turned as its EXIF orientation says, alpha is dropped (not blended),
 * an embedded colour profile is not applied, CMYK is inverted without one, a palette is looked up, of 16 bits the upper
 * 8 are kept, of an animation the first frame.
 * @throws UserError `data.damaged`, `image.pixels` for one of more than {@link MAX_PIXELS}
 */
export async function decodeImage(bytes: Uint8Array, path: string): Promise<DecodedImage> {
  const sharp = loadSharp();
  if (!isImage(bytes)) {
    throw new UserError('image.format', l10n.t('{0} is not a PNG, JPEG or WebP picture.', basename(path)), {
      where: path,
      remedy: l10n.t('Convert it to PNG.'),
    });
  }
  try {
    const open = () => sharp(bytes, { limitInputPixels: MAX_PIXELS, pages: 1, failOn: 'error', ignoreIcc: true });
    const metadata = await open().metadata();
    const { width, height } = metadata;
    if (width * height > MAX_PIXELS) throw tooManyPixels(path, width, height);
    const stored = `${metadata.depth === 'ushort' ? 'uint16' : 'uint8'} [${height}, ${width}, ${metadata.channels}]`;
    const upright = open().autoOrient();
    if (metadata.space === 'cmyk') {
      const { data, info } = await upright.pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer({ resolveWithObject: true });
      return { pixels: { width: info.width, height: info.height, channels: 3, data: fromCmyk(data) }, stored };
    }
    const grey = metadata.space === 'b-w' || metadata.space === 'grey16';
    const { data, info } = await upright
      .removeAlpha()
      .toColourspace(grey ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const pixels = { width: info.width, height: info.height, channels: info.channels as 1 | 3, data };
    return { pixels, stored };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (/pixel limit/i.test(reason)) throw tooManyPixels(path);
    throw damaged(path, l10n.t('a picture'), oneLine(reason));
  }
}

/** What the library says of a broken picture, which it says of every attempt, each thing once. */
function oneLine(reason: string): string {
  const lines = reason.split('\n').map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== '').join('; ');
}

function tooManyPixels(path: string, width?: number, height?: number): UserError {
  const size = width === undefined ? '' : ` (${width} × ${height})`;
  return new UserError('image.pixels', l10n.t('{0}{1} has more than {2} pixels.', basename(path), size, MAX_PIXELS.toLocaleString('en')), {
    where: path,
    remedy: l10n.t('Give a smaller picture.'),
  });
}

/** Pillow's `cmyk2rgb`: (255 - ink) × (255 - black) / 255, rounded. */
function fromCmyk(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let i = 0, o = 0; i < cmyk.length; i += 4, o += 3) {
    const light = 255 - cmyk[i + 3]!;
    for (let c = 0; c < 3; c++) {
      const product = cmyk[i + c]! * light + 128;
      rgb[o + c] = Math.max(0, light - ((product + (product >> 8)) >> 8));
    }
  }
  return rgb;
}
