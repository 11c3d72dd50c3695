import * as l10n from '@vscode/l10n';
import type { ImageInput } from '../../manifest/schema';
import type { ValueInfo } from '../../onnx/tensor';
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
  return prepareDecoded(input, pixels, stored, source, settings, given);
}

/** Like {@link prepareImage}, for pixels that came another way. */
export async function prepareDecoded(
  input: ValueInfo,
  pixels: Pixels,
  stored: string,
  source: string,
  settings: ImageSettings,
  given: Partial<ImageInput>,
): Promise<PreparedInput> {
  const sized = toSize(settings.channels === 'grey' ? toGrey(pixels) : toRgb(pixels), settings);
  if (!sized) {
    const remedy = l10n.t('Choose a resize mode (--resize pillow-bilinear), or give a picture of that size.');
    throw mismatch(input, source, stored, remedy);
  }
  const made = toTensor(sized, settings, input);
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
