import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderVersions } from '../../../src/cli/render/versions';
import { makeStyle } from '../../../src/cli/style';
import { versionsJob } from '../../../src/jobs/versions/job';
import { ModelProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import { LineageKeys } from '../../../src/onnx/lineage';
import { reportTables } from '../../../src/report/export/tables';
import type { Report } from '../../../src/report/report';
import { type VersionsResult, zVersionsResult } from '../../../src/report/schemas/versions';
import { ReportStore } from '../../../src/report/store';
import benchmark from '../../../webview/gallery/recorded/benchmark.json';
import { EPOCH, makeRepository, scratchFolder } from '../git/scratch';
import { runReport } from '../report/fixture';
import { bareContext } from './inspectContext';

let folder: string;
let remove: () => void;
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  ({ folder, remove } = scratchFolder('details'));
  folder = realpathSync(folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  remove();
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const json = (value: unknown) => JSON.stringify(value);

/** A version for each set of files, v1.0.0 and on. */
function releases(...files: Record<string, string>[]): void {
  makeRepository(
    folder,
    files.map((each) => ({ files: each })),
    files.map((_, i) => ({ name: `m@v1.${i}.0`, commit: i, time: EPOCH + i })),
  );
}

async function versions(cwd = folder): Promise<VersionsResult> {
  const { result } = await versionsJob.run({ model: 'm' }, bareContext(cwd));
  return zVersionsResult.strict().parse(result);
}
const lines = (result: VersionsResult) => renderVersions(result, makeStyle(false), 200).join('\n');

/** Keeps a report of an evaluation in the history below `root`. */
async function evaluated(root: string, model: string, accuracy: number, more: Partial<Report> = {}): Promise<void> {
  const draft = await new ReportStore(root).begin('evaluate');
  await draft.commit(
    runReport(draft.id, {
      kind: 'evaluate',
      model: { name: 'm', path: 'm.onnx', bytes: model.length, sha256: sha256(model) },
      parameters: { dataset: 'test' },
      result: { task: 'classification', rows: 10, metrics: { accuracy: { value: accuracy, ci95: [accuracy - 0.01, accuracy + 0.01] } } },
      ...more,
    }),
  );
}

describe('metrics of versions', () => {
  it('are those committed beside the model at each tag, also where it moved', async () => {
    releases(
      { 'm.onnx': 'one', 'm.metrics.json': json({ evaluation: { dataset: 'test', accuracy: 0.8 } }) },
      {
        'artifacts.yaml': 'm:\n  path: models/m.onnx\n',
        'models/m.onnx': 'two',
        'models/m.metrics.json': json({ evaluation: { sha256: sha256('two'), accuracy: 0.9, accuracyInterval: [0.85, 0.95] } }),
        'models/m.model.json': json({ schemaVersion: 1, card: { owner: 'Ada' } }),
      },
    );
    const result = await versions();
    expect(result.headline).toBe('evaluation.accuracy');
    expect(result.versions.map(({ metrics }) => metrics)).toEqual([
      [{ name: 'evaluation.accuracy', value: 0.9, low: 0.85, high: 0.95, origin: 'committed' }],
      [{ name: 'evaluation.accuracy', value: 0.8, origin: 'committed', dataset: 'test' }],
    ]);
    expect(result.versions[0]?.sha256).toBe(sha256('two'));
    expect(result.card).toEqual({ owner: 'Ada' });
    expect(lines(result)).toMatch(/v1\.1\.0 .*accuracy 90\.0 %/);
    const tables = reportTables({ ...runReport('r'), kind: 'versions', result });
    expect(tables.map(({ title, rows }) => [title, rows.length])).toEqual([
      ['Versions', 2],
      // Those of the working copy too.
      ['Metrics', 3],
      ['Events', 2],
    ]);
    for (const { columns, rows } of tables) expect(rows.every((row) => row.length === columns.length)).toBe(true);
  });

  it('that cannot be taken are left out, and why is said', async () => {
    releases(
      { 'm.onnx': '1', 'm.metrics.json': '{"accuracy": 0.9' },
      { 'm.onnx': '2', 'm.metrics.json': json({ pad: 'x'.repeat(1 << 20), accuracy: 1 }) },
      { 'm.onnx': '3', 'm.metrics.json': json({ evaluation: { sha256: sha256('2'), accuracy: 0.9 } }) },
      { 'm.onnx': '4', 'm.metrics.json': `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256('x')}\nsize 10\n` },
      { 'm.onnx': '5', 'm.metrics.json': json(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`class${i}`, i]))) },
    );
    const result = await versions();
    expect(result.versions.map(({ metrics, metricsNote }) => [metrics?.length, metricsNote?.code])).toEqual([
      [256, 'cut'],
      [undefined, 'missing'],
      [1, 'other'],
      [undefined, 'large'],
      [undefined, 'invalid'],
    ]);
    expect(lines(result)).toContain('Metrics of v1.3.0, v1.1.0, v1.0.0 left out: ');
    // Figures of another file than the version's do not vanish: they show as what they are, and stand for nothing.
    expect(result.versions[2]?.metrics).toEqual([{ name: 'evaluation.accuracy', value: 0.9, origin: 'committed', stale: true }]);
    expect(result.headline).toBe('class0');
    expect(lines(result)).toContain('Metrics of v1.2.0 are stale: they were measured on another file than the model of that version.');
  });

  it('that nobody committed come from the newest report here of the same bytes and data set', async () => {
    const committed = json({ evaluation: { dataset: 'test', accuracy: 0.7 } });
    releases({ 'm.onnx': 'one', 'm.metrics.json': committed }, { 'm.onnx': 'two', 'm.metrics.json': '{}' }, { 'm.onnx': 'three' });
    await evaluated(folder, 'one', 0.1);
    await evaluated(folder, 'two', 0.2, { createdAt: '2025-06-01T00:00:00.000Z' });
    await evaluated(folder, 'two', 0.3, { createdAt: '2025-06-03T00:00:00.000Z' });
    await evaluated(folder, 'two', 0.4, { createdAt: '2025-06-04T00:00:00.000Z', parameters: { dataset: 'other' } });
    await evaluated(folder, 'two', 0.5, { createdAt: '2025-06-05T00:00:00.000Z', result: { metrics: 'none' } });
    await evaluated(folder, 'elsewhere', 0.6);
    const result = await versions();
    expect(result.versions.map(({ metrics }) => metrics?.map(({ value, origin }) => [value, origin]))).toEqual([
      undefined,
      [[0.3, 'measured']],
      [[0.7, 'committed']],
    ]);
    expect(result.versions[1]?.metrics?.[0]).toEqual({
      name: 'evaluation.accuracy',
      value: 0.3,
      low: 0.29,
      high: 0.31,
      origin: 'measured',
      dataset: 'test',
    });
    expect(lines(result)).toMatch(/accuracy 30\.0 % \*/);
  });

  it('of a latency are one for each environment, and the committed one before one measured here', async () => {
    const section = (p50Milliseconds: number) => ({ device: 'cpu', os: 'Linux 6.1', threads: 1, batch: 1, p50Milliseconds });
    const conditions = { os: 'Linux 7.0', provider: 'cpu', optimization: 'all', batch: 1, scenario: 'single' };
    releases(
      { 'm.onnx': 'one', 'm.metrics.json': json({ benchmark: { ...section(1), sha256: sha256('one') } }) },
      { 'm.onnx': 'two', 'm.metrics.json': json({ benchmark: { ...section(9), sha256: sha256('one') } }) },
    );
    const timed = (model: string, value: number, threads: number, day: number) =>
      evaluated(folder, model, 0, {
        kind: 'benchmark',
        parameters: {},
        createdAt: `2025-06-0${day}T00:00:00.000Z`,
        result: { ...benchmark.report.result, metrics: { p50Milliseconds: { value } }, conditions: { ...conditions, threads } },
      });
    await timed('one', 2, 1, 1);
    await timed('one', 3, 2, 2);
    await timed('one', 4, 2, 3);
    await timed('two', 5, 1, 4);
    const result = await versions();
    expect(
      result.versions.map(({ metrics }) => metrics?.map(({ value, origin, environment, stale }) => [value, origin, environment, stale])),
    ).toEqual([
      [
        [5, 'measured', 'cpu, Linux, 1 thread, batch 1', undefined],
        [9, 'committed', 'cpu, Linux, 1 thread, batch 1', true],
      ],
      [
        [1, 'committed', 'cpu, Linux, 1 thread, batch 1', undefined],
        [4, 'measured', 'cpu, Linux, 2 threads, batch 1', undefined],
      ],
    ]);
  });

  it('in the work tree are those of the file there, stale where the model has changed since', async () => {
    releases({ 'm.onnx': 'one', 'm.metrics.json': json({ benchmark: { sha256: sha256('one'), p50Milliseconds: 1 } }) });
    const copy = async () => (await versions()).workingCopy;
    const figure = { name: 'benchmark.p50Milliseconds', value: 1, origin: 'committed' };
    expect(await copy()).toEqual({ path: 'm.onnx', state: 'clean', version: 'v1.0.0', bytes: 3, metrics: [figure] });
    writeFileSync(join(folder, 'm.onnx'), 'changed');
    expect(await copy()).toMatchObject({
      state: 'changed',
      metrics: [{ ...figure, stale: true }],
      metricsNote: { code: 'other', path: 'm.metrics.json' },
    });
    expect(lines(await versions())).toContain('m.metrics.json is stale: it was measured on another file than m.onnx is now.');
    // A model that is not fetched is still the one that its pointer names.
    writeFileSync(join(folder, 'm.onnx'), `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256('one')}\nsize 3\n`);
    expect((await copy())?.metrics).toEqual([figure]);
    rmSync(join(folder, 'm.metrics.json'));
    expect(await copy()).not.toHaveProperty('metrics');
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'x.json'), json({ benchmark: { p50Milliseconds: 1 } }));
    symlinkSync(join(outside, 'x.json'), join(folder, 'm.metrics.json'));
    expect(await copy()).not.toHaveProperty('metrics');
    rmSync(outside, { recursive: true });
  });

  it('a history of the folder one works in counts too; one that is a link does not', async () => {
    releases({ 'a/m.onnx': 'one' });
    await evaluated(join(folder, 'a'), 'one', 0.5);
    expect((await versions()).versions[0]?.metrics).toBeUndefined();
    expect((await versions(join(folder, 'a'))).versions[0]?.metrics?.[0]?.value).toBe(0.5);
    mkdirSync(join(folder, 'b'));
    symlinkSync(join(folder, 'a', '.modelwright'), join(folder, 'b', '.modelwright'), 'junction');
    expect((await versions(join(folder, 'b'))).versions[0]?.metrics).toBeUndefined();
  });

  it('stay few in all where there are many versions', async () => {
    const metrics = json(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`class${i}`, i])));
    makeRepository(
      folder,
      [{ files: { 'm.onnx': 'one', 'm.metrics.json': metrics } }],
      Array.from({ length: 1000 }, (_, i) => ({ name: `m@v1.${i}.0`, commit: 0, time: EPOCH + i })),
    );
    const result = await versions();
    expect(result.versions).toHaveLength(1000);
    expect(result.versions.every((version) => version.metrics?.length === 50)).toBe(true);
  });
});

