import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { guessRole } from '../manifest/guess';
import type { ValueInfo } from '../onnx/tensor';
import { sourceName } from './describe';
import type { PreparedInput } from './request';

/**
 * A model that is told the rate of its sound in an input of its own, as silero is in `sr`, is told the file's.
 * @throws UserError `audio.rate` where it is told another
 */
export function checkRates(inputs: readonly ValueInfo[], prepared: readonly PreparedInput[]): void {
  const sound = prepared.find(({ rate }) => rate !== undefined);
  if (sound?.rate === undefined) return;
  for (const input of inputs) {
    const { data } = prepared.find(({ name }) => name === input.name)?.tensor ?? {};
    if (guessRole(input) !== 'rate' || data?.length !== 1) continue;
    const told = Number(data[0]);
    if (told === sound.rate) continue;
    throw new UserError(
      'audio.rate',
      l10n.t(
        'The input "{0}" tells the model of {1} samples a second; {2} has {3}.',
        input.name,
        told,
        sourceName(sound.source),
        sound.rate,
      ),
      {
        where: input.name,
        remedy: l10n.t(
          'Give {0}={1} if the model takes that, or convert the file, such as with: ffmpeg -i {2} -ar {3} -ac 1 converted.wav',
          input.name,
          sound.rate,
          sourceName(sound.source),
          told,
        ),
      },
    );
  }
}
