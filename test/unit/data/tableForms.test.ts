import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareInputs } from '../../../src/data/inputs';
import { openCsv } from '../../../src/data/table/csvRows';
import { findDelimiter } from '../../../src/data/table/delimiter';
import type { Manifest } from '../../../src/manifest/schema';
import type { ValueInfo } from '../../../src/onnx/tensor';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forms-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Uint8Array, name = 't.csv') {
  await writeFile(join(folder, name), content);
  const { header, rows } = await openCsv(join(folder, name));
  const all: { line: number; cells: readonly (string | undefined)[] }[] = [];
  for await (const { line, cells } of rows) all.push({ line, cells });
  return { header, all, cells: all.map((row) => row.cells) };
}

const manifest: Manifest = {
  schemaVersion: 1,
  inputs: { x: { kind: 'table', columns: [{ name: 'age' }, { name: 'job', categories: ['Private', ' State'] }] } },
};
const x: ValueInfo = { name: 'x', type: 'float32', shape: ['N', 2] };
async function prepare(content: string | Uint8Array, more: { name?: string; rows?: string; bare?: boolean; row?: number } = {}) {
  const { name = 't.csv', bare = false, ...selection } = more;
  await writeFile(join(folder, name), content);
  return (await prepareInputs({ inputs: [x], sources: [name], cwd: folder, ...(bare ? {} : { manifest }), ...selection }))[0]!;
}
const values = async (...given: Parameters<typeof prepare>) => Array.from((await prepare(...given)).tensor!.data, Number);

describe('what separates cells', () => {
  it.each([
    ['a;b;c\n1;2;3\n', ';'],
    ['a\tb\n1\t2\n', '\t'],
    ['a|b\n1|2\n', '|'],
    // Decimal commas stand in the rows, not in the header.
    ['a;b\n1,5;2,5\n', ';'],
    // Lists in a cell are no cells.
    ['id,tags\n1,a;b;c\n2,d\n', ','],
    ['id,"a;b;c;d"\n1,2\n', ','],
    ['"x,\ny";b\n1;2\n', ';'],
    ['one\n1\n', ','],
    ['', ','],
    ['a;b', ';'],
  ])('is found in %j', (text, delimiter) => {
    expect(findDelimiter(text, ',')).toBe(delimiter);
  });

  it('is looked for in packed files and by name', async () => {
    expect((await read(gzipSync('a;b\n1;2\n'), 't.csv.gz')).cells).toEqual([['1', '2']]);
    expect((await read('a,x\tb\n1,y\t2\n', 't.tsv')).header).toEqual(['a,x', 'b']);
    expect((await read('a,b\n1,2\n', 't.tab')).header).toEqual(['a', 'b']);
    const large = `a;b\n${'1;2\n'.repeat(20_000)}`;
    expect((await read(gzipSync(large), 'large.csv.gz')).all).toHaveLength(20_000);
    await expect(read(new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), 'bad.csv.gz')).rejects.toMatchObject({
      code: 'data.damaged',
    });
  });
});

describe('lines, quotes and encodings', () => {
  it('of every system, also mixed, are lines', async () => {
    for (const text of ['a,b\n1,2\n3,4', 'a,b\r\n1,2\r\n3,4\r\n', 'a,b\r1,2\r3,4\r', 'a,b\r\n1,2\n3,4\n', 'a,b\n1,2\r\n\r\n3,4'])
      expect((await read(text)).cells, JSON.stringify(text)).toEqual([
        ['1', '2'],
        ['3', '4'],
      ]);
  });

  it('of a byte order mark is UTF-8 or UTF-16', async () => {
    expect((await read('\ufeffé,b\n1,2\n')).header).toEqual(['é', 'b']);
    expect((await read(Buffer.from('\ufeffé;b\n1;2\n', 'utf16le'))).header).toEqual(['é', 'b']);
    await expect(prepare(Buffer.from('age,job\n1,Priv\u00e9\n', 'latin1'))).rejects.toMatchObject({
      code: 'table.category',
      remedy: 'The file is not UTF-8: save it as that (in Excel: CSV UTF-8).',
    });
  });

  it('in quotes are text, and a record is named by its first', async () => {
    const { all } = await read('a,b\n1,"x\r\ny, ""z"""\n\n2,5" pipe\n');
    expect(all).toEqual([
      { line: 2, cells: ['1', 'x\r\ny, "z"'] },
      { line: 5, cells: ['2', '5" pipe'] },
    ]);
  });

  it('of another number of cells than the header are refused by their line', async () => {
    await expect(read('a,b\n1,2\n1,2,3\n')).rejects.toMatchObject({ code: 'data.damaged', message: expect.stringContaining('line 3') });
    await expect(read('a,b\n1\n')).rejects.toMatchObject({ code: 'data.damaged' });
    await expect(read('a,b\n1,"2\n3,4\n')).rejects.toMatchObject({ code: 'data.damaged' });
  });
});

