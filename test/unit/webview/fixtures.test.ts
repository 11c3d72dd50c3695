import { describe, expect, it } from 'vitest';
import { summarize } from '../../../src/measure/summary';
import { reportTables } from '../../../src/report/export/tables';
import { panelFamily } from '../../../src/report/families';
import { type Report, zReportEnvelope } from '../../../src/report/report';
import { REPORT_SCHEMAS } from '../../../src/report/schemas';
import type { DiffResult } from '../../../src/report/schemas/diff';
import type { InspectResult } from '../../../src/report/schemas/inspect';
import type { RunOutput, RunResult } from '../../../src/report/schemas/run';
import { DIFF_REPORTS } from '../../../webview/gallery/diffFixtures';
import { DOCTOR_REPORTS } from '../../../webview/gallery/doctorFixtures';
import { REPORTS } from '../../../webview/gallery/fixtures';
import { RECORDED } from '../../../webview/gallery/recorded';
import { REGISTRY_REPORTS } from '../../../webview/gallery/registryFixtures';
import { runRowsOdd } from '../../../webview/gallery/runRowsFixtures';
import { VERSIONS_REPORTS } from '../../../webview/gallery/versionsFixtures';

/** As the jobs have them: src/jobs/run/describe.ts and rows.ts. */
const MOST_VALUES = 4096;
const MOST_ROWS = 200;

const recorded = Object.entries(RECORDED).map(([name, { report }]): [string, Report] => [`recorded ${name}`, report]);
const made = Object.entries({ ...REPORTS, ...DIFF_REPORTS, runRowsOdd, ...REGISTRY_REPORTS, ...DOCTOR_REPORTS, ...VERSIONS_REPORTS });
/** A kind that nobody knows is drawn as JSON. */
const known = [...recorded, ...made].filter(([, { kind }]) => kind !== 'horoscope');
const parsed = <T>(kind: string) =>
  known.filter(([, report]) => report.kind === kind).map(([name, report]): [string, T] => [name, parse(report) as T]);

function parse(report: Report): unknown {
  return REPORT_SCHEMAS.get(report.kind)?.result.parse(report.result);
}

const elements = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

describe.each(known)('the gallery’s report %s', (_name, report) => {
  it('is one that its schema reads whole', () => {
    expect(zReportEnvelope.safeParse(report).error).toBeUndefined();
    const schema = REPORT_SCHEMAS.get(report.kind);
    expect(report.schemaVersion).toBe(schema?.version);
    const result = schema?.result.safeParse(report.result);
    expect(result?.error).toBeUndefined();
    // What the schema does not know it drops: a field that no job writes would be drawn here and nowhere else.
    expect(keysOf(result?.data)).toEqual(keysOf(report.result));
  });

  it('has a panel and tables of its own', () => {
    expect(panelFamily(report.kind)).not.toBe('raw');
    const empty = ['versionsNone', 'inspectEmpty', 'doctor'].some((name) => _name.endsWith(name)) || _name === 'recorded diffSame';
    if (!empty) expect(reportTables(report).map(({ title }) => title)).not.toEqual([report.kind]);
  });
});

/** Paths of all keys of all objects. */
function keysOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .flatMap(([key, each]) => (each === undefined ? [] : [`${path}/${key}`, ...keysOf(each, `${path}/${key}`)]))
    .sort();
}

