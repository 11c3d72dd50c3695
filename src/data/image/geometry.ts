import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { roundHalfEven } from '../../base/round';
import { MAX_SCALED } from './limits';
import { cut, type Pixels } from './pixels';
import { type OpencvFilter, resizeOpencv } from './resizeOpencv';
import { type PillowFilter, resizePillow } from './resizePillow';
import type { ImageSettings } from './settings';

/**
 * Brings a picture to size. `center`: the shorter side is fitted and the middle kept, as torchvision's Resize and
 * CenterCrop; `pad`: the longer side is fitted and black put evenly around; `none`: both sides are stretched.
 * With resize `none` nothing is scaled: `center` cuts or pads the middle.
 * @throws UserError `image.pixels` for what would take too many on the way
 * @returns undefined where `resize` and `crop` are both `none` and the picture is of another size
 */
export function toSize(image: Pixels, settings: Pick<ImageSettings, 'size' | 'resize' | 'crop'>): Pixels | undefined {
  const { size, resize, crop } = settings;
  if (!size) return image;
  const [height, width] = size;
  if (resize === 'none') {
    if (crop === 'none') return image.width === width && image.height === height ? image : undefined;
    return middle(image, width, height);
  }
  if (crop === 'none') return scaled(image, width, height, resize);
  const ratios = [width / image.width, height / image.height] as const;
  const ratio = crop === 'center' ? Math.max(...ratios) : Math.min(...ratios);
  // The side that decides is exact; the other is cut to whole pixels.
  const side = (from: number, to: number, own: number) => (own === ratio ? to : Math.max(1, Math.trunc(from * ratio)));
  return middle(scaled(image, side(image.width, width, ratios[0]), side(image.height, height, ratios[1]), resize), width, height);
}

function scaled(image: Pixels, width: number, height: number, mode: Exclude<ImageSettings['resize'], 'none'>): Pixels {
  // Rows are scaled first, then columns.
  const most = Math.max(width * image.height, width * height);
  if (most > MAX_SCALED) throw tooLarge(image, most);
  const [family, filter] = mode.split('-') as ['pillow' | 'opencv', string];
  return family === 'pillow'
    ? resizePillow(image, width, height, filter as PillowFilter)
    : resizeOpencv(image, width, height, filter as OpencvFilter);
}

/** A thin picture, whose shorter side is fitted, becomes a very long one before its middle is cut out. */
function tooLarge({ width, height }: Pixels, most: number): UserError {
  const count = (pixels: number) => pixels.toLocaleString('en');
  return new UserError(
    'image.pixels',
    l10n.t(
      'A picture of {0} × {1} would take {2} pixels on its way to the size of the model, more than {3}.',
      width,
      height,
      count(most),
      count(MAX_SCALED),
    ),
    { remedy: l10n.t('Cut it first, or stretch it: --crop none, or "crop" in the manifest.') },
  );
}

/** As torchvision's CenterCrop: an odd pixel goes by rounding half to even; a smaller picture is padded with the odd pixel at the end. */
function middle(image: Pixels, width: number, height: number): Pixels {
  const offset = (from: number, to: number) => (from >= to ? roundHalfEven((from - to) / 2) : -Math.floor((to - from) / 2));
  return cut(image, offset(image.width, width), offset(image.height, height), width, height);
}