describe('columns', () => {
  it('have a header unless the first line has numbers alone', async () => {
    expect((await read('1,,nan\n4,5,6\n')).cells).toHaveLength(2);
    expect((await read('1,a\n4,5\n')).cells).toHaveLength(1);
    await expect(prepare('1,2\n3,4\n')).rejects.toMatchObject({
      code: 'table.column',
      remedy: 'It has no line of names: its columns are called 0, 1.',
    });
    await expect(prepare('39,Private\n50,Private\n')).rejects.toMatchObject({ remedy: 'Its first line names the columns: 39, Private.' });
  });

  it('of one name twice are refused where they are used', async () => {
    await expect(prepare('age,job,age\n1,Private,2\n')).rejects.toMatchObject({
      code: 'table.column',
      message: 't.csv has more than one column "age".',
    });
    await expect(prepare('a,a\n1,2\n', { bare: true })).rejects.toMatchObject({ code: 'table.column' });
    expect(await values('age,job,z,z\n1,Private,2,3\n')).toEqual([1, 0]);
  });

  it('without a name are left out where no manifest names any', async () => {
    expect(await values(',a,b\n0,5,6\n', { bare: true })).toEqual([5, 6]);
    expect(await values('a,b,\n5,6,\n', { bare: true })).toEqual([5, 6]);
  });

  it('and categories do not mind spaces around them', async () => {
    expect(await values(' age , job \n 39 , State \n 40 , Private \n', { rows: ':' })).toEqual([39, 1, 40, 0]);
  });

  it('hold numbers as spreadsheets and pandas write them, or say what is wrong', async () => {
    expect(await values('age,job\nTRUE,Private\nfalse,Private\nNaN,Private\n-inf,Private\n1e3,Private\n', { rows: ':' })).toEqual([
      1,
      0,
      0,
      0,
      Number.NaN,
      0,
      Number.NEGATIVE_INFINITY,
      0,
      1000,
      0,
    ]);
    await expect(prepare('age;job\n1,5;Private\n')).rejects.toMatchObject({
      code: 'table.cell',
      remedy: 'Write numbers with a decimal point and nothing between thousands.',
    });
    await expect(prepare('age,job\n,Private\n')).rejects.toMatchObject({ code: 'table.cell', remedy: expect.stringContaining('nan') });
  });
});

describe('records of JSON', () => {
  const records = '[{"age": 39, "job": "Private"}, {"job": " State", "age": 50, "more": null}, {"age": true, "job": "Private"}]';

  it('are rows of a table: of a file the first or those chosen, of a literal all', async () => {
    expect(await values(records, { name: 'r.json' })).toEqual([39, 0]);
    expect(await values(records, { name: 'r.json', rows: ':' })).toEqual([39, 0, 50, 1, 1, 0]);
    expect(await values(records, { name: 'r.json', row: 1 })).toEqual([50, 1]);
    const [literal] = await prepareInputs({ inputs: [x], sources: [records], cwd: folder, manifest });
    expect(Array.from(literal!.tensor!.data, Number)).toEqual([39, 0, 50, 1, 1, 0]);
    await expect(prepare(records, { name: 'r.json', row: 3 })).rejects.toMatchObject({ code: 'rows.none' });
  });

  it('may be given by columns', async () => {
    expect(await values('{"job": ["Private", " State"], "age": [1, 2]}', { name: 'c.json', rows: ':' })).toEqual([1, 0, 2, 1]);
  });

  it('without a value say so', async () => {
    await expect(prepare('[{"age": 1}, {"job": "Private"}]', { name: 'm.json', row: 1 })).rejects.toMatchObject({
      code: 'table.cell',
      message: 'Row 1 of m.json, column "age", value "": there is no such cell.',
    });
    await expect(prepare('[{"age": null, "job": "Private"}]', { name: 'm.json' })).rejects.toThrow('value "": it is empty.');
    await expect(prepare('[{"age": [1], "job": "Private"}, {"age": 2}]', { name: 'm.json' })).rejects.toThrow(
      'value "[1]": it is not a number.',
    );
  });

  it('go to inputs by column', async () => {
    const inputs: ValueInfo[] = [
      { name: 'age', type: 'float32', shape: ['', 1] },
      { name: 'job', type: 'string', shape: ['', 1] },
    ];
    await writeFile(join(folder, 'r.json'), records);
    const [age, job] = await prepareInputs({ inputs, sources: ['r.json'], rows: '0:2', cwd: folder });
    expect(age!.tensor).toEqual({ type: 'float32', dims: [2, 1], data: Float32Array.of(39, 50) });
    expect(job!.tensor!.data).toEqual(['Private', ' State']);
  });
});
