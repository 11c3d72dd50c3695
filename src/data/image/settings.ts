import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { ImageInput } from '../../manifest/schema';
import type { ValueInfo } from '../../onnx/tensor';
import { MAX_SCALED } from './limits';

/** How a picture becomes a tensor, every choice made. */
export interface ImageSettings {
  /** Height, width; undefined: as the picture is. */
  readonly size?: readonly [number, number];
  readonly resize: NonNullable<ImageInput['resize']>;
  readonly crop: NonNullable<ImageInput['crop']>;
  readonly layout: NonNullable<ImageInput['layout']>;
  readonly channels: NonNullable<ImageInput['channels']>;
  readonly scale: number;
  /** One per channel. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * Fills what the manifest leaves open from the input's declared shape and type.
 * @throws UserError `image.settings` where they contradict each other
 */
export function imageSettings(input: ValueInfo, given: Partial<ImageInput>): ImageSettings {
  const layout = given.layout ?? guessLayout(input);
  const axes = layout.length;
  const shape = input.shape;
  if (shape && shape.length !== axes) {
    const remedy = l10n.t('Give --layout, or "layout" in the manifest, with as many axes as the input has.');
    throw settingsError(input, l10n.t('the layout {0} has {1} axes, the input has {2}', layout, axes, shape.length), remedy);
  }
  const declared = (axis: string) => shape?.[layout.indexOf(axis)];
  const depth = declared('C');
  const channels = given.channels ?? (depth === 1 ? 'grey' : 'RGB');
  const count = channels === 'grey' ? 1 : 3;
  if (typeof depth === 'number' && depth !== count) {
    const remedy = l10n.t('Give --channels, or another --layout.');
    throw settingsError(input, l10n.t('{0} has {1} channels, the input has {2}', channels, count, depth), remedy);
  }
  const height = declared('H');
  const width = declared('W');
  const size = given.size ?? (typeof height === 'number' && typeof width === 'number' ? ([height, width] as const) : undefined);
  if (size) checkSize(input, size, height, width);
  return {
    size,
    resize: given.resize ?? 'pillow-bilinear',
    crop: given.crop ?? 'center',
    layout,
    channels,
    scale: given.scale ?? (/^u?int/.test(input.type) ? 1 : 1 / 255),
    mean: perChannel(input, 'mean', given.mean ?? [0], count),
    std: perChannel(input, 'std', given.std ?? [1], count),
  };
}

/** Before a picture is brought to a size: one that the model does not take, or that no picture has, is not worth the time and the memory. */
function checkSize(input: ValueInfo, [high, wide]: readonly [number, number], height: unknown, width: unknown): void {
  const remedy = l10n.t('Change "size" in the manifest: [height, width].');
  const differs = (wanted: unknown, got: number) => typeof wanted === 'number' && wanted !== got;
  if (differs(height, high) || differs(width, wide)) {
    throw settingsError(
      input,
      l10n.t('its size is {0} × {1}, the input wants {2} × {3}', wide, high, String(width), String(height)),
      remedy,
    );
  }
  if (high * wide > MAX_SCALED) {
    throw settingsError(input, l10n.t('{0} × {1} is more than {2} pixels', wide, high, MAX_SCALED.toLocaleString('en')), remedy);
  }
}

/** Channels last only where the last axis counts 1 or 3 and the one for channels first does not. */
export function guessLayout(input: ValueInfo): ImageSettings['layout'] {
  const shape = input.shape;
  const isDepth = (dim: unknown) => dim === 1 || dim === 3;
  if (shape?.length === 3) return isDepth(shape[2]) && !isDepth(shape[0]) ? 'HWC' : 'CHW';
  return shape?.length === 4 && isDepth(shape[3]) && !isDepth(shape[1]) ? 'NHWC' : 'NCHW';
}

function perChannel(input: ValueInfo, key: string, values: readonly number[], count: number): readonly number[] {
  if (values.length === count) return values;
  if (values.length === 1) return Array<number>(count).fill(values[0]!);
  const remedy = l10n.t('Give one number per channel, or one for all.');
  throw settingsError(input, l10n.t('"{0}" has {1} numbers for {2} channels', key, values.length, count), remedy);
}

function settingsError(input: ValueInfo, reason: string, remedy: string): UserError {
  return new UserError('image.settings', l10n.t('The picture for the input "{0}" cannot be made: {1}.', input.name, reason), {
    where: input.name,
    remedy,
  });
}

/** One sentence for a person: `224 × 224 pillow-bilinear, crop center, BGR, NCHW, scale 1`. */
export function preprocessingText(settings: ImageSettings, guessed: readonly string[]): string {
  const { size, resize, crop, channels, layout, scale, mean, std } = settings;
  const mark = (key: string, text: string) => (guessed.includes(key) ? l10n.t('{0} (guessed)', text) : text);
  const parts = [
    size ? `${size[1]} × ${size[0]} ${resize}, crop ${crop}` : l10n.t('own size'),
    mark('channels', channels),
    layout,
    mark('scale', `scale ${Number(scale.toPrecision(6))}`),
  ];
  if (mean.some((value) => value !== 0)) parts.push(`mean ${mean.join(' ')}`);
  if (std.some((value) => value !== 1)) parts.push(`std ${std.join(' ')}`);
  return parts.join(', ');
}
