import type { BenchmarkResult } from '../../../report/schemas/benchmark';
import type { Best, Sweep, SweepSetting } from '../../../report/schemas/benchmark/sweep';
import { short } from '../scenarios/sentences';

/** The part of a benchmark's English sentence that says what a sweep found; undefined where there was none. */
export function sweepSentence({ sweep, best, latencyMs, throughput, applied }: BenchmarkResult): string | undefined {
  if (!sweep || !best) return undefined;
  const { settings, objective } = sweep;
  const failed = settings.filter(({ error }) => error).length;
  if (failed === settings.length) return `none of ${settings.length} settings could be measured: ${settings[0]!.error!.message}`;
  const [low, high] = latencyMs.ci95.p50;
  const figure = objective === 'latency' ? `P50 ${short(latencyMs.p50)} ms [${short(low)}, ${short(high)}]` : `${short(throughput)} rows/s`;
  return `${recommendation(sweep, best)}; ${figure}${equals(best)}${failed > 0 ? `; ${failed} failed` : ''}${written(applied)}`;
}

function recommendation({ settings, rounds }: Sweep, { best, recommended, reason, againstDefault }: Best): string {
  const of = `of ${settings.length} settings`;
  const interval = againstDefault ? ` [${againstDefault.ci95.map((end) => ratio(end)).join(', ')}]` : '';
  const name = (index: number) => settingName(settings[index]!);
  switch (reason) {
    case 'unclear':
      return `${rounds < 3 ? `${rounds} ${rounds === 1 ? 'round is' : 'rounds are'} too few` : 'not measured enough'} to recommend one ${of}, give it more --seconds; fastest so far: ${name(best)}`;
    case 'default':
      return `the runtime's defaults${batchOf(settings[recommended!]!)} are as good as any ${of}`;
    case 'fastest':
      return againstDefault
        ? `${name(recommended!)} is ${ratio(againstDefault.ratio)}× faster than the runtime's defaults${interval}, best ${of}`
        : `${name(recommended!)} is best ${of}`;
    case 'thrift':
      return `${name(recommended!)} ${againstDefault ? `shows no difference to the runtime's defaults${interval}` : 'shows no difference to the best'}, and leaves threads to others; ${of}`;
    case 'unconfirmed':
      return `the runtime's defaults${batchOf(settings[recommended!]!)}: what looked best ${of} was not shown to be faster in fresh processes${interval}`;
  }
}

function equals({ equals, recommended }: Best): string {
  const others = equals.filter((index) => index !== recommended).length;
  if (recommended === undefined || others === 0) return '';
  return `; no difference shown to ${others} ${others === 1 ? 'other' : 'others'}`;
}

function written(applied: BenchmarkResult['applied']): string {
  if (!applied) return '';
  if (applied.state === 'failed') return `; not written: ${applied.error!.message}`;
  if (applied.state === 'unneeded') return '; nothing needs to be written';
  return applied.state === 'same' ? `; already in ${applied.path}` : `; written into ${applied.path}`;
}

/** `2 threads, extended, batch 8`. */
export function settingName({ settings, default: usual }: Pick<SweepSetting, 'settings' | 'default'>): string {
  const { provider, threads, optimization } = settings;
  if (usual) return `the runtime's defaults${batchOf({ settings })}`;
  const own = threads === undefined ? "the runtime's threads" : threads === 1 ? '1 thread' : `${threads} threads`;
  return `${own}, ${optimization}${provider === 'cpu' ? '' : `, ${provider}`}${batchOf({ settings })}`;
}

function batchOf({ settings: { batch } }: Pick<SweepSetting, 'settings'>): string {
  return batch === 1 ? '' : ` at batch ${batch}`;
}

function ratio(value: number): string {
  return value.toFixed(2);
}
