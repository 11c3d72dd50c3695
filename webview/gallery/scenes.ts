import { html, type TemplateResult } from 'lit';
import type { Report } from '../../src/report/report';
import type { PanelAction } from '../../src/ui/panels/protocol';
import type { Panel } from '../app';
import type { PanelContext } from '../context';
import { bars } from '../kit/bars';
import { histogram } from '../kit/histogram';
import { line } from '../kit/line';
import { picture } from '../kit/picture';
import { type PlotSpec, plot } from '../kit/plot';
import { sentence } from '../kit/sentence';
import { emptyState, errorState, note, workingState } from '../kit/states';
import { table } from '../kit/table';
import { tiles } from '../kit/tiles';
import { actionsPanel } from '../panels/actions/panel';
import { benchmarkPanel } from '../panels/benchmark/panel';
import { cachePanel } from '../panels/cache/panel';
import { diffPanel } from '../panels/diff/panel';
import { doctorPanel } from '../panels/doctor/panel';
import { filesPanel } from '../panels/files/panel';
import { inspectPanel } from '../panels/inspect/panel';
import { modelsPanel } from '../panels/models/panel';
import { rawPanel } from '../panels/raw';
import { runPanel } from '../panels/run/panel';
import { versionsPanel } from '../panels/versions/panel';
import { DIFF_REPORTS } from './diffFixtures';
import { DOCTOR_REPORTS } from './doctorFixtures';
import { LONG_NAME, REPORTS } from './fixtures';
import { benchmarkLive, stopped } from './liveFixtures';
import { hugeProfile } from './profileFixtures';
import { RECORDED, type Recorded } from './recorded';
import { REGISTRY_REPORTS } from './registryFixtures';
import { runRowsOdd } from './runRowsFixtures';
import { VERSIONS_REPORTS } from './versionsFixtures';

/** One page of the gallery: a panel with its report, its pictures and its buttons, or components by themselves. */
export type Scene =
  | { panel: Panel; report: Report; attachments?: Recorded['attachments']; actions: readonly PanelAction[] }
  | { draw(context: PanelContext): TemplateResult };

const open: PanelAction = { id: 'inspect', label: 'Open Model' };
const again = (label: string): PanelAction => ({ id: 'again', label });
/** The buttons of each kind of report in VS Code; those of jobs that have no door there have none. */
const ACTIONS: Readonly<Record<string, readonly PanelAction[]>> = {
  run: [again('Run Again'), open],
  inspect: [again('Inspect Again')],
  diff: [again('Diff Models Again'), open],
  benchmark: [again('Benchmark Again'), open, { id: 'another', label: 'Measure Another Way…' }],
  versions: [again('Refresh'), open],
  doctor: [again('Check Registry Again'), { id: 'remote', label: 'Compare Tags with Remote' }],
};
const EVALUATE: PanelAction = { id: 'evaluateVersions', label: 'Evaluate All Versions', primary: true };

/** A report that was made by hand. */
const made = (panel: Panel, report: Report, ...more: readonly PanelAction[]): Scene => ({
  panel,
  report,
  actions: [...(ACTIONS[report.kind] ?? []), ...more],
});
/** A report that the command line made. */
const recorded = (panel: Panel, { report, attachments }: Recorded): Scene => ({ ...made(panel, report), attachments });

const ignore = () => undefined;

const twin = (name: string, rows: readonly (readonly (string | number)[])[]) => ({
  name,
  label: 'Numbers of the gallery.',
  columns: [{ title: 'what' }, { title: 'value', numeric: true }],
  rows,
});

