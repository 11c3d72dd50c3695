import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { Report } from '../../../src/report/report';
import type { ModelEntry, ModelsResult } from '../../../src/report/schemas/models';
import type { Panel } from '../../app';
import { commands } from '../../kit/command';
import { bytes, count, joined, shorten } from '../../kit/format';
import { filledColumns, tableSection } from '../../kit/section';
import { sentence } from '../../kit/sentence';
import { note } from '../../kit/states';
import type { TableSpec } from '../../kit/table';
import { type Tile, tiles } from '../../kit/tiles';
import { day, versionName } from '../versions/text';

/** The models found below a folder. */
export const modelsPanel: Panel = {
  title: () => l10n.t('Models'),
  draw(report, context) {
    const { models } = report.result as ModelsResult;
    const fetching = [...new Set(models.flatMap(({ pointer }) => pointer?.command ?? []))];
    return html`${sentence(modelsSentence(models), modelsEvidence(report))} ${tiles(modelTiles(models))}
    ${models.length === 0 ? note(l10n.t('A model is a file whose name ends in .onnx, or what artifacts.yaml or a tag declares.')) : ''}
    ${tableSection('models', l10n.t('Models'), modelTable(models), context)} ${commands('to-fetch', l10n.t('To fetch'), fetching, context)}`;
  },
};

function modelsSentence(models: readonly ModelEntry[]): string {
  const [here, pointers, missing] = [inState(models, 'file'), inState(models, 'pointer'), inState(models, 'missing')];
  if (models.length === 0) return l10n.t('There are no models here.');
  if (here === models.length) {
    return here === 1 ? l10n.t('1 model, its file is here.') : l10n.t('{0} models, the files of all are here.', count(here));
  }
  const states = [
    here > 0 ? l10n.t('{0} here', count(here)) : '',
    pointers > 0 ? l10n.t('{0} not fetched', count(pointers)) : '',
    missing > 0 ? l10n.t('{0} missing', count(missing)) : '',
  ].filter((text) => text !== '');
  return models.length === 1
    ? l10n.t('1 model: {0}.', states.join(', '))
    : l10n.t('{0} models: {1}.', count(models.length), states.join(', '));
}

function modelsEvidence({ parameters }: Report): string {
  const folder = typeof parameters.folder === 'string' && parameters.folder !== '.' ? shorten(parameters.folder, 80) : undefined;
  const looked = parameters.tags === false ? l10n.t('files alone, tags were not read') : l10n.t('files, what declares models, and tags');
  return folder === undefined ? looked : l10n.t('below {0} · {1}', folder, looked);
}

function modelTiles(models: readonly ModelEntry[]): Tile[] {
  const here = models.filter(({ state }) => state === 'file');
  const pointers = models.filter(({ state }) => state === 'pointer');
  const registered = models.filter(({ versions = 0 }) => versions > 0);
  const missing = inState(models, 'missing');
  const size = (list: readonly ModelEntry[]) => bytes(list.reduce((sum, model) => sum + model.bytes, 0));
  return [
    { label: l10n.t('Models'), value: count(models.length) },
    { label: l10n.t('Size'), ...size(here), note: l10n.t('of the files that are here') },
    ...(pointers.length > 0 ? [{ label: l10n.t('Not fetched'), value: count(pointers.length), note: joined(size(pointers)) }] : []),
    ...(missing > 0 ? [{ label: l10n.t('Missing'), value: count(missing), note: l10n.t('declared or tagged') }] : []),
    { label: l10n.t('Registered'), value: count(registered.length), note: l10n.t('have a version') },
    { label: l10n.t('Versions'), value: count(registered.reduce((sum, { versions = 0 }) => sum + versions, 0)) },
  ];
}

function modelTable(models: readonly ModelEntry[]): TableSpec {
  return filledColumns({
    name: 'models',
    label: l10n.t('Models by name.'),
    columns: [
      { title: l10n.t('model') },
      { title: l10n.t('state') },
      { title: l10n.t('size'), numeric: true, show: (value) => (value === undefined ? '' : joined(bytes(Number(value)))) },
      { title: l10n.t('latest') },
      { title: l10n.t('registered'), show: (value) => (value === undefined ? '' : day(String(value))) },
      { title: l10n.t('stages') },
      { title: l10n.t('versions'), numeric: true },
      { title: l10n.t('type') },
      { title: l10n.t('path') },
      { title: l10n.t('manifest') },
    ],
    rows: models.map((model) => [
      model.name,
      stateText(model),
      model.state === 'missing' ? undefined : model.bytes,
      model.latest,
      model.latestAt,
      stagesText(model),
      model.versions,
      model.type,
      model.path,
      model.manifest,
    ]),
  });
}

function stateText({ state, pointer, deprecated }: ModelEntry): string {
  const words = { file: '', pointer: l10n.t('not fetched'), missing: l10n.t('missing') };
  const keeper = pointer && { lfs: 'Git LFS', dvc: 'DVC' }[pointer.kind];
  return [words[state], keeper, deprecated ? l10n.t('deprecated') : undefined].filter((text) => text).join(', ');
}

function stagesText({ stages = {} }: ModelEntry): string {
  return Object.entries(stages)
    .flatMap(([stage, version]) => (version === null ? [] : `${stage} ${versionName(version)}`))
    .join(', ');
}

function inState(models: readonly ModelEntry[], state: ModelEntry['state']): number {
  return models.filter((model) => model.state === state).length;
}
