import type { BenchmarkResult } from '../../../report/schemas/benchmark';
import type { ServerFigures } from '../../../report/schemas/benchmark/curve';

/** The part of a benchmark's English sentence that says what a scenario found; undefined for one request after the other. */
export function scenarioSentence(result: BenchmarkResult): string | undefined {
  const { scenario, server } = result;
  if (scenario === 'offline') return offline(result);
  if (scenario === 'concurrency') return concurrency(result);
  return server ? serverSentence(result, server) : undefined;
}

/** `5,078`, `0.194`: three digits, thousands in groups. */
export function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function offline({ settings, throughput, latencyMs, curve }: BenchmarkResult): string {
  const { batch } = settings;
  const single = curve?.points.find(({ x }) => x === 1);
  const times = single && batch > 1 ? `, ${short(throughput / single.throughput)} times as many as one by one` : '';
  const only = curve?.ended === 'fixed' && curve.points.length === 1 ? ', the only one it takes' : '';
  return `${short(throughput)} rows/s at batch ${batch}${only}${times}; P50 ${short(latencyMs.p50)} ms a batch`;
}

function concurrency({ settings, throughput, latencyMs, curve }: BenchmarkResult): string {
  const { processes = 1, threads, batch } = settings;
  const single = curve?.points.find(({ x }) => x === 1);
  const times = single && processes > 1 ? `, ${short(throughput / single.throughput)} times as many as one` : '';
  const each = threads === undefined ? '' : ` of ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  const what = batch === 1 ? 'runs' : 'rows';
  return `${short(throughput)} ${what}/s in ${processes} ${processes === 1 ? 'process' : 'processes'}${each}${times}; P50 ${short(latencyMs.p50)} ms, P99 ${short(latencyMs.p99)} ms`;
}

function serverSentence({ latencyMs, throughput }: BenchmarkResult, server: ServerFigures): string {
  const { rate, held, overloaded, searched, highestRate, boundMs, boundFrom, established } = server;
  const bound = `${short(boundMs)} ms${boundFrom === 'single' ? ' (5 times that of one request after the other)' : ''}`;
  const figures = `P50 ${short(latencyMs.p50)} ms, P99 ${short(latencyMs.p99)} ms`;
  if (searched && highestRate === undefined)
    return `no rate that was tried holds a P99 of ${bound}; at ${short(rate)} requests/s ${figures}`;
  if (searched) return `${short(rate)} requests/s hold a P99 of ${bound}${established ? ', at 99 % confidence' : ''}; ${figures}`;
  if (overloaded)
    return `cannot keep up with ${short(rate)} requests/s: the queue grows without end, ${short(throughput)} rows/s were answered`;
  return `at ${short(rate)} requests/s ${figures}, ${held ? 'within' : 'over'} the bound of ${bound}`;
}
