import * as l10n from '@vscode/l10n';
import type { Candidate, ComparedModel, CompareResult } from '../schemas/compare';
import type { ReportTable } from './table';

/** The models side by side, how the outputs agree, and the medians of turns. */
export function compareTables({ baseline, candidates }: CompareResult): ReportTable[] {
  const models: [ComparedModel, Candidate | undefined][] = [
    [baseline, undefined],
    ...candidates.map((candidate): [ComparedModel, Candidate] => [candidate.model, candidate]),
  ];
  return [
    {
      title: l10n.t('Models'),
      columns: [
        ...[
          'model',
          'path',
          'ref',
          'sha256',
          'verdict',
          'ratio',
          'ci95Low',
          'ci95High',
          'family95Low',
          'family95High',
          'pValue',
          'pAdjusted',
          'delta',
        ],
        ...[
          'p50Ms',
          'p90Ms',
          'p99Ms',
          'meanMs',
          'throughput',
          'runs',
          'stability',
          'loadMs',
          'firstRunMs',
          'peakRssBytes',
          'emptyRssBytes',
          'bytes',
        ],
        ...['accuracy', 'metric', 'stale', 'answers', 'limit', 'error'],
      ],
      rows: models.map(([model, candidate]) => modelRow(model, candidate)),
    },
    {
      title: l10n.t('Outputs'),
      columns: ['model', 'output', 'maxAbsDiff', 'relative', 'rows', 'sameLargest'],
      rows: candidates.flatMap(({ model, agreement }) =>
        (agreement?.outputs ?? []).map(({ name, maxAbsDiff, relative, rows, sameLargest }) => [
          model.name,
          name,
          maxAbsDiff,
          relative,
          rows,
          sameLargest,
        ]),
      ),
    },
    {
      title: l10n.t('Turns'),
      columns: ['model', 'turn', 'atMs', 'p50Ms'],
      rows: models.flatMap(([{ name, measured }]) =>
        (measured?.turns.p50 ?? []).map((p50, index) => [name, index * measured!.turns.every, measured!.turns.at[index], p50]),
      ),
    },
  ];
}

function modelRow({ name, path, ref, sha256, bytes, measured, accuracy }: ComparedModel, candidate: Candidate | undefined): unknown[] {
  const [low, high] = candidate?.ci95 ?? [];
  const [familyLow, familyHigh] = candidate?.family95 ?? [];
  const { latencyMs, memory } = measured ?? {};
  return [
    ...[name, path, ref, sha256, candidate?.verdict ?? 'baseline', candidate?.ratio, low, high, familyLow, familyHigh],
    ...[candidate?.pValue, candidate?.pAdjusted, candidate?.delta],
    ...[latencyMs?.p50, latencyMs?.p90, latencyMs?.p99, latencyMs?.mean, measured?.throughput, measured?.runs, measured?.stability.verdict],
    ...[measured?.loadMs, measured?.firstRunMs, memory?.peakRssBytes, memory?.emptyRssBytes, bytes],
    ...[accuracy?.value, accuracy?.name, accuracy?.stale, candidate?.agreement?.state, candidate?.limit, candidate?.error?.message],
  ];
}
