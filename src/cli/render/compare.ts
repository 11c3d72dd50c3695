import * as l10n from '@vscode/l10n';
import type { Candidate, ComparedModel, CompareResult } from '../../report/schemas/compare';
import { printable, type Style } from '../style';
import { bytes, columns, number } from './text';

/** A table of the models, the baseline first; then what is to be known beside it. */
export function renderCompare(result: CompareResult, style: Style): string[] {
  const { baseline, candidates, settings, method } = result;
  const head = [
    '',
    l10n.t('speed'),
    '[95 %]',
    'p',
    l10n.t('P50, ms'),
    l10n.t('P99, ms'),
    l10n.t('memory'),
    l10n.t('size'),
    l10n.t('loading, ms'),
    l10n.t('accuracy'),
  ];
  const models: [ComparedModel, Candidate | undefined][] = [
    [baseline, undefined],
    ...candidates.map((one): [ComparedModel, Candidate] => [one.model, one]),
  ];
  const [titles, ...rows] = columns([head, ...models.map(([model, candidate]) => row(model, candidate))], [1, 3, 4, 5, 6, 7, 8, 9]);
  return [
    style.dim(titles!),
    ...rows,
    '',
    ...columns([
      [l10n.t('Turns'), l10n.t('{0} rounds, {1} ms a turn, in an order by chance', method.rounds, number(method.turnMs, 3))],
      [l10n.t('Threads'), settings.threads === undefined ? l10n.t("the runtime's choice") : String(settings.threads)],
      ...inputLines(models.map(([model]) => model)),
    ]),
    ...candidates.flatMap(({ model, error, agreement, sameBytes }) => [
      ...(error
        ? [
            style.red(`${printable(model.name)}: ${printable(error.message)}`),
            ...(error.remedy === undefined ? [] : [printable(error.remedy)]),
          ]
        : []),
      ...(sameBytes ? [style.yellow(l10n.t('{0} is the same file as {1}.', printable(model.name), printable(baseline.name)))] : []),
      ...(agreement?.state === 'differs' ? [style.yellow(differText(model.name, baseline.name, agreement.outputs))] : []),
    ]),
    ...notes(result, style),
  ];
}

function row(model: ComparedModel, candidate: Candidate | undefined): string[] {
  const { measured, accuracy } = model;
  const speed = candidate?.ratio === undefined ? (candidate ? l10n.t('failed') : '1×') : `${candidate.ratio.toFixed(2)}×`;
  const interval = candidate?.family95?.map((end) => end.toFixed(2)).join(', ');
  return [
    printable(model.name),
    speed,
    interval === undefined ? '' : `[${interval}]`,
    candidate?.pAdjusted === undefined ? '' : candidate.pAdjusted < 0.001 ? '< .001' : candidate.pAdjusted.toFixed(3).replace(/^0/, ''),
    measured ? number(measured.latencyMs.p50, 4) : '',
    measured ? number(measured.latencyMs.p99, 4) : '',
    measured ? bytes(Math.max(0, measured.memory.peakRssBytes - measured.memory.emptyRssBytes)) : '',
    bytes(model.bytes),
    measured ? number(measured.loadMs, 3) : '',
    accuracy ? `${number(accuracy.value, 4)}${accuracy.stale ? ` (${l10n.t('of another file')})` : ''}` : '–',
  ];
}

function inputLines(models: readonly ComparedModel[]): string[][] {
  const text = ({ inputs }: ComparedModel) =>
    inputs.map(({ name, type, shape, source }) => `${printable(name)} ${type}[${shape.join(',')}] ${printable(source)}`).join('; ');
  const [baseline, ...others] = models;
  const own = others.filter(({ ownInputs }) => ownInputs);
  return [[l10n.t('Inputs'), text(baseline!)], ...own.map((model) => [l10n.t('Inputs of {0}', printable(model.name)), text(model)])];
}

function differText(name: string, baseline: string, outputs: NonNullable<Candidate['agreement']>['outputs']): string {
  const [worst] = [...outputs].sort((a, b) => (b.relative ?? 0) - (a.relative ?? 0));
  const share = worst?.relative === undefined ? '' : number(100 * worst.relative, 3);
  const largest =
    worst?.rows === undefined
      ? ''
      : ` ${l10n.t('The largest value is at the same place in {0} of {1} rows.', worst.sameLargest!, worst.rows)}`;
  return (
    l10n.t('{0} answers other than {1}: up to {2} % of the largest value on this input.', printable(name), printable(baseline), share) +
    largest
  );
}

function notes({ limit, method, settings, candidates }: CompareResult, style: Style): string[] {
  const several = method.comparisons > 1 ? [l10n.t('Intervals and p are widened for {0} comparisons.', method.comparisons)] : [];
  const groups =
    method.groups > 1 ? [l10n.t('Memory was too short for all at once: {0} groups, the baseline in each.', method.groups)] : [];
  const stale = candidates.some(({ model }) => model.accuracy?.stale)
    ? [l10n.t('An accuracy of another file was measured before the model was changed.')]
    : [];
  const undecided =
    limit?.state === 'undecided'
      ? [style.yellow(l10n.t('Whether {0}× is exceeded this measurement does not show: measure longer with --seconds.', limit.maxSlowdown))]
      : [];
  const spinning = settings.spinning
    ? []
    : [l10n.t('Threads do not spin while they wait, so that no model takes time from another: alone, each is a little faster.')];
  return [...undecided, ...[...several, ...groups, ...stale, ...spinning].map((line) => style.dim(line))];
}