const plots: PlotSpec[] = [
  {
    name: 'bars-signed',
    title: 'Bars: signed, one not a number, one name of 300 characters',
    how: 'From zero to either side.',
    label: 'Bars of the gallery.',
    draw: bars(
      [
        { label: 'up', value: 3.2, strong: true },
        { label: 'down', value: -1.4 },
        { label: 'nothing', value: Number.NaN },
        { label: LONG_NAME, value: 0.8 },
      ],
      { axis: 'effect, points' },
    ),
    table: twin('bars', [['up', 3.2]]),
  },
  {
    name: 'bars-empty',
    title: 'Bars: all zero',
    how: 'Zero has a hair of ink, so that it is seen to be there.',
    label: 'Bars without length.',
    draw: bars([{ label: 'zero', value: 0 }], { axis: 'count' }),
    table: twin('zero', []),
  },
  {
    name: 'histogram',
    title: 'Histogram with a line',
    how: 'Counts in equal steps.',
    label: 'Histogram of the gallery.',
    draw: histogram({
      counts: [1, 4, 9, 40, 80, 41, 12, 3, 0, 0, 1],
      min: -1,
      max: 1,
      axis: 'value',
      lines: [{ value: 0.95, text: 'limit 0.95' }],
    }),
    table: twin('histogram', [['−1', 1]]),
  },
  {
    name: 'line-gap',
    title: 'Line with a gap, 20,000 points',
    how: 'The lowest and the highest value of each pixel.',
    label: 'Line of the gallery.',
    draw: line({
      values: Array.from({ length: 20_000 }, (_, i) => (i > 9000 && i < 10_000 ? Number.NaN : Math.sin(i / 900) * (i % 2 === 0 ? 1 : 0.6))),
      step: 0.01,
      xAxis: 'time, s',
      yAxis: 'amplitude',
      xUnit: 's',
    }),
    table: twin('line', [['0', 0]]),
  },
];

