import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { CompareResult } from '../../../src/report/schemas/compare';
import type { Panel } from '../../app';
import type { PanelContext } from '../../context';
import { bytes, count, joined, num } from '../../kit/format';
import { plot } from '../../kit/plot';
import { sentence } from '../../kit/sentence';
import { note } from '../../kit/states';
import { type TableSpec, table } from '../../kit/table';
import { type Tile, tiles } from '../../kit/tiles';
import { warningText } from '../benchmark/verdict';
import { drawPartial } from './partial';
import { distributionPlot, ratioPlot, turnsPlot } from './plots';
import { inputsTable, modelsTable, outputsTable, verdictWord } from './tables';
import { compareEvidence, compareNotes, compareSentence, ms, ratioInterval, times } from './verdict';

/** Candidates that have a tile; the plot and the table have all. */
const TILES = 5;

/** Whether models differ in speed. */
export const comparePanel: Panel = {
  title: () => l10n.t('Compare Speed'),
  drawPartial,
  draw(report, context) {
    const result = report.result as CompareResult;
    const plots = [ratioPlot(result), distributionPlot(result), turnsPlot(result)].filter((one) => one !== undefined);
    return html`${sentence(compareSentence(result), compareEvidence(report, result))}
    ${failures(result)} ${compareNotes(result).map((text) => note(text))} ${result.warnings.map((warning) => note(warningText(warning)))}
    ${tiles(compareTiles(result))}
    <div class="charts">${plots.map((spec) => plot(spec, context))}</div>
    ${section('models', l10n.t('Side by side'), modelsTable(result), context)}
    ${section('outputs', l10n.t('Answers'), outputsTable(result), context)} ${section('inputs', l10n.t('Inputs'), inputsTable(result), context)}`;
  },
};

function compareTiles({ baseline, candidates }: CompareResult): Tile[] {
  const { measured } = baseline;
  return [
    ...(measured ? [{ label: baseline.name, value: ms(measured.latencyMs.p50), note: l10n.t('P50 of the baseline') }] : []),
    ...candidates.slice(0, TILES).map((candidate): Tile => {
      const { model, ratio, family95 } = candidate;
      if (ratio === undefined) return { label: model.name, value: '–', note: verdictWord(candidate) };
      return { label: model.name, value: times(ratio), note: ratioInterval(family95) };
    }),
    ...(candidates.length === 1 ? oneMore(baseline, candidates[0]!.model) : []),
  ];
}

/** With one candidate there is room for how it compares beside speed. */
function oneMore(before: CompareResult['baseline'], after: CompareResult['baseline']): Tile[] {
  const own = ({ measured }: CompareResult['baseline']) => measured && measured.memory.peakRssBytes - measured.memory.emptyRssBytes;
  const [was, is] = [own(before), own(after)];
  const size = bytes(after.bytes);
  return [
    { label: l10n.t('Size'), ...size, note: l10n.t('was {0}', joined(bytes(before.bytes))) },
    ...(was === undefined || is === undefined
      ? []
      : [{ label: l10n.t('Memory'), ...bytes(is), note: l10n.t('was {0}', joined(bytes(was))) }]),
    ...(before.measured && after.measured
      ? [
          {
            label: l10n.t('Runs'),
            value: count(after.measured.runs),
            note: l10n.t('{0} of the baseline', count(num(before.measured.runs))),
          },
        ]
      : []),
  ];
}

/** What could not be measured, why, and what to do. */
function failures({ candidates }: CompareResult): TemplateResult[] {
  return candidates.flatMap(({ model, error }) =>
    error ? [note(`${model.name}: ${error.message}${error.remedy === undefined ? '' : ` ${error.remedy}`}`)] : [],
  );
}

function section(id: string, title: string, spec: TableSpec, context: PanelContext): TemplateResult | typeof nothing {
  if (spec.rows.length === 0) return nothing;
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${table(spec, context)}
  </section>`;
}
