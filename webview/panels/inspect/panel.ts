import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../../src/report/report';
import type { InspectResult } from '../../../src/report/schemas/inspect';
import type { Panel } from '../../app';
import type { PanelContext } from '../../context';
import { findings } from '../../kit/findings';
import { amount, bytes, count, joined, shapeText } from '../../kit/format';
import { plot } from '../../kit/plot';
import { sentence, type VerdictPart } from '../../kit/sentence';
import { note } from '../../kit/states';
import { table } from '../../kit/table';
import { type Tile, tiles } from '../../kit/tiles';

import { operatorPlot, weightPlot } from './plots';

/** A report holds the largest tensors only: fewer than it may hold are all there are. */
const MOST_TENSORS = 200;

/** What a model is made of, and what is wrong with it. */
export const inspectPanel: Panel = {
  title: () => l10n.t('Inspect'),
  draw(report, context) {
    const result = report.result as InspectResult;
    if (result.readable === false) return unreadable(result, report, context);
    const plots = [
      Object.keys(result.operators).length > 0 ? plot(operatorPlot(result.operators), context) : undefined,
      result.weights.length > 0 ? plot(weightPlot(result.weights), context) : undefined,
    ].filter((one) => one !== undefined);
    return html`${sentence(inspectVerdict(result), inspectEvidence(result, report.model?.bytes))} ${findings(result.findings, context)}
      ${tiles(inspectTiles(result))} ${plots.length > 0 ? html`<div class="charts">${plots}</div>` : note(l10n.t('This model has no nodes and no weights.'))}
      ${result.inputs.length + result.outputs.length > 0 ? interfaceTable(result, context) : nothing}
      ${
        result.tensors.length > 0
          ? html`<section aria-labelledby="tensors">
              <h2 id="tensors">${tensorsTitle(result.tensors.length)}</h2>
              ${table(
                {
                  name: 'tensors',
                  label: l10n.t('The largest tensors of weights.'),
                  columns: [
                    { title: l10n.t('name') },
                    { title: l10n.t('type') },
                    { title: l10n.t('shape') },
                    { title: l10n.t('size'), numeric: true, show: (value) => joined(bytes(Number(value))) },
                    { title: l10n.t('stored') },
                  ],
                  rows: result.tensors.map((tensor) => [
                    tensor.name,
                    tensor.type,
                    shapeText(tensor.shape),
                    tensor.bytes,
                    tensor.external ? l10n.t('in another file') : l10n.t('in the model'),
                  ]),
                },
                context,
              )}
            </section>`
          : nothing
      }
      <section aria-labelledby="metadata">
        <h2 id="metadata">${l10n.t('File')}</h2>
        <dl class="pairs">
          ${[
            [l10n.t('producer'), result.producer || l10n.t('not said')],
            [l10n.t('IR version'), String(result.irVersion)],
            ...Object.entries(result.opsets).map(([domain, version]) => [l10n.t('opset {0}', domain), String(version)]),
            ...Object.entries(result.metadata),
          ].map(([key, value]) => html`<dt title=${key ?? ''}>${key}</dt><dd title=${value ?? ''}>${value}</dd>`)}
        </dl>
      </section>`;
  },
};

/** A file that cannot be read as a model: what is wrong and what to do, and what can be said of any file. */
function unreadable(result: InspectResult, { model }: Report, context: PanelContext): TemplateResult {
  const facts: [string, string | undefined][] = [
    [l10n.t('path'), model?.path],
    [l10n.t('size'), model && `${joined(bytes(model.bytes))} (${l10n.t('{0} bytes', count(model.bytes))})`],
    ['SHA-256', model?.sha256],
  ];
  return html`${sentence(
    [{ text: l10n.t('This file cannot be read as a model.'), tone: 'bad' }],
    l10n.t('nothing is known of its nodes, inputs and weights'),
  )}
    ${findings(result.findings, context)}
    <section aria-labelledby="file">
      <h2 id="file">${l10n.t('File')}</h2>
      <dl class="pairs">
        ${facts.map(([key, value]) => (value === undefined ? nothing : html`<dt>${key}</dt><dd title=${value}>${value}</dd>`))}
      </dl>
    </section>`;
}

