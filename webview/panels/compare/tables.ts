import * as l10n from '@vscode/l10n';
import type { Accuracy, Candidate, ComparedModel, CompareResult } from '../../../src/report/schemas/compare';
import { bytes, count, figure, joined, num, percent } from '../../kit/format';
import type { TableSpec } from '../../kit/table';
import type { Cell } from '../../kit/tableText';
import { ms, ratioInterval, times } from './verdict';

/** The models side by side: what one is chosen by. */
export function modelsTable({ baseline, candidates }: CompareResult): TableSpec {
  const metric = metricOf([baseline, ...candidates.map(({ model }) => model)]);
  const shown = (show: (value: number) => string) => (value: Cell) => (typeof value === 'number' ? show(value) : String(value ?? '–'));
  const size = shown((value) => joined(bytes(value)));
  return {
    name: 'models',
    label: l10n.t('Models side by side.'),
    columns: [
      { title: l10n.t('model') },
      { title: l10n.t('verdict') },
      { title: l10n.t('times as fast'), numeric: true, show: shown(times) },
      { title: l10n.t('95 % interval') },
      { title: l10n.t('P50, ms'), numeric: true, show: shown((value) => figure(value)) },
      { title: l10n.t('P99, ms'), numeric: true, show: shown((value) => figure(value)) },
      { title: l10n.t('memory'), numeric: true, show: size },
      { title: l10n.t('size'), numeric: true, show: size },
      { title: l10n.t('loading'), numeric: true, show: shown(ms) },
      { title: metric ?? l10n.t('accuracy'), numeric: true, show: shown((value) => figure(value)) },
      { title: l10n.t('answers') },
      { title: l10n.t('steadiness') },
    ],
    rows: [modelRow(baseline, undefined), ...candidates.map((candidate) => modelRow(candidate.model, candidate))],
  };
}

function metricOf(models: readonly ComparedModel[]): string | undefined {
  return models.find(({ accuracy }) => accuracy)?.accuracy?.name.replace(/^evaluation\./, '');
}

function modelRow(model: ComparedModel, candidate: Candidate | undefined): Cell[] {
  const { measured, accuracy } = model;
  const latency = measured?.latencyMs;
  return [
    model.name,
    candidate ? verdictWord(candidate) : l10n.t('baseline'),
    candidate ? (candidate.ratio === undefined ? undefined : num(candidate.ratio)) : 1,
    candidate ? ratioInterval(candidate.family95) : '',
    latency && num(latency.p50),
    latency && num(latency.p99),
    measured && measured.memory.peakRssBytes - measured.memory.emptyRssBytes,
    model.bytes,
    measured && num(measured.loadMs),
    accuracyCell(accuracy),
    candidate ? answersWord(candidate) : '',
    measured ? stabilityWord(measured.stability.verdict) : '',
  ];
}

/** A stale figure is a text, so that it is not taken for one that can be compared. */
function accuracyCell(accuracy: Accuracy | undefined): Cell {
  if (!accuracy) return undefined;
  return accuracy.stale ? l10n.t('{0}, of another file', figure(accuracy.value)) : accuracy.value;
}

export function verdictWord({ verdict }: Pick<Candidate, 'verdict'>): string {
  switch (verdict) {
    case 'faster':
      return l10n.t('faster');
    case 'slower':
      return l10n.t('slower');
    case 'noise':
    case 'notShown':
      return l10n.t('no difference shown');
    case 'failed':
      return l10n.t('failed');
  }
}

function answersWord({ agreement, sameBytes }: Candidate): string {
  if (sameBytes) return l10n.t('same file');
  switch (agreement?.state) {
    case undefined:
      return '';
    case 'same':
      return l10n.t('the same, bit by bit');
    case 'close':
      return l10n.t('close');
    case 'differs':
      return l10n.t('differ');
    case 'unknown':
      return l10n.t('not comparable');
  }
}

function stabilityWord(verdict: NonNullable<ComparedModel['measured']>['stability']['verdict']): string {
  const words = {
    steady: l10n.t('steady'),
    fewSamples: l10n.t('few runs'),
    drifting: l10n.t('drifting'),
    bimodal: l10n.t('two speeds'),
    noisy: l10n.t('noisy'),
    heavyTailed: l10n.t('long tail'),
  };
  return words[verdict];
}

/** How the outputs agree on the measured input. */
export function outputsTable({ candidates }: CompareResult): TableSpec {
  const number = (value: Cell) => (value === undefined ? '–' : figure(Number(value)));
  return {
    name: 'outputs',
    label: l10n.t('Outputs of each model against those of the baseline.'),
    columns: [
      { title: l10n.t('model') },
      { title: l10n.t('output') },
      { title: l10n.t('largest difference'), numeric: true, show: number },
      { title: l10n.t('of the largest value'), numeric: true, show: (value) => (value === undefined ? '–' : percent(Number(value))) },
      { title: l10n.t('largest at the same place') },
    ],
    rows: candidates.flatMap(({ model, agreement }) =>
      (agreement?.outputs ?? []).map(({ name, maxAbsDiff, relative, rows, sameLargest }): Cell[] => [
        model.name,
        name,
        maxAbsDiff === undefined ? undefined : num(maxAbsDiff),
        relative === undefined ? undefined : num(relative),
        rows === undefined ? '' : l10n.t('{0} of {1} rows', count(sameLargest ?? 0), count(rows)),
      ]),
    ),
  };
}

/** What each model was measured on. */
export function inputsTable({ baseline, candidates }: CompareResult): TableSpec {
  return {
    name: 'inputs',
    label: l10n.t('Inputs the models were measured on.'),
    columns: [
      { title: l10n.t('model') },
      { title: l10n.t('input') },
      { title: l10n.t('type') },
      { title: l10n.t('shape') },
      { title: l10n.t('from') },
    ],
    rows: [baseline, ...candidates.map(({ model }) => model)].flatMap(({ name, inputs }) =>
      inputs.map((input): Cell[] => [name, input.name, input.type, input.shape.join(' × '), input.source]),
    ),
  };
}
