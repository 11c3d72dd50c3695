import * as l10n from '@vscode/l10n';
import type { Report } from '../../../src/report/report';
import type { Candidate, CompareResult } from '../../../src/report/schemas/compare';
import { count, duration, figure, joined, num, percent } from '../../kit/format';
import type { VerdictPart } from '../../kit/sentence';

/** With more candidates than these a sentence names the best alone. */
const NAMED = 3;

/** A latency: `5.23 ms`. */
export function ms(value: number | string): string {
  return joined(duration(num(value)));
}

/** `1.31×` */
export function times(ratio: number | string): string {
  const value = num(ratio);
  return `${value >= 100 ? figure(value, 3) : value.toFixed(value >= 10 ? 1 : 2)}×`;
}

/** `[1.27, 1.35]` */
export function ratioInterval(interval: readonly (number | string)[] | undefined): string {
  return interval === undefined ? '' : `[${interval.map((end) => times(end).slice(0, -1)).join(', ')}]`;
}

/** The interval of how much slower, from the one of how much faster. */
function inverse([low, high]: readonly (number | string)[]): [number, number] {
  return [1 / num(high), 1 / num(low)];
}

/** What the comparison says. */
export function compareSentence({ baseline, candidates, limit }: CompareResult): VerdictPart[] {
  const parts =
    candidates.length <= NAMED
      ? candidates.map((candidate) => candidatePart(candidate, baseline.name))
      : summary(candidates, baseline.name);
  const bound: VerdictPart[] = limit ? [limitPart(limit)] : [];
  return [...parts, ...bound].map((part, index) => ({ ...part, text: index === 0 ? part.text : ` ${part.text}` }));
}

function candidatePart({ model, verdict, ratio, family95, sameBytes }: Candidate, baseline: string): VerdictPart {
  const { name } = model;
  const same = sameBytes ? ` ${l10n.t('They are the same file.')}` : '';
  switch (verdict) {
    case 'failed':
      return { text: l10n.t('{0} could not be measured.', name), tone: 'bad' };
    case 'faster':
      return {
        text: l10n.t('{0} is {1} faster than {2} {3}.', name, times(ratio!), baseline, ratioInterval(family95)) + same,
        tone: 'good',
      };
    case 'slower': {
      const text = l10n.t('{0} is {1} slower than {2} {3}.', name, times(1 / num(ratio)), baseline, ratioInterval(inverse(family95!)));
      return { text: text + same, tone: 'bad' };
    }
    case 'noise':
    case 'notShown':
      return { text: l10n.t('No difference shown between {0} and {1} {2}.', name, baseline, ratioInterval(family95)) + same };
  }
}

function summary(candidates: readonly Candidate[], baseline: string): VerdictPart[] {
  const of = (verdict: Candidate['verdict']) => candidates.filter((candidate) => candidate.verdict === verdict);
  const [faster, slower, failed] = [of('faster'), of('slower'), of('failed')];
  const same = candidates.length - faster.length - slower.length - failed.length;
  const [best] = [...faster].sort((a, b) => num(b.ratio) - num(a.ratio));
  return [
    ...(best ? [candidatePart(best, baseline)] : []),
    {
      text: l10n.t(
        'Of {0} models {1} are faster, {2} slower, and {3} show no difference.',
        count(candidates.length),
        count(faster.length),
        count(slower.length),
        count(same),
      ),
    },
    ...(failed.length > 0
      ? [{ text: l10n.t('{0} could not be measured.', failed.map(({ model }) => model.name).join(', ')), tone: 'bad' as const }]
      : []),
  ];
}

function limitPart({ maxSlowdown, state }: NonNullable<CompareResult['limit']>): VerdictPart {
  switch (state) {
    case 'held':
      return { text: l10n.t('None is more than {0} slower.', times(maxSlowdown)), tone: 'good' };
    case 'broken':
      return { text: l10n.t('The limit of {0} slower is broken.', times(maxSlowdown)), tone: 'bad' };
    case 'failed':
      return {
        text: l10n.t('Whether the limit of {0} slower holds is not known of what could not be measured.', times(maxSlowdown)),
        tone: 'bad',
      };
    case 'undecided':
      return { text: l10n.t('Whether the limit of {0} slower holds, this measurement does not show: measure longer.', times(maxSlowdown)) };
  }
}

/** What the comparison rests on. */
export function compareEvidence(report: Report, { method, settings, seconds }: CompareResult): string {
  const { threads, provider, optimization, batch } = settings;
  const { runtime } = report.environment;
  return [
    l10n.t('{0} rounds of turns of {1}, {2} s a model', count(method.rounds), ms(method.turnMs), figure(num(seconds.measured), 3)),
    threads === undefined
      ? l10n.t('as many threads as the runtime takes')
      : threads === 1
        ? l10n.t('1 thread')
        : l10n.t('{0} threads', threads),
    batch === 1 ? undefined : l10n.t('batch {0}', count(batch)),
    provider,
    l10n.t('optimization {0}', optimization),
    runtime === undefined ? undefined : l10n.t('ONNX Runtime {0}', runtime),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** What is to be known beside the sentence. */
export function compareNotes(result: CompareResult): string[] {
  const { baseline, candidates, method, lastVersion } = result;
  const names = (list: readonly Candidate[]) => list.map(({ model }) => model.name).join(', ');
  const own = candidates.filter(({ model }) => model.ownInputs);
  return [
    ...(lastVersion ? [l10n.t('{0} is the last version: no other model was named to compare with.', baseline.name)] : []),
    ...candidates.flatMap((candidate) => answersText(candidate, baseline.name) ?? []),
    ...(own.length > 0 ? [l10n.t('{0}: measured on inputs of its own, since those of {1} do not fit.', names(own), baseline.name)] : []),
    ...(method.groups > 1
      ? [l10n.t('Memory was too short for all at once: they were measured in {0} groups, with {1} in each.', method.groups, baseline.name)]
      : []),
    ...unsteady(result),
  ];
}

/** Faster by answering something else is no gain: said where answers differ. */
function answersText({ model, agreement }: Candidate, baseline: string): string | undefined {
  if (agreement?.state !== 'differs') return undefined;
  const [worst] = [...agreement.outputs].sort((a, b) => num(b.relative) - num(a.relative));
  const share = worst?.relative === undefined ? '' : percent(num(worst.relative));
  const differs = l10n.t('{0} answers other than {1} on this input: by up to {2} of the largest value.', model.name, baseline, share);
  if (worst?.rows === undefined) return differs;
  return `${differs} ${l10n.t('The largest value is at the same place in {0} of {1} rows.', worst.sameLargest ?? 0, worst.rows)}`;
}

function unsteady({ baseline, candidates }: CompareResult): string[] {
  const cold = [baseline, ...candidates.map(({ model }) => model)].filter(({ measured }) => measured && !measured.warmup.steady);
  return cold.length > 0 ? [l10n.t('{0} did not become steady in the warm-up.', cold.map(({ name }) => name).join(', '))] : [];
}
