import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { ComparePartial } from '../../../src/report/schemas/compare';
import { count, num } from '../../kit/format';
import { livePlot } from '../../kit/livePlot';
import { type Ridge, ridges } from '../../kit/ridges';
import { tiles } from '../../kit/tiles';
import { ms, times } from './verdict';

const BINS = 40;
const SHOWN = 0.99;
const TILES = 5;

/** A comparison while it goes on: the distributions so far, and how the medians stand. Undefined before there is a run. */
export function drawPartial(partial: unknown): TemplateResult | undefined {
  const { models } = partial as ComparePartial;
  const sorted = models.map(({ durations }) => durations.map(num).sort((a, b) => a - b));
  const medians = sorted.map((values) => values[values.length >> 1]);
  const [baseline] = medians;
  if (baseline === undefined) return undefined;
  const min = Math.min(...sorted.flatMap((values) => values[0] ?? []));
  const max = Math.max(...sorted.flatMap((values) => values[Math.ceil(SHOWN * values.length) - 1] ?? []));
  const rows = models.map(({ name, runs, failed }, index): Ridge => {
    const counts = new Array<number>(BINS).fill(0);
    const width = (max - min) / BINS || 1;
    for (const value of sorted[index]!) if (value <= max) counts[Math.min(BINS - 1, Math.floor((value - min) / width))]!++;
    const middle = medians[index];
    const text = failed ? l10n.t('failed') : middle === undefined ? '–' : l10n.t('P50 {0}, {1} runs', ms(middle), count(runs));
    return { label: name, counts, text, ...(middle === undefined ? {} : { middle }) };
  });
  return html`${tiles(
    models.slice(1, 1 + TILES).map(({ name }, index) => {
      const middle = medians[index + 1];
      return { label: name, value: middle === undefined ? '–' : times(baseline / middle), note: l10n.t('as fast, so far') };
    }),
  )}
    <div class="charts">
      ${livePlot({
        title: l10n.t('How long runs take'),
        how: l10n.t('How often each latency came so far, on one axis; the line is the median.'),
        label: l10n.t('Distributions so far.'),
        draw: ridges(rows, { min, max, axis: l10n.t('latency, ms') }),
      })}
    </div>`;
}
