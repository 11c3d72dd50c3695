import * as l10n from '@vscode/l10n';
import type { Report } from '../../../src/report/report';
import type { RunResult } from '../../../src/report/schemas/run';
import { count, duration, figure, joined, num, percent } from '../../kit/format';

/** The name people call an input by: the file's name without its folders, a literal as it is. */
export function sourceName(source: string): string {
  return source.split(/[\\/]/).pop() || source;
}

/** What a run says, in a sentence. */
export function runSentence(result: RunResult): string {
  const source = mainSource(result);
  const best = result.top?.[0];
  if (best && result.scores) {
    const score = num(best.score);
    if (result.scores.kind === 'probability') {
      return source ? l10n.t('{0} is {1}, {2}.', source, best.label, percent(score)) : l10n.t('{0}, {1}.', best.label, percent(score));
    }
    return source
      ? l10n.t('{0} is {1}, score {2}.', source, best.label, figure(score))
      : l10n.t('{0}, score {1}.', best.label, figure(score));
  }
  if (result.sequence) return l10n.t('{0} over {1} frames.', result.sequence.output, count(result.sequence.frames));
  const available = result.outputs.filter((output) => output.unavailable === undefined);
  const only = available.length === 1 ? available[0] : undefined;
  const value = only?.values?.length === 1 ? only.values[0] : undefined;
  if (only && value !== undefined) return l10n.t('{0} is {1}.', only.name, typeof value === 'number' ? figure(value) : String(value));
  return available.length === 1 ? l10n.t('Ran and gave 1 output.') : l10n.t('Ran and gave {0} outputs.', count(available.length));
}

/** What the sentence rests on. */
export function runEvidence(report: Report, result: RunResult): string {
  const kinds = {
    probability: l10n.t('scores are probabilities'),
    logit: l10n.t('scores are logits, before a softmax'),
    value: l10n.t('scores are values of no stated kind'),
  };
  return [
    result.scores ? l10n.t('output {0}', result.scores.output) : undefined,
    result.scores ? kinds[result.scores.kind] : undefined,
    result.scores?.guessed ? l10n.t('guessed from the values: the manifest does not say') : undefined,
    l10n.t('one run of {0}', joined(duration(result.milliseconds))),
    report.environment.runtime ? `ONNX Runtime ${report.environment.runtime}` : undefined,
  ]
    .filter((part) => part)
    .join(' · ');
}

/** The source the sentence speaks of: the only one, or the picture, text or row among several. */
function mainSource(result: RunResult): string | undefined {
  const spoken = result.inputs.filter((input) => !['state', 'constant', 'random'].includes(input.kind));
  const main = spoken.find((input) => input.kind === 'image') ?? spoken[0];
  return main ? sourceName(main.source) : undefined;
}
