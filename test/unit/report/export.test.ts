import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeReport } from '../../../src/report/codec';
import { csvCell, exportCsv, tableToCsv } from '../../../src/report/export/csv';
import { exportHtml } from '../../../src/report/export/html';
import { exportJson } from '../../../src/report/export/json';
import { runReport } from './fixture';

const hostile = '</script><script>alert(1)</script><!-- \u2028 \u2029 "\'&';
const report = runReport('r', {
  model: { name: hostile, path: hostile, bytes: 1 },
  verdict: hostile,
  attachments: [
    { file: 'small.bin', mime: 'application/octet-stream', bytes: 3 },
    { file: 'large.bin', mime: 'application/octet-stream', bytes: 5_000 },
  ],
  result: {
    inputs: [],
    outputs: [{ name: '=cmd()', type: 'float32', shape: [2, 2], values: [1, -2, Number.NaN, 4] }],
    top: [
      { index: 0, label: '=HYPERLINK("http://x")', score: 0.9 },
      { index: 1, label: 'a, "b"\nc', score: -0.1 },
    ],
    scores: { output: 'y', kind: 'value', guessed: true },
    milliseconds: 1,
    loadMilliseconds: 2,
  },
});

describe('exportHtml', () => {
  let assets: string;
  let page: string;
  const script = 'const end = "<\\/script>"; console.log(end);';

  beforeAll(async () => {
    assets = await mkdtemp(join(tmpdir(), 'mw-assets-'));
    await writeFile(join(assets, 'run.js'), script);
    await writeFile(join(assets, 'panel.css'), '.panel{}');
    await writeFile(join(assets, 'standalone.css'), ':root{}');
    page = await exportHtml(report, async () => Uint8Array.of(1, 2, 3), { assetsDirectory: assets, maxAttachmentBytes: 1000 });
  });
  afterAll(() => rm(assets, { recursive: true }));

  const data = () => /<script type="application\/json" id="modelwright-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';

  it('ends no element early and holds no markup of the report', () => {
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).not.toMatch(/<!--/);
    expect(data()).not.toMatch(/[<\u2028\u2029]/);
    expect(page).toContain('<title>&#60;/script&#62;');
  });

  it('carries the report and small attachments; a large one by its size only', () => {
    const embedded = JSON.parse(data()) as { report: unknown; attachments: Record<string, { base64?: string; bytes: number }> };
    const decoded = decodeReport(JSON.stringify(embedded.report));
    expect(decoded).toMatchObject({ state: 'report', report: { verdict: hostile, model: { name: hostile } } });
    expect(embedded.attachments['small.bin']).toMatchObject({ base64: Buffer.from([1, 2, 3]).toString('base64') });
    expect(embedded.attachments['large.bin']).toEqual({ mime: 'application/octet-stream', bytes: 5000 });
  });

  it('allows its own script by hash and nothing from elsewhere', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const code = /<script type="module">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(code).toBe(script);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(code).digest('base64')}'`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page).not.toMatch(/\s(?:src|href)=/);
    expect(page).not.toMatch(/\sstyle=/);
  });

  it('says which built file is missing', async () => {
    await expect(exportHtml(report, async () => new Uint8Array(), { assetsDirectory: join(assets, 'absent') })).rejects.toMatchObject({
      code: 'file.missing',
    });
  });
});

describe('exportCsv', () => {
  it('reads back, tables apart, with formulas disarmed and numbers as they are', () => {
    const text = exportCsv(report);
    const rows = parse(text, { relax_column_count: true, record_delimiter: '\r\n' }) as string[][];
    expect(rows[0]).toEqual(['Top classes']);
    expect(rows[2]).toEqual(['1', '0', '\'=HYPERLINK("http://x")', '0.9']);
    expect(rows[3]).toEqual(['2', '1', 'a, "b"\nc', '-0.1']);
    const values = rows.slice(rows.findIndex((row) => row[0] === "'=cmd()"));
    expect(values[1]).toEqual(['d0', 'd1', 'value']);
    expect(values.slice(2)).toEqual([
      ['0', '0', '1'],
      ['0', '1', '-2'],
      ['1', '0', 'NaN'],
      ['1', '1', '4'],
    ]);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', '+1'],
    ['-1.5e3', '-1.5e3'],
    ['-cmd', "'-cmd"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    [-1.5, '-1.5'],
    [-5n, '-5'],
    [undefined, ''],
  ])('writes %s as %s', (value, text) => {
    expect(csvCell(value)).toBe(text);
  });

  it('gives the envelope of a kind without tables', () => {
    const rows = parse(exportCsv(runReport('r', { kind: 'horoscope', result: {} }))) as string[][];
    expect(rows).toContainEqual(['kind', 'horoscope']);
  });

  it('writes one table with a line a row', () => {
    expect(tableToCsv({ title: 't', columns: ['a', 'b'], rows: [[1, 'x,y']] })).toBe('a,b\r\n1,"x,y"\r\n');
  });
});

describe('exportJson', () => {
  it('is what the codec reads', () => {
    expect(decodeReport(exportJson(report))).toMatchObject({ state: 'report' });
  });
});