function interfaceTable(result: InspectResult, context: PanelContext): TemplateResult {
  return html`<section aria-labelledby="io">
        <h2 id="io">${l10n.t('Inputs and outputs')}</h2>
        ${table(
          {
            name: 'io',
            label: l10n.t('Inputs and outputs of the model.'),
            columns: [{ title: l10n.t('direction') }, { title: l10n.t('name') }, { title: l10n.t('type') }, { title: l10n.t('shape') }],
            rows: [
              ...result.inputs.map((value) => [l10n.t('input'), value.name, value.type, shapeText(value.shape)]),
              ...result.outputs.map((value) => [l10n.t('output'), value.name, value.type, shapeText(value.shape)]),
            ],
          },
          context,
        )}
      </section>`;
}

function tensorsTitle(length: number): string {
  if (length === 1) return l10n.t('The one tensor of weights');
  return length < MOST_TENSORS ? l10n.t('All {0} tensors of weights', length) : l10n.t('The {0} largest tensors of weights', length);
}

function inspectVerdict(result: InspectResult): VerdictPart[] {
  const errors = result.findings.filter((finding) => finding.severity === 'error').length;
  const warnings = result.findings.filter((finding) => finding.severity === 'warning').length;
  const size = l10n.t(
    '{0} nodes, {1} parameters, {2} of weights',
    count(result.nodeCount),
    joined(amount(result.parameterCount)),
    joined(bytes(result.weightBytes)),
  );
  if (errors > 0) {
    const broken =
      errors === 1 ? l10n.t('1 error: this model will not run as it is.') : l10n.t('{0} errors: this model will not run as it is.', errors);
    return [{ text: broken, tone: 'bad' }, { text: ` ${size}.` }];
  }
  if (warnings > 0) return [{ text: `${size}; ` }, { text: warnings === 1 ? l10n.t('1 warning.') : l10n.t('{0} warnings.', warnings) }];
  return [{ text: `${size}; ` }, { text: l10n.t('no faults found.'), tone: 'good' }];
}

function inspectEvidence(result: InspectResult, size: number | undefined): string {
  const opsets = Object.entries(result.opsets).map(([domain, version]) => `${domain} ${version}`);
  return [
    result.producer ? l10n.t('written by {0}', result.producer) : undefined,
    opsets.length > 0 ? l10n.t('opset {0}', opsets.join(', ')) : undefined,
    size !== undefined ? l10n.t('file of {0}', joined(bytes(size))) : undefined,
    l10n.t('counts include subgraphs and function bodies'),
  ]
    .filter((part) => part)
    .join(' · ');
}

function inspectTiles(result: InspectResult): Tile[] {
  const kinds = Object.keys(result.operators).length;
  const external = result.tensors.some((tensor) => tensor.external);
  const opset = result.opsets['ai.onnx'];
  const others = Object.keys(result.opsets).filter((domain) => domain !== 'ai.onnx').length;
  return [
    {
      label: l10n.t('Nodes'),
      value: count(result.nodeCount),
      note: kinds === 1 ? l10n.t('of 1 operator') : l10n.t('of {0} operators', kinds),
    },
    {
      label: l10n.t('Parameters'),
      ...amount(result.parameterCount),
      note: result.parameterCount >= 10_000 ? count(result.parameterCount) : undefined,
    },
    {
      label: l10n.t('Weights'),
      ...bytes(result.weightBytes),
      note: external ? l10n.t('partly in other files') : l10n.t('all in the file'),
    },
    {
      label: l10n.t('Opset'),
      value: opset === undefined ? '–' : String(opset),
      note: others === 0 ? 'ai.onnx' : others === 1 ? l10n.t('and 1 other domain') : l10n.t('and {0} other domains', others),
    },
    { label: l10n.t('IR version'), value: String(result.irVersion) },
  ];
}
