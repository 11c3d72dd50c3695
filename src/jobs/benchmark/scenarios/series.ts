import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import type { SessionSettings } from '../../../engine/meter/settings';
import type { Curve, CurveEnd, CurvePoint } from '../../../report/schemas/benchmark/curve';
import type { MeasuredInputs } from '../../measuring/feeds';
import type { Measured } from '../single';
import { lengthsOf } from './lengths';
import type { Bench } from './scenario';

/** One value of what is varied, measured. */
export interface Step {
  readonly point: CurvePoint;
  readonly measured: Measured;
  readonly settings: SessionSettings;
  readonly described: MeasuredInputs['described'];
}

/** What is varied, and how one value of it is measured. */
export interface Variation {
  readonly axis: Curve['axis'];
  /** The value at that place; undefined behind the last, with why there is no more. */
  readonly values: { at(index: number): number | undefined; readonly end: CurveEnd };
  /** Why the next value is not worth trying, or would not fit. @param left milliseconds for the whole series */
  before?(points: readonly CurvePoint[], x: number, left: number): CurveEnd | undefined;
  /** What an error says of the series; undefined where it is a failure. */
  endOf?(error: UserError): CurveEnd | undefined;
  /** @param say what is being done, with the name of the value before it */
  measure(x: number, milliseconds: number): Promise<Step>;
}

/** What a series comes to: the step that counts, and the curve. */
export interface Series {
  readonly counts: Step;
  readonly curve: Curve;
  readonly cancelled: boolean;
}

/**
 * Measures one value after the other, then the one of highest throughput again at full length: of many short measurements the fastest is
 * a lucky one too. What was measured when it is cancelled, or when a value fails, is kept.
 */
export async function measureSeries(bench: Bench, variation: Variation): Promise<Series> {
  const { axis, values } = variation;
  const lengths = lengthsOf(bench.parameters);
  // One value alone is the one that counts.
  const alone = values.at(1) === undefined;
  const milliseconds = alone ? lengths.final : lengths.point;
  const steps: Step[] = [];
  const points = () => steps.map(({ point }) => point);
  let failure: Curve['failure'];

  async function all(): Promise<CurveEnd> {
    const began = bench.now();
    for (let index = 0; ; index++) {
      const x = values.at(index);
      if (x === undefined) return values.end;
      const end = variation.before?.(points(), x, lengths.curve - (bench.now() - began));
      if (end) return end;
      try {
        steps.push(await variation.measure(x, milliseconds));
      } catch (error) {
        if (steps.length === 0) throw error;
        if (bench.signal.aborted) return 'cancelled';
        if (!(error instanceof UserError)) throw error;
        const known = variation.endOf?.(error);
        if (known) return known;
        failure = { x, message: error.message };
        return 'failed';
      }
      bench.onCurve({ axis, points: points() });
    }
  }

  const ended = await all();
  const best = steps.reduce((fastest, step) => (step.point.throughput > fastest.point.throughput ? step : fastest));
  const again = alone || ended === 'cancelled' ? undefined : await finalStep(bench, () => variation.measure(best.point.x, lengths.final));
  const curve: Curve = {
    axis,
    points: points(),
    seconds: milliseconds / 1000,
    best: best.point.x,
    ended,
    ...(failure ? { failure } : {}),
  };
  return { counts: again ?? best, curve, cancelled: ended === 'cancelled' || (again === undefined && !alone) };
}

/** The measurement that counts; undefined where it is cancelled, since there are figures of the same value already. */
async function finalStep(bench: Bench, measure: () => Promise<Step>): Promise<Step | undefined> {
  try {
    return await measure();
  } catch (error) {
    if (bench.signal.aborted) return undefined;
    throw error;
  }
}

/** Given values, in order and each once. */
export function listed(values: readonly number[]): Variation['values'] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return { at: (index) => sorted[index], end: 'list' };
}

/** 1, 2, 4, … up to the last, which is there whether it is a power of two or not. */
export function doubling(last: number, end: CurveEnd): Variation['values'] {
  return {
    at: (index) => (index > 0 && 2 ** (index - 1) >= last ? undefined : Math.min(last, 2 ** index)),
    end,
  };
}

/** Names what is being measured in the progress of its steps. */
export function labelled(bench: Bench, label: string): Pick<Bench, 'progress' | 'onLive'> {
  return {
    onLive: bench.onLive,
    progress: (progress) => bench.progress({ ...progress, message: l10n.t('{0}: {1}', label, progress.message) }),
  };
}
