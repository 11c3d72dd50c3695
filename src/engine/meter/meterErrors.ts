import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { type Ending, endingText, isOutOfMemory } from '../crash';
import type { MeterMemory } from './protocol';

/** How far a measuring process had come. */
export interface Progressed {
  /** The model's file. */
  readonly path: string;
  readonly loaded: boolean;
  /** Runs that were told of. */
  readonly runs: number;
  /** As last told. */
  readonly memory: MeterMemory | undefined;
}

/**
 * What to say when a measuring process died.
 * @param lines the last it wrote
 */
export function meterCrash({ path, loaded, runs, memory }: Progressed, ending: Ending, lines: readonly string[]): UserError {
  const how = endingText(ending);
  const last = lines.length > 0 ? `\n${lines.join('\n')}` : '';
  const message = !loaded
    ? l10n.t('The process that loaded {0} to measure it ended unexpectedly ({1}).{2}', path, how, last)
    : runs === 0
      ? l10n.t('The process that measured {0} ended unexpectedly ({1}) in its first run.{2}', path, how, last)
      : l10n.t('The process that measured {0} ended unexpectedly ({1}) after {2} runs.{3}', path, how, runs, last);
  const took = memory ? ` ${l10n.t('It took {0} MB of memory when it last told.', Math.round(memory.rssBytes / 1e6))}` : '';
  return new UserError('worker.crashed', message, {
    where: path,
    remedy: isOutOfMemory(ending, lines)
      ? l10n.t('It was ended from outside, or ran out of memory. Close other programs, or measure with a smaller batch or input.') + took
      : l10n.t('The model makes ONNX Runtime fail. Try another --optimization or another input; Inspect says what is wrong with the file.'),
    actions: [{ kind: 'showLog' }],
  });
}

/** What to say when loading, or a run, took longer than one would wait. */
export function meterTimeout({ path, loaded, runs }: Progressed, milliseconds: number): UserError {
  const seconds = milliseconds / 1000;
  const message = !loaded
    ? l10n.t('Loading {0} took longer than {1} s, and was stopped.', path, seconds)
    : runs === 0
      ? l10n.t('The first run of {0} took longer than {1} s, and was stopped.', path, seconds)
      : l10n.t('A run of {0} took longer than {1} s after {2} that did not, and was stopped.', path, seconds, runs);
  return new UserError('meter.timeout', message, {
    where: path,
    remedy: l10n.t('Give it more time with --timeout, or a smaller batch or input.'),
  });
}
