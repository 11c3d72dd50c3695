import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareInputs } from '../../../src/data/inputs';
import { openCsv } from '../../../src/data/table/csvRows';
import type { Manifest } from '../../../src/manifest/schema';
import type { ValueInfo } from '../../../src/onnx/tensor';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'table-'));
  await writeFile(join(folder, 'people.csv'), '\ufeffage,job,colour\r\n39,"State, gov",red\r\n\r\n50,Private,blue\r\n28,Private,red\r\n');
  await writeFile(join(folder, 'people.tsv'), 'age\tjob\tcolour\n39\tPrivate\tred\n');
  await writeFile(join(folder, 'bare.csv'), '1,2\n3,4\n5,6\n');
  await writeFile(join(folder, 'packed.csv.gz'), gzipSync('a,b\n1,2\n'));
});
afterAll(() => rm(folder, { recursive: true }));

const manifest: Manifest = {
  schemaVersion: 1,
  inputs: {
    features: {
      kind: 'table',
      columns: [
        { name: 'colour', oneHot: ['red', 'green', 'blue'] },
        { name: 'age' },
        { name: 'job', categories: ['Private', 'State, gov'] },
      ],
    },
  },
};
const features: ValueInfo = { name: 'features', type: 'float32', shape: ['N', 5] };
const prepare = (source: string, more: object = {}) =>
  prepareInputs({ inputs: [features], sources: [source], manifest, cwd: folder, ...more });

describe('rows of a table', () => {
  it('become numbers by the columns of the manifest', async () => {
    const [all] = await prepare('people.csv', { rows: ':' });
    expect(all!.tensor).toEqual({ type: 'float32', dims: [3, 5], data: Float32Array.of(1, 0, 0, 39, 1, 0, 0, 1, 50, 0, 1, 0, 0, 28, 0) });
    const [one] = await prepare('people.csv', { row: 1 });
    expect(one!.tensor!.data).toEqual(Float32Array.of(0, 0, 1, 50, 0));
    expect(one!.columns).toEqual([
      { name: 'colour', value: 'blue' },
      { name: 'age', value: '50' },
      { name: 'job', value: 'Private' },
    ]);
    const [stepped] = await prepare('people.csv', { rows: '0:3:2' });
    expect(stepped!.tensor!.dims).toEqual([2, 5]);
    const [tabs] = await prepare('people.tsv');
    expect(tabs!.tensor!.data).toEqual(Float32Array.of(1, 0, 0, 39, 0));
    const [record] = await prepare('{"age": 39, "job": "Private", "colour": "green"}');
    expect(record!.tensor!.data).toEqual(Float32Array.of(0, 1, 0, 39, 0));
  });

  it('name row, column and value of what is wrong', async () => {
    await writeFile(join(folder, 'odd.csv'), 'age,job,colour\n39,Private,red\n40,Privat,red\nold,Private,red\n,Private,red\n');
    await expect(prepare('odd.csv', { row: 1 })).rejects.toMatchObject({
      code: 'table.category',
      message: 'Row 1 of odd.csv, column "job": "Privat" is none of the 2 known categories.',
      where: 'odd.csv:3',
      remedy: 'Did you mean "Private"?',
    });
    await expect(prepare('odd.csv', { row: 2 })).rejects.toThrow('Row 2 of odd.csv, column "age", value "old": it is not a number.');
    await expect(prepare('odd.csv', { row: 3 })).rejects.toThrow('Row 3 of odd.csv, column "age", value "": it is empty.');
    await expect(prepare('odd.csv', { row: 9 })).rejects.toThrow('odd.csv has 4 rows; none of them is selected.');
    await expect(prepare('odd.csv', { rows: 'x' })).rejects.toMatchObject({ code: 'parameters.invalid' });
    await expect(prepare('bare.csv')).rejects.toMatchObject({ code: 'table.column', message: 'bare.csv has no column "colour".' });
  });

  it('need no manifest where every column is a feature', async () => {
    const inputs: ValueInfo[] = [{ name: 'x', type: 'int64', shape: ['N', 2] }];
    const [bare] = await prepareInputs({ inputs, sources: ['bare.csv'], rows: '1:', cwd: folder });
    expect(bare!.tensor).toEqual({ type: 'int64', dims: [2, 2], data: BigInt64Array.of(3n, 4n, 5n, 6n) });
    await expect(prepareInputs({ inputs, sources: ['people.csv'], cwd: folder })).rejects.toThrow(
      'The input "x" wants int64 [N, 2]; people.csv gave 3 columns.',
    );
  });

  it('go to inputs by column where a model has one input each', async () => {
    const inputs: ValueInfo[] = [
      { name: 'age', type: 'float32', shape: ['', 1] },
      { name: 'job', type: 'string', shape: ['', 1] },
    ];
    const [age, job] = await prepareInputs({ inputs, sources: ['people.csv'], rows: '0:2', cwd: folder });
    expect(age!.tensor).toEqual({ type: 'float32', dims: [2, 1], data: Float32Array.of(39, 50) });
    expect(job!.tensor).toEqual({ type: 'string', dims: [2, 1], data: ['State, gov', 'Private'] });
  });
});

describe('the rows taken', () => {
  it('are told, with whether there are others', async () => {
    const taken = async (source: string, more: object = {}) => (await prepare(source, more))[0]!.rows;
    expect(await taken('people.csv')).toEqual({ first: 0, count: 1, more: true });
    expect(await taken('people.csv', { row: 2 })).toEqual({ first: 2, count: 1, more: true });
    expect(await taken('people.csv', { rows: ':' })).toEqual({ first: 0, count: 3, more: false });
    expect(await taken('people.csv', { rows: '0:3:2' })).toEqual({ first: 0, count: 2, more: true });
    expect(await taken('people.tsv')).toEqual({ first: 0, count: 1, more: false });
    const record = '{"age": 39, "job": "Private", "colour": "red"}';
    expect(await taken(`[${record}, ${record}]`, { row: 1 })).toEqual({ first: 1, count: 1, total: 2, more: true });
  });
});

describe('the reader of tables', () => {
  it('streams and stops after the last row wanted', async () => {
    const path = join(folder, 'long.csv');
    await writeFile(path, `a\n${Array.from({ length: 50_000 }, (_, i) => i).join('\n')}\n"never closed`);
    const rows: string[] = [];
    for await (const row of (await openCsv(path, { first: 10, end: 20, step: 5 })).rows) rows.push(row.cells[0]!);
    expect(rows).toEqual(['10', '15']);
    const all = async () => {
      for await (const _ of (await openCsv(path)).rows);
    };
    await expect(all()).rejects.toMatchObject({ code: 'data.damaged' });
  });

  it('unpacks', async () => {
    const table = await openCsv(join(folder, 'packed.csv.gz'));
    expect(table.header).toEqual(['a', 'b']);
    for await (const row of table.rows) expect(row).toEqual({ index: 0, line: 2, cells: ['1', '2'] });
  });

  it('says what is missing or damaged', async () => {
    await expect(openCsv(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'file.missing' });
    await writeFile(join(folder, 'empty.csv'), '');
    await expect(openCsv(join(folder, 'empty.csv'))).rejects.toMatchObject({ code: 'data.damaged' });
    await writeFile(join(folder, 'ragged.csv'), 'a,b\n1,2,3\n');
    const ragged = async () => {
      for await (const _ of (await openCsv(join(folder, 'ragged.csv'))).rows);
    };
    await expect(ragged()).rejects.toMatchObject({ code: 'data.damaged', message: expect.stringContaining('line 2') });
  });
});
