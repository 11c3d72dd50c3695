import * as l10n from '@vscode/l10n';
import type { ImageInput } from '../../manifest/schema';
import type { Tensor, ValueInfo } from '../../onnx/tensor';
import { mismatch } from '../describe';
import { fitTensor } from '../fit';
import type { PreparedInput } from '../request';
import { decodeImage } from './decode';
import { toSize } from './geometry';
import { type Pixels, toGrey, toRgb } from './pixels';
import { type ImageSettings, imageSettings, preprocessingText } from './settings';
import { toPng, toTensor } from './tensor';

/** The keys whose values are guesses without a manifest and matter to the result. */
const GUESSED = ['channels', 'scale'] as const;

/**
 * A picture file as a model's input, with the picture that the model sees.
 * @param given the manifest's keys, with overrides
 * @throws UserError `image.*`, `input.*`, `data.damaged`
 */
export async function prepareImage(
  input: ValueInfo,
  bytes: Uint8Array,
  path: string,
  source: string,
  given: Partial<ImageInput>,
): Promise<PreparedInput> {
  const settings = imageSettings(input, given);
  const { pixels, stored } = await decodeImage(bytes, path);
  const sized = seen(input, pixels, stored, source, settings);
  return imageInput(input, toTensor(sized, settings, input), sized, source, settings, given);
}

/** What the model sees of a decoded picture: brought to size, in its channels. @throws UserError `input.shape` */
export function seen(input: ValueInfo, pixels: Pixels, stored: string, source: string, settings: ImageSettings): Pixels {
  const sized = toSize(settings.channels === 'grey' ? toGrey(pixels) : toRgb(pixels), settings);
  if (sized) return sized;
  const remedy = l10n.t('Choose a resize mode (--resize pillow-bilinear), or give a picture of that size.');
  throw mismatch(input, source, stored, remedy);
}

/** An input with its tensor and the (first) picture it was made of. */
export async function imageInput(
  input: ValueInfo,
  made: Tensor,
  sized: Pixels,
  source: string,
  settings: ImageSettings,
  given: Partial<ImageInput>,
): Promise<PreparedInput> {
  const guessed = GUESSED.filter((key) => given[key] === undefined);
  return {
    name: input.name,
    type: input.type,
    kind: 'image',
    source,
    tensor: fitTensor(made, input, source),
    picture: await toPng(sized),
    preprocessing: preprocessingText(settings, guessed),
  };
}