/** Every scene by name. */
export const SCENES: Readonly<Record<string, Scene>> = {
  'run-image': recorded(runPanel, RECORDED.runImage),
  'run-sequence': recorded(runPanel, RECORDED.runSequence),
  'run-text': recorded(runPanel, RECORDED.runText),
  'run-row': recorded(runPanel, RECORDED.runRow),
  'run-maps': recorded(runPanel, RECORDED.runMaps),
  'run-mixed': made(runPanel, REPORTS.runMixed),
  'run-one-class': made(runPanel, REPORTS.runOneClass),
  'run-no-class': made(runPanel, REPORTS.runNoClass),
  'run-rows': recorded(runPanel, RECORDED.runRows),
  'run-rows-many': recorded(runPanel, RECORDED.runRowsMany),
  'run-rows-odd': made(runPanel, runRowsOdd),
  inspect: recorded(inspectPanel, RECORDED.inspect),
  'inspect-broken': made(inspectPanel, REPORTS.inspectBroken),
  'inspect-unreadable': recorded(inspectPanel, RECORDED.inspectUnreadable),
  'inspect-empty': made(inspectPanel, REPORTS.inspectEmpty),
  diff: recorded(diffPanel, RECORDED.diff),
  'diff-same': recorded(diffPanel, RECORDED.diffSame),
  'diff-odd': made(diffPanel, DIFF_REPORTS.diffOdd),
  'diff-huge': made(diffPanel, DIFF_REPORTS.diffHuge),
  versions: made(versionsPanel, VERSIONS_REPORTS.versions, EVALUATE),
  'versions-demo': recorded(versionsPanel, RECORDED.versions),
  'versions-latencies': made(versionsPanel, VERSIONS_REPORTS.versionsLatencies),
  'versions-none': made(versionsPanel, VERSIONS_REPORTS.versionsNone),
  'versions-huge': made(versionsPanel, VERSIONS_REPORTS.versionsHuge, EVALUATE),
  benchmark: recorded(benchmarkPanel, RECORDED.benchmark),
  'benchmark-profile': recorded(benchmarkPanel, RECORDED.benchmarkProfile),
  'benchmark-profile-small': recorded(benchmarkPanel, RECORDED.benchmarkProfileSmall),
  'benchmark-profile-huge': made(benchmarkPanel, hugeProfile(RECORDED.benchmark.report)),
  'benchmark-live': {
    draw: (context) => workingState(benchmarkLive.state, ignore, benchmarkPanel.drawPartial?.(benchmarkLive.partial, context)),
  },
  'benchmark-stopped': made(benchmarkPanel, stopped(RECORDED.benchmark.report)),
  doctor: made(doctorPanel, DOCTOR_REPORTS.doctor),
  'doctor-clean': recorded(doctorPanel, RECORDED.doctor),
  models: recorded(modelsPanel, RECORDED.models),
  'models-odd': made(modelsPanel, REGISTRY_REPORTS.modelsOdd),
  fetch: recorded(filesPanel, RECORDED.fetch),
  restore: recorded(filesPanel, RECORDED.restore),
  cache: recorded(cachePanel, RECORDED.cache),
  register: recorded(actionsPanel, RECORDED.register),
  'register-odd': made(actionsPanel, REGISTRY_REPORTS.registerOdd),
  assign: recorded(actionsPanel, RECORDED.assign),
  rollback: recorded(actionsPanel, RECORDED.rollback),
  'delete-tag': recorded(actionsPanel, RECORDED.deleteTag),
  push: recorded(actionsPanel, RECORDED.push),
  raw: made(rawPanel, REPORTS.raw),
  states: {
    draw: () => html`
      ${emptyState({ message: 'Nothing run yet. A run takes about 1 s for this model.', action: { id: 'run', label: 'Run', primary: true } }, ignore)}
      ${workingState(
        {
          progress: { title: 'Measuring squeezenet.int8.onnx', message: 'run', done: 172, total: 412, elapsedMs: 4100, remainingMs: 6000 },
          actions: [{ id: 'stop', label: 'Stop and keep' }],
        },
        ignore,
      )}
      ${workingState({ progress: { title: 'Reading the model', message: 'graph', elapsedMs: 400 } }, ignore)}
      ${errorState(
        {
          error: {
            code: 'input.shape',
            message: 'The input "data_0" wants float32 [1, 3, 224, 224]; fish.png gave uint8 [224, 224, 4].',
            where: 'squeezenet.model.json → inputs.data_0.channels',
            remedy: 'Drop the alpha channel, or give the picture another one.',
          },
          actions: [
            { id: 'manifest', label: 'Open manifest', primary: true },
            { id: 'log', label: 'Show Log' },
          ],
        },
        ignore,
      )}
      ${errorState({ error: { code: 'internal', message: LONG_NAME, stack: 'Error: a defect\n    at somewhere (file.js:1:1)' }, actions: [] }, ignore)}
      ${note('Of 10,000 rows the first 200 are drawn.')}
    `,
  },
  kit: {
    draw: (context) => html`
      ${sentence([{ text: '1.9× faster', tone: 'good' }, { text: ', 3.8× smaller, ' }, { text: 'accuracy −4.1 points', tone: 'bad' }, { text: '.' }], 'Latency ratio 0.53 [0.51, 0.55], 2 × 412 interleaved runs, one thread.')}
      ${tiles([
        { label: 'P50 latency', value: '5.22', unit: 'ms', note: '[5.20, 5.25]' },
        { label: 'Throughput', value: '189', unit: '/s', note: 'one at a time' },
        { label: 'Not a number', value: 'NaN' },
        { label: LONG_NAME, value: LONG_NAME, note: LONG_NAME },
      ])}
      <div class="charts">${plots.map((spec) => plot(spec, context))}</div>
      ${picture(
        {
          name: 'overlay',
          file: 'picture.png',
          mime: 'image/png',
          alt: 'A small picture',
          caption: 'A picture of 16 × 12 pixels with its mask over it',
          overlays: [{ file: 'mask.png', mime: 'image/png', label: 'Mask' }],
        },
        context,
      )}
    `,
  },
  table: {
    draw: (context) =>
      table(
        {
          name: 'large',
          label: 'Ten thousand rows.',
          columns: [
            { title: 'row', numeric: true },
            { title: 'name' },
            { title: 'value', numeric: true, show: (value) => (Number.isNaN(value) ? 'NaN' : Number(value).toFixed(3)) },
          ],
          rows: Array.from({ length: 10_000 }, (_, i) => [
            i,
            i === 3 ? LONG_NAME : `tensor_${i}`,
            i % 97 === 5 ? Number.NaN : Math.sin(i) * 1000,
          ]),
        },
        context,
      ),
  },
};
