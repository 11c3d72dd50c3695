import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { RunResult } from '../../../src/report/schemas/run';
import type { Panel } from '../../app';
import type { PanelContext } from '../../context';
import { count, duration, num, shapeText } from '../../kit/format';
import { plot } from '../../kit/plot';
import { sentence } from '../../kit/sentence';
import { note } from '../../kit/states';
import { type Tile, tiles } from '../../kit/tiles';
import { batchSection } from './batch';
import { inputSection, inputTitle, pictures } from './inputs';
import { outputSection } from './outputs';
import { sequencePlot, topPlot } from './plots';
import { areProbabilities, mayBeNoClasses, runEvidence, runSentence, scoreText, unmatchedText } from './verdict';

/** A run: what went in, what came out. */
export const runPanel: Panel = {
  title: () => l10n.t('Run'),
  draw(report, context) {
    const result = report.result as RunResult;
    const shown = pictures(report, result, context);
    return html`${sentence(runSentence(result), runEvidence(report, result))} ${(result.unmatched ?? []).map(({ kind, name }) => note(unmatchedText(kind, name)))}
    ${tiles(runTiles(result))}
    ${mainPlots(result, shown, context)} ${result.rows ? batchSection(result, result.rows, context) : nothing}
    ${section(
      'inputs',
      result.inputs.length === 1 ? l10n.t('Input') : l10n.t('Inputs'),
      result.inputs.map((input, i) => inputSection(input, i, context)),
    )}
    ${section(
      'outputs',
      result.outputs.length === 1 ? l10n.t('Output') : l10n.t('Outputs'),
      result.outputs.map((output, i) => outputSection(output, i, context)),
    )}`;
  },
};

function section(id: string, title: string, cards: readonly TemplateResult[]): TemplateResult | typeof nothing {
  if (cards.length === 0) return nothing;
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    <div class="cards">${cards}</div>
  </section>`;
}

/** What was asked for, side by side where there is room: the picture as the model saw it and the classes. */
function mainPlots(result: RunResult, shown: TemplateResult[], context: PanelContext): TemplateResult | typeof nothing {
  const plots = [
    result.top && result.top.length > 0 ? plot(topPlot(result, result.top), context) : nothing,
    result.sequence ? plot(sequencePlot(result.sequence), context) : nothing,
  ].filter((one) => one !== nothing);
  if (shown.length === 0 && plots.length === 0) return nothing;
  return html`<div class=${shown.length > 0 ? 'beside' : 'charts'}>
    ${shown.length > 0 ? html`<div class="pictures">${shown}</div>` : nothing}
    ${plots.length > 0 ? html`<div class="plots">${plots}</div>` : nothing}
  </div>`;
}

function runTiles(result: RunResult): (Tile | undefined)[] {
  const best = result.top?.[0];
  const second = result.top?.[1];
  const { sequence } = result;
  const perFrame = sequence && sequence.frames > 0 ? duration(result.milliseconds / sequence.frames) : undefined;
  const seconds = sequence?.secondsPerFrame ? sequence.frames * sequence.secondsPerFrame : undefined;
  return [
    result.rows && { label: l10n.t('Rows'), value: count(result.rows.total) },
    best && scoreTile(result, num(best.score), second && num(second.score)),
    sequence && {
      label: l10n.t('Frames'),
      value: count(sequence.frames),
      note: seconds ? l10n.t('{0} s of signal', seconds.toFixed(1)) : undefined,
    },
    {
      label: sequence ? l10n.t('Time of all frames') : l10n.t('Time of the run'),
      ...duration(result.milliseconds),
      note: perFrame ? l10n.t('{0} {1} a frame', perFrame.value, perFrame.unit) : l10n.t('one run, not a benchmark'),
    },
    { label: l10n.t('Loading'), ...duration(result.loadMilliseconds), note: l10n.t('model into session') },
    ...result.inputs
      .filter((input) => !['constant', 'state', 'derived'].includes(input.kind))
      .slice(0, 2)
      .map((input): Tile => ({ label: inputTitle(input), value: shapeText(input.shape), note: input.type })),
  ];
}

/** The best class's score, and how far the second one is behind; of a batch that of the first row. */
function scoreTile(result: RunResult, score: number, second: number | undefined): Tile {
  const share = result.scores !== undefined && areProbabilities(result.scores);
  const unsure = result.scores !== undefined && mayBeNoClasses(result.scores);
  const shown = (value: number) => scoreText(result.scores, value);
  const behind = second === undefined ? undefined : l10n.t('second {0}', shown(second));
  return {
    label: share ? l10n.t('Probability') : unsure ? l10n.t('Largest value') : l10n.t('Top score'),
    // The tile sets the unit apart.
    value: share ? shown(score).replace(/ %$/, '') : shown(score),
    unit: share ? '%' : undefined,
    note: result.rows ? [l10n.t('of the first row'), behind].filter((text) => text !== undefined).join(', ') : behind,
  };
}
