import { FEW } from '../../../measure/latency/stability';
import type { LatencySummary } from '../../../measure/latency/summary';
import type { Measured } from '../single';

const EMPTY = new Float64Array();
const NONE = [Number.NaN, Number.NaN] as const;

/** What there is where no setting could be measured. */
export function nothingMeasured(): Measured {
  return {
    loaded: { loadMs: Number.NaN, runtime: '', providers: [], emptyRssBytes: 0, rssBytes: 0 },
    firstRunMs: Number.NaN,
    overhead: { clockMs: Number.NaN, callMs: Number.NaN },
    warmup: { starts: EMPTY, durations: EMPTY, steady: true },
    samples: { starts: EMPTY, durations: EMPTY },
    memory: { peakRssBytes: 0, rssBytes: 0 },
  };
}

/** What no run at all comes to: nothing is a number. */
export function noLatencies(): LatencySummary {
  const none = Number.NaN;
  return {
    latencyMs: {
      ...{ p50: none, p90: none, p95: none, p99: none, p999: none, mean: none, min: none, max: none, stdev: none },
      ci95: { p50: NONE, p90: NONE, p99: NONE, mean: NONE },
    },
    runs: 0,
    outliers: { total: 0, lowMild: 0, highMild: 0, lowSevere: 0, highSevere: 0 },
    stability: { verdict: 'fewSamples', reasons: [{ code: 'fewSamples', runs: 0, needed: FEW }] },
    earlyStopping: {},
  };
}