describe.each(parsed<RunResult>('run'))('the run %s', (_name, result) => {
  it('has values, shapes and summaries that belong together', () => {
    for (const output of result.outputs) checkOutput(output);
    for (const { shape, summary } of result.inputs) if (summary) checkSummary(summary, elements(shape));
  });

  it('has classes as a run ranks them', () => {
    const { top, scores, rows, sequence } = result;
    for (const list of [top ?? [], ...(rows?.list.map((row) => row.top) ?? [])]) {
      expect(list.map(({ score }) => score)).toEqual(list.map(({ score }) => score).sort((a, b) => b - a));
      for (const { index, score } of list) {
        expect(index).toBeLessThan(scores?.columns ?? 0);
        if (scores?.kind === 'probability') expect(score).toBeLessThanOrEqual(1);
      }
    }
    if (scores) {
      expect(result.outputs.some(({ name }) => name === scores.output)).toBe(true);
      expect(scores.notNumbers !== undefined && rows === undefined).toBe(top === undefined);
    }
    if (rows) {
      expect(rows.list).toHaveLength(Math.min(rows.total, MOST_ROWS));
      expect(rows.list.map(({ row }) => row)).toEqual(rows.list.map((_, row) => row));
      for (const { parts } of result.inputs) if (parts) expect(parts).toHaveLength(rows.total);
    }
    if (sequence) expect(sequence.values).toHaveLength(sequence.frames);
  });
});

function checkOutput(output: RunOutput): void {
  const { values, summary, maps, rows, unavailable } = output;
  if (unavailable !== undefined) expect([values, summary, maps]).toEqual([undefined, undefined, undefined]);
  else if (maps) expect(maps.length).toBe(Math.min(rows ?? 0, MOST_ROWS));
  else checkTensor(output);
}

function checkTensor({ type, shape, values, summary }: RunOutput): void {
  const count = elements(shape!);
  expect(values?.length).toBe(count <= MOST_VALUES ? count : undefined);
  expect(summary !== undefined).toBe(type !== 'string' && type !== 'bool' && count > 0);
  if (!summary) return;
  checkSummary(summary, count);
  if (!values) return;
  const own = summarize(values.map(Number));
  for (const key of ['min', 'max', 'mean'] as const) {
    // Values are stored in as few digits as name a single: their mean differs in the last ones.
    if (Number.isFinite(own[key])) expect(Math.abs(summary[key] - own[key])).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(own[key])));
    else expect(summary[key]).toBe(own[key]);
  }
  expect([summary.nan, summary.histogram]).toEqual([own.nan, own.histogram]);
}

function checkSummary({ nan, histogram, min, max }: NonNullable<RunOutput['summary']>, count: number): void {
  expect(histogram).toHaveLength(32);
  const inBins = histogram!.reduce((sum, n) => sum + n, 0);
  if (Number.isFinite(min) && Number.isFinite(max)) expect(inBins + nan).toBe(count);
  else expect(inBins + nan).toBeLessThan(count);
}

describe.each(parsed<InspectResult>('inspect'))('the inspection %s', (_name, result) => {
  it('counts the nodes that its operators add up to, and weights that its types add up to', () => {
    const sum = (list: readonly number[]) => list.reduce((total, n) => total + n, 0);
    expect(sum(Object.values(result.operators))).toBe(result.nodeCount);
    expect(sum(result.weights.map(({ bytes }) => bytes))).toBe(result.weightBytes);
  });
});

describe.each(parsed<DiffResult>('diff'))('the comparison %s', (_name, result) => {
  it('has operators that differ by what it counts, and no longer lists than counts', () => {
    const changes = Object.entries(result.operatorCounts).map(([name, { before, after }]) => [name, after - before]);
    expect(Object.fromEntries(changes)).toEqual(result.operators);
    for (const change of ['added', 'removed', 'changed'] as const) {
      expect(result.nodes[change].length).toBeLessThanOrEqual(result.nodes.counts[change]);
      expect(result.tensors.filter((tensor) => tensor.change === change).length).toBeLessThanOrEqual(result.tensorCounts[change]);
    }
  });
});

describe('the recordings', () => {
  it('bring their pictures along, and name no place of the machine they were made on', () => {
    for (const { report, attachments } of Object.values(RECORDED)) {
      const pictures = report.attachments.filter(({ mime }) => mime === 'image/png');
      expect(Object.keys(attachments).sort()).toEqual(pictures.map(({ file }) => file).sort());
      // Names of nodes begin with a slash too, as exporters write them.
      expect(JSON.stringify(report)).not.toMatch(/"(\/(home|root|tmp|private|Users|var|mnt|opt|usr)\b|[A-Z]:\\\\)|mw-record/);
    }
  });
});
