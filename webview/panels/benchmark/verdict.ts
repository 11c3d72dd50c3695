import * as l10n from '@vscode/l10n';
import type { Report } from '../../../src/report/report';
import type { BenchmarkResult, BenchmarkWarning } from '../../../src/report/schemas/benchmark';
import { count, duration, figure, joined, num, percent } from '../../kit/format';
import type { VerdictPart } from '../../kit/sentence';

/** A latency: `5.23 ms`. */
export function ms(value: number | string): string {
  return joined(duration(num(value)));
}

/** `[5.20, 5.25]` in the unit of the figure beside it. */
export function intervalText([low, high]: readonly (number | string)[]): string {
  return `[${ms(low ?? Number.NaN)}, ${ms(high ?? Number.NaN)}]`;
}

/** How long a run takes, and whether to believe it. */
export function benchmarkSentence({ latencyMs, settings, stability, throughput }: BenchmarkResult): VerdictPart[] {
  const median = ms(latencyMs.p50);
  const takes =
    settings.batch === 1
      ? l10n.t('A run takes {0}, one in a hundred {1} or more', median, ms(latencyMs.p99))
      : l10n.t(
          'A batch of {0} takes {1}, one in a hundred {2} or more: {3} rows a second',
          count(settings.batch),
          median,
          ms(latencyMs.p99),
          figure(num(throughput), 3),
        );
  const [reason] = stability.reasons;
  if (!reason) return [{ text: `${takes}; ` }, { text: l10n.t('the figures hold still.'), tone: 'good' }];
  return [{ text: `${takes}; ` }, { text: `${reasonText(reason)}.`, tone: 'bad' }];
}

/** What the figures rest on. */
export function benchmarkEvidence(report: Report, { runs, warmup, mode, settings }: BenchmarkResult): string {
  const { threads, provider, optimization } = settings;
  const { runtime } = report.environment;
  return [
    warmup.runs === 1
      ? l10n.t('{0} runs after 1 of warm-up', count(runs))
      : l10n.t('{0} runs after {1} of warm-up', count(runs), count(warmup.runs)),
    mode === 'quick' ? l10n.t('quick mode') : l10n.t('full mode'),
    threads === undefined
      ? l10n.t('as many threads as the runtime takes')
      : threads === 1
        ? l10n.t('1 thread')
        : l10n.t('{0} threads', threads),
    provider,
    l10n.t('optimization {0}', optimization),
    runtime === undefined ? undefined : l10n.t('ONNX Runtime {0}', runtime),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** Why latencies do not hold still. */
export function reasonText(reason: BenchmarkResult['stability']['reasons'][number]): string {
  switch (reason.code) {
    case 'fewSamples':
      return l10n.t('{0} runs are too few to say more, {1} are wanted', count(reason.runs), count(reason.needed));
    case 'drifting': {
      const change = num(reason.change);
      return change > 0
        ? l10n.t('it became {0} slower while it was measured', percent(change))
        : l10n.t('it became {0} faster while it was measured', percent(-change));
    }
    case 'bimodal': {
      const speeds = reason.modes.map(({ ms: at, share }) => l10n.t('{0} ({1} of the runs)', ms(at), percent(num(share))));
      return l10n.t('it has several speeds: {0}', speeds.join(', '));
    }
    case 'noisy':
      return l10n.t('the machine is noisy: half of the runs spread over {0} of the median', percent(num(reason.spread)));
    case 'interrupted':
      return l10n.t('{0} of the runs were interrupted by something else', percent(num(reason.share)));
    case 'heavyTailed':
      return l10n.t('it has a long tail: P99 is {0} times the median', figure(num(reason.ratio), 3));
  }
}

/** What in the machine's state speaks against the figures, and what to do. */
export function warningText(warning: BenchmarkWarning): string {
  switch (warning.code) {
    case 'load':
      return l10n.t(
        'Other programs were at work: a load of {0} on {1} cores. Close them and measure again.',
        figure(warning.loadAverage, 2),
        warning.cores,
      );
    case 'battery':
      return l10n.t('The machine ran on its battery, which slows processors down. Plug it in and measure again.');
    case 'governor':
      return l10n.t('The processor’s frequency governor is {0}: speeds change with the load. performance holds still.', warning.governor);
    case 'memory':
      return l10n.t('Hardly any memory was free: the system may have swapped.');
    case 'quota':
      return l10n.t(
        'Processor time was rationed to {0} of {1} cores: give --threads no more than that.',
        figure(warning.cores, 2),
        warning.of,
      );
    case 'throttled':
      return l10n.t(
        'The ration of processor time was used up in {0} of {1} periods, and everything stood still until the next.',
        count(warning.periods),
        count(warning.of),
      );
    case 'heat':
      return l10n.t('The processors slowed down {0} times for heat or power. Let them cool down and measure again.', count(warning.times));
    case 'steal':
      return l10n.t('Other virtual machines took {0} of the processors’ time.', percent(num(warning.share)));
    case 'otherMeasurement':
      return warning.when === 'before'
        ? l10n.t('Another measurement ended just before: the processors may have been hot.')
        : l10n.t('Another measurement was begun meanwhile: it waited, but made its inputs beside this one.');
    case 'fallBack':
      return l10n.t(
        'The CPU executed {0} of {1} nodes, which the provider {2} does not take.',
        count(warning.nodes),
        count(warning.of),
        warning.provider,
      );
    case 'debugBuild':
      return l10n.t('This ONNX Runtime was built as {0}, and is slow for that.', warning.build);
    case 'unsteadyWarmup':
      return l10n.t('It had not become steady after {0} of warm-up.', ms(warning.ms));
    case 'overhead':
      return l10n.t(
        'Calling the runtime takes {0} of the median by itself: for a model this small measure a larger batch.',
        percent(num(warning.share)),
      );
  }
}