describe('lineage and card', () => {
  const derived = (source: string) =>
    Buffer.from(
      toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          graph: { name: 'g' },
          metadataProps: [
            { key: LineageKeys.source, value: sha256(source) },
            { key: LineageKeys.recipe, value: 'static int8' },
          ],
        }),
      ),
    ).toString('latin1');

  it('name the version that a model was derived from, where it is one', async () => {
    releases({ 'm.onnx': 'float' }, { 'm.onnx': derived('float') }, { 'm.onnx': derived('elsewhere') });
    const result = await versions();
    expect(result.versions.map(({ derivedFrom }) => derivedFrom)).toEqual([
      { sha256: sha256('elsewhere'), recipe: 'static int8' },
      { sha256: sha256('float'), recipe: 'static int8', version: 'v1.0.0' },
      undefined,
    ]);
    expect(lines(result)).toContain('v1.1.0 is derived from v1.0.0: static int8');
  });

  it('name another model’s version, and the file of the work tree that has those bytes', async () => {
    makeRepository(
      folder,
      [
        { files: { 'squares.onnx': 'float', 'loose/kept.onnx': 'elsewhere' } },
        { files: { 'squares.onnx': 'trained on', 'm.onnx': derived('float') } },
        { files: { 'm.onnx': derived('elsewhere') } },
        { files: { 'm.onnx': derived('trained on') } },
        { files: { 'm.onnx': derived('pointed at') } },
        { files: { 'm.onnx': derived('nowhere') } },
      ],
      [
        { name: 'squares@v1.0.0', commit: 0, time: EPOCH },
        { name: 'squares@v1.1.0', commit: 1, time: EPOCH + 1 },
        ...[1, 2, 3, 4, 5].map((commit) => ({ name: `m@v1.${commit}.0`, commit, time: EPOCH + 1 + commit })),
      ],
    );
    // One that git ignores, and one that is not fetched.
    mkdirSync(join(folder, '.git', 'info'), { recursive: true });
    writeFileSync(join(folder, '.git', 'info', 'exclude'), 'large.onnx\n');
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256('pointed at')}\nsize 10\n`;
    writeFileSync(join(folder, 'large.onnx'), pointer);
    const result = await versions();
    expect(result.versions.map(({ derivedFrom }) => [derivedFrom?.model, derivedFrom?.version, derivedFrom?.file])).toEqual([
      [undefined, undefined, undefined],
      [undefined, undefined, 'large.onnx'],
      ['squares', 'v1.1.0', 'squares.onnx'],
      [undefined, undefined, 'loose/kept.onnx'],
      ['squares', 'v1.0.0', undefined],
    ]);
    const text = lines(result);
    expect(text).toContain('v1.1.0 is derived from squares@v1.0.0: static int8');
    expect(text).toContain('v1.2.0 is derived from loose/kept.onnx: static int8');
    expect(text).toContain('v1.3.0 is derived from squares@v1.1.0 (squares.onnx): static int8');
    expect(text).toContain(`v1.5.0 is derived from ${sha256('nowhere').slice(0, 7)}: static int8`);
    const table = reportTables({ kind: 'versions', result } as Report).find(({ columns }) => columns.includes('derivedFromFile'));
    expect(table?.rows.map((row) => row.slice(-2))).toContainEqual(['squares@v1.1.0', 'squares.onnx']);
  });

  it('name what the working copy was derived from while it is no version', async () => {
    releases({ 'm.onnx': 'float' });
    writeFileSync(join(folder, 'm.onnx'), derived('float'), 'latin1');
    const result = await versions();
    expect(result.workingCopy).toMatchObject({
      state: 'changed',
      derivedFrom: { sha256: sha256('float'), recipe: 'static int8', version: 'v1.0.0' },
    });
    expect(lines(result)).toContain('The working copy is derived from v1.0.0: static int8');
    writeFileSync(join(folder, 'm.onnx'), 'float');
    expect((await versions()).workingCopy?.derivedFrom).toBeUndefined();
  });

  it('a manifest that cannot be read is said and hides nothing else', async () => {
    releases({ 'm.onnx': 'one', 'm.metrics.json': json({ loss: 0.5 }) });
    writeFileSync(join(folder, 'm.model.json'), '{"schemaVersion": 1,');
    const result = await versions();
    expect(result.cardProblem).toContain('m.model.json');
    expect(result.card).toBeUndefined();
    expect([result.headline, result.versions[0]?.metrics?.[0]?.value]).toEqual(['loss', 0.5]);
    writeFileSync(join(folder, 'm.model.json'), json({ schemaVersion: 1, checks: [{ metric: 'mae', max: 1 }] }));
    expect((await versions()).cardProblem).toBeUndefined();
  });
});
