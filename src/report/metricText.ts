import { percent } from '../base/percent';
import type { VersionMetric } from './schemas/versions';

/** Shares that are read in per cent. The panel has the same (webview/panels/versions/text.ts). */
const SHARE = /(^|\.)(accuracy|balancedAccuracy|top\d+|precision|recall|specificity|sensitivity)(\.|$)/i;

/** A metric as a row or a line says it: `accuracy 97.5 %`, `p50 0.341 ms`, `macroF1 0.975`. Its name is a file's: the caller escapes it. */
export function metricText({ name, value }: Pick<VersionMetric, 'name' | 'value'>): string {
  const title = name.replace(/^(evaluation|benchmark)\./, '').replaceAll('.', ' ');
  if (SHARE.test(name) && value >= 0 && value <= 1) return `${title} ${percent(value)}`;
  const unit = /Milliseconds$/.test(title) ? ' ms' : '';
  return `${unit ? title.replace(/Milliseconds$/, '') : title} ${Number(value.toPrecision(4))}${unit}`;
}
