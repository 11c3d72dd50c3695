import * as l10n from '@vscode/l10n';
import type { StageSpan, VersionsResult } from '../../../src/report/schemas/versions';
import { count } from '../../kit/format';
import type { PlotSpec } from '../../kit/plot';
import { type TimelineBar, timeline } from '../../kit/timeline';
import { isRegistered, moment, nameText, versionName } from './text';
import { currentSpan, filledStages } from './verdict';

/** Stages drawn as lanes, and bars in all; the table has the rest. */
const MAX_LANES = 12;
const MAX_BARS = 2000;

/** Which version was in which stage at which time. @param now when the report was made, ISO 8601 */
export function stageTimeline(result: VersionsResult, now: string): PlotSpec | undefined {
  const { spans = [] } = result;
  if (spans.length === 0) return undefined;
  const stages = laneOrder(result, spans);
  const shown = spans.filter(({ stage }) => stages.slice(0, MAX_LANES).includes(stage)).slice(-MAX_BARS);
  const registered = result.versions.filter(isRegistered).slice(0, MAX_BARS);
  const times = [...shown.map(({ from }) => Date.parse(from)), ...registered.map(({ registeredAt }) => Date.parse(registeredAt))];
  const last = shown.reduce((end, { from, to }) => Math.max(end, Date.parse(to ?? from)), 0);
  // A tag may claim a time to come: then the axis ends there and not in the past of its bars.
  const end = Math.max(last, Date.parse(now));
  const bars = shown.map((span): TimelineBar => {
    const version = versionName(span.version);
    return {
      lane: stages.indexOf(span.stage),
      from: Date.parse(span.from),
      to: span.to === undefined ? end : Date.parse(span.to),
      label: version,
      text: spanText(span),
      current: span.to === undefined,
    };
  });
  const left = spans.length - shown.length;
  const how = l10n.t('A bar is a version in a stage; the brighter one is there now. Ticks are registrations.');
  return {
    name: 'stages',
    title: historyTitle(result, stages),
    how: left > 0 ? `${how} ${l10n.t('{0} more are in the numbers below.', count(left))}` : how,
    label: l10n.t('Timeline of {0} stages with {1} assignments.', count(stages.length), count(spans.length)),
    draw: timeline({
      lanes: stages.slice(0, MAX_LANES),
      bars,
      moments: {
        label: l10n.t('registered'),
        list: registered.map(({ version, registeredAt }) => ({
          at: Date.parse(registeredAt),
          text: l10n.t('{0} registered {1}', versionName(version), moment(registeredAt)),
        })),
      },
      range: [times.reduce((least, time) => Math.min(least, time), end), end],
    }),
    table: {
      name: 'stages',
      label: l10n.t('Versions in stages, with their times.'),
      columns: [
        { title: l10n.t('stage') },
        { title: l10n.t('version') },
        { title: l10n.t('from'), show: (value) => moment(String(value)) },
        { title: l10n.t('to'), show: (value) => (value === undefined ? l10n.t('now') : moment(String(value))) },
        { title: l10n.t('days'), numeric: true, show: (value) => Number(value).toFixed(1) },
      ],
      rows: spans.map(({ stage, version, from, to }) => [
        stage,
        versionName(version),
        from,
        to,
        ((to === undefined ? end : Date.parse(to)) - Date.parse(from)) / 86_400_000,
      ]),
    },
  };
}

/** The stages in use first, production at the top; then the others in the order of their first assignment. */
function laneOrder(result: VersionsResult, spans: readonly StageSpan[]): string[] {
  return [
    ...new Set([...filledStages(result).map(({ stage }) => stage), ...Object.keys(result.stages), ...spans.map(({ stage }) => stage)]),
  ];
}

function spanText({ stage, version, from, to }: StageSpan): string {
  const name = versionName(version);
  return to === undefined
    ? l10n.t('{0} in {1} since {2}', name, stage, moment(from))
    : l10n.t('{0} in {1} from {2} to {3}', name, stage, moment(from), moment(to));
}

function historyTitle(result: VersionsResult, stages: readonly string[]): string {
  const [first = ''] = stages;
  const times = (result.spans ?? []).filter(({ stage }) => stage === first).length;
  const current = currentSpan(result, first);
  const stage = nameText(first);
  if (!current) return l10n.t('{0} is empty now', stage);
  if (times === 1) return l10n.t('{0} has held {1} from the start', stage, versionName(current.version));
  return times === 2 ? l10n.t('{0} changed once', stage) : l10n.t('{0} changed {1} times', stage, count(times - 1));
}
