import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { AudioInput } from '../manifest/schema';
import type { ValueInfo } from '../onnx/tensor';
import { sourceName } from './describe';
import { decodeWav } from './files/wav';
import { fitTensor } from './fit';
import type { PreparedInput } from './request';

/**
 * A WAV file as samples: whole as the input's tensor, or to be fed frame by frame. It is never resampled silently: another
 * rate than the model's is an error.
 * @throws UserError `audio.rate`, `audio.frame`, `input.shape`, `data.damaged`
 */
export function prepareAudio(input: ValueInfo, bytes: Uint8Array, path: string, source: string, given: Partial<AudioInput>): PreparedInput {
  const { samples, rate, channels } = decodeWav(bytes, path);
  const { frame, context = 0 } = given;
  if (given.rate !== undefined && given.rate !== rate) {
    throw new UserError(
      'audio.rate',
      l10n.t('The input "{0}" wants {1} samples a second; {2} has {3}.', input.name, given.rate, sourceName(source), rate),
      {
        where: input.name,
        remedy: l10n.t('Convert the file, such as with: ffmpeg -i {0} -ar {1} -ac 1 converted.wav', sourceName(source), given.rate),
      },
    );
  }
  const mixed = channels > 1 ? l10n.t(', {0} channels averaged', channels) : '';
  const seconds = (samples.length / rate).toFixed(2);
  const common = { name: input.name, type: input.type, kind: 'audio' as const, source, rate };
  if (frame === undefined && given.context !== undefined) {
    throw new UserError(
      'audio.frame',
      l10n.t('A context is given for the input "{0}", and no frame that it stands in front of.', input.name),
      {
        where: input.name,
        remedy: l10n.t('Give --frame too, or "frame" in the manifest, or leave the context out.'),
      },
    );
  }
  if (frame === undefined) {
    const tensor = { type: 'float32' as const, dims: input.shape?.length === 1 ? [samples.length] : [1, samples.length], data: samples };
    return { ...common, tensor: fitTensor(tensor, input, source), preprocessing: l10n.t('{0} s at {1} Hz{2}', seconds, rate, mixed) };
  }
  checkFrame(input, frame, context, samples.length);
  return {
    ...common,
    audio: { samples, rate, frame, context },
    preprocessing: l10n.t('{0} s at {1} Hz{2}, frames of {3} with {4} before', seconds, rate, mixed, frame, context),
  };
}

function checkFrame(input: ValueInfo, frame: number, context: number, samples: number): void {
  const length = input.shape?.at(-1);
  const wrong =
    context > frame
      ? l10n.t('A context of {0} samples is longer than the frame of {1} it is taken from.', context, frame)
      : typeof length === 'number' && length !== frame + context
        ? l10n.t('The input "{0}" wants {1} samples; frame and context make {2} + {3}.', input.name, length, frame, context)
        : frame > Math.max(samples, 1)
          ? l10n.t('A frame of {0} samples is longer than the recording, which has {1}.', grouped(frame), grouped(samples))
          : undefined;
  if (wrong === undefined) return;
  const remedy = l10n.t('Change --frame or --context, or "frame" and "context" in the manifest.');
  throw new UserError('audio.frame', wrong, { where: input.name, remedy });
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
