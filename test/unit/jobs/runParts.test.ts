import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeNpy } from '../../../src/data/files/npyEncode';
import { inputRequest } from '../../../src/data/flags';
import { prepareInputs } from '../../../src/data/inputs';
import type { PreparedInput } from '../../../src/data/request';
import { type JobContext, OwnProcess } from '../../../src/engine/context';
import { openSession } from '../../../src/engine/runtimeSession';
import type { Session } from '../../../src/engine/session';
import { classify } from '../../../src/jobs/run/classify';
import { describeOutput } from '../../../src/jobs/run/describe';
import { runParameters } from '../../../src/jobs/run/parameters';
import { classifyRows } from '../../../src/jobs/run/rows';
import { refuseSources, saveTensors } from '../../../src/jobs/run/save';
import { frameCutter, runModel } from '../../../src/jobs/run/sequence';
import { runVerdict } from '../../../src/jobs/run/verdict';
import { graphOutputs, rebuildMaps } from '../../../src/jobs/run/zipMap';
import type { Manifest } from '../../../src/manifest/schema';
import type { Tensor, ValueInfo } from '../../../src/onnx/tensor';
import type { RunResult } from '../../../src/report/schemas/run';
import { SHARED } from '../engine/dataSets';

const floats = (values: number[], dims: number[]): Tensor => ({ type: 'float32', dims, data: Float32Array.from(values) });
/** As in a batch process. */
const context = (signal = new AbortController().signal) =>
  ({ signal, progress: () => undefined, ownProcess: () => undefined }) as unknown as JobContext;

describe('classes', () => {
  const classes = new Map<string, ReadonlyMap<number, string>>();
  const manifest = (outputs: Manifest['outputs'], task?: Manifest['task']) => ({
    manifest: { schemaVersion: 1 as const, outputs, task },
    classes,
  });

  it('are guessed where an output looks like scores, and what the scores are is said', () => {
    const probabilities = { name: 'p', tensor: floats([0.1, 0.7, 0.2], [1, 3, 1, 1]) };
    expect(classify([probabilities], { classes }, 2)).toMatchObject({
      top: [
        { index: 1, label: '1', score: expect.closeTo(0.7, 6) },
        { index: 2, label: '2', score: expect.closeTo(0.2, 6) },
      ],
      scores: { output: 'p', kind: 'probability', guessed: true, named: false, columns: 3 },
    });
    expect(classify([{ name: 'x', tensor: floats([5, -1], [1, 2]) }], { classes }, 1)?.scores).toMatchObject({
      output: 'x',
      kind: 'value',
      guessed: true,
    });
    expect(classify([{ name: 'x', tensor: floats([5], [1, 1]) }], { classes }, 1)).toBeUndefined();
    expect(classify([{ name: 'x', tensor: floats([5, 6], [2]) }], { classes }, 1)).toBeUndefined();
    expect(classify([{ name: 'x', tensor: floats(Array(24).fill(0), [2, 3, 4]) }], { classes }, 1)).toBeUndefined();
    expect(classify([{ name: 'x', tensor: { type: 'int64', dims: [1, 2], data: new BigInt64Array(2) } }], { classes }, 1)).toBeUndefined();
  });

  it('of logits get a softmax, of several labels a sigmoid', () => {
    const logits = { name: 'l', tensor: floats([0, Math.log(3)], [1, 2]) };
    const one = classify([logits], manifest({ l: { scores: 'logit' } }), 1);
    expect(one).toMatchObject({
      top: [{ index: 1, label: '1', score: expect.closeTo(0.75, 6) }],
      scores: { output: 'l', kind: 'probability', guessed: false, activation: 'softmax' },
    });
    const several = classify([logits], manifest({ l: { scores: 'logit' } }, 'multilabel'), 2);
    expect(several?.top?.map(({ score }) => score)).toEqual([expect.closeTo(0.75, 6), 0.5]);
    expect(several?.scores.activation).toBe('sigmoid');
  });

  it('come from the output the manifest names; of a regression there are none', () => {
    const other = { name: 'embedding', tensor: floats([1, 2], [1, 2]) };
    const scores = { name: 's', tensor: floats([1, 2], [1, 2]), labels: new Map([[1, 'one']]) };
    expect(classify([other, scores], manifest({ s: { classes: 'x.json', scores: 'value' } }), 1)).toMatchObject({
      top: [{ index: 1, label: 'one', score: 2 }],
      scores: { output: 's', kind: 'value', guessed: false },
    });
    expect(classify([other], manifest(undefined, 'regression'), 1)).toBeUndefined();
  });

  it('are none where a score is not a number, and no probabilities outside of 0 to 1 whatever the manifest says', () => {
    const nan = classify([{ name: 'x', tensor: floats([1, Number.NaN, 3], [1, 3]) }], { classes }, 3);
    expect(nan?.top).toBeUndefined();
    expect(nan?.scores).toMatchObject({ notNumbers: 1, columns: 3 });
    const wild = classify([{ name: 'x', tensor: floats([-3, 22.9], [1, 2]) }], manifest({ x: { scores: 'probability' } }), 1);
    expect(wild?.scores).toMatchObject({ kind: 'value', contradicted: true });
    // One row of a batch is enough.
    const later = classify([{ name: 'x', tensor: floats([0.5, 0.5, -3, 22.9], [2, 2]) }], manifest({ x: { scores: 'probability' } }), 1);
    expect(later?.scores).toMatchObject({ kind: 'value', contradicted: true });
  });

  it('want a name a column from a list, and leave holes to one by index', () => {
    const tensor = floats([1, 2, 3], [1, 3]);
    const named = (labels: [number, string][]) => classify([{ name: 'x', tensor, labels: new Map(labels) }], { classes }, 1);
    const two: [number, string][] = [
      [0, 'a'],
      [1, 'b'],
    ];
    expect(() => named(two)).toThrowError(expect.objectContaining({ code: 'classes.count', where: 'x' }));
    expect(() => named([[7, 'h']])).toThrowError(expect.objectContaining({ code: 'classes.count' }));
    expect(named([[2, 'c']])?.top?.[0]?.label).toBe('c');
  });

  it('of a batch are listed row by row, with the file each was given as', () => {
    const tensor = floats([1, 2, 4, 3], [2, 2]);
    const prepared = [
      { name: 'i', type: 'float32', kind: 'image' as const, source: 'a.png', parts: [{ source: 'a.png' }, { source: 'b.png' }] },
    ];
    const { top, rows } = classifyRows([{ name: 'x', tensor }], { classes }, prepared, 1);
    expect(top?.[0]?.index).toBe(1);
    expect(rows).toMatchObject({
      total: 2,
      list: [
        { row: 0, source: 'a.png', top: [{ index: 1 }] },
        { row: 1, source: 'b.png', top: [{ index: 0 }] },
      ],
    });
  });

  it('come from scores, not from the label a model gives beside them', () => {
    const names = ['a', 'b'];
    const labels = new Map([
      [0, 'a'],
      [1, 'b'],
    ]);
    const label = (rows: number) => ({
      name: 'label',
      tensor: { type: 'int64' as const, dims: [rows], data: new BigInt64Array(rows).fill(1n) },
      labels,
    });
    const scores = { name: 'p', tensor: floats([0.25, 0.75], [1, 2]), labels };
    const known = manifest({ label: { scores: 'value', classes: names }, p: { scores: 'probability', classes: names } });
    const expected = {
      top: [{ index: 1, label: 'b', score: 0.75 }],
      scores: { output: 'p', kind: 'probability', guessed: false },
    };
    expect(classify([label(1), scores], known, 1)).toMatchObject(expected);
    // Two rows of labels look like a row of two scores.
    expect(classify([label(2), scores], known, 1)).toMatchObject(expected);
    expect(classify([label(1)], known, 1)).toBeUndefined();
  });

  it('rank float16 by value', () => {
    // 0.5, 2, -1 as float16 bits.
    const tensor: Tensor = { type: 'float16', dims: [1, 3], data: Uint16Array.from([0x3800, 0x4000, 0xbc00]) };
    expect(classify([{ name: 'h', tensor }], { classes }, 3)?.top?.map(({ index, score }) => [index, score])).toEqual([
      [1, 2],
      [0, 0.5],
      [2, -1],
    ]);
  });
});

describe('outputs in a report', () => {
  it('carry small values in their kind', () => {
    expect(describeOutput('b', { type: 'bool', dims: [2], data: Uint8Array.from([0, 1]) }, undefined)).toEqual({
      name: 'b',
      type: 'bool',
      shape: [2],
      values: [false, true],
    });
    expect(describeOutput('l', { type: 'int64', dims: [1], data: BigInt64Array.from([2n ** 60n]) }, undefined).values).toEqual([2n ** 60n]);
    expect(describeOutput('s', { type: 'string', dims: [1], data: ['é'] }, undefined)).toEqual({
      name: 's',
      type: 'string',
      shape: [1],
      values: ['é'],
    });
    expect(describeOutput('h', { type: 'float16', dims: [1], data: Uint16Array.from([0x3800]) }, undefined).values).toEqual([0.5]);
    const large = describeOutput('x', floats(Array(5000).fill(1), [5000]), 'out/x.npy');
    expect([large.values, large.file, large.summary?.mean]).toEqual([undefined, 'out/x.npy', 1]);
  });
});

describe('outputs in a folder', () => {
  it('want a folder: a file in its place is said to be one, and stays', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'save-'));
    try {
      writeFileSync(join(folder, 'star.png'), 'kept');
      const outputs = new Map([['y', floats([1], [1])]]);
      const within = { ...context(), cwd: folder } as JobContext;
      for (const out of ['star.png', 'star.png/results'])
        await expect(saveTensors(outputs, out, 'npy', [], within), out).rejects.toMatchObject({
          code: 'file.folder',
          message: `${join(folder, out)} is not a folder: it, or a part of its path, is a file.`,
          where: join(folder, out),
          remedy: expect.stringContaining('Name a folder'),
        });
      expect(readFileSync(join(folder, 'star.png'), 'utf8')).toBe('kept');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are not written over what went into the run, under whatever name it is reached', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'save-'));
    try {
      writeFileSync(join(folder, 'y.npy'), 'input');
      symlinkSync(folder, join(folder, 'again'));
      const outputs = new Map([['y', floats([1], [1])]]);
      const within = { ...context(), cwd: folder } as JobContext;
      const sources = [join(folder, 'y.npy'), join(folder, 'none.npy')];
      const refused = { code: 'output.overwrites' };
      for (const out of ['.', 'again']) {
        await expect(refuseSources(['y'], join(folder, out), 'npy', sources)).rejects.toMatchObject(refused);
        await expect(saveTensors(outputs, out, 'npy', sources, within)).rejects.toMatchObject(refused);
      }
      await refuseSources(['y'], join(folder, 'new'), 'npy', sources);
      await refuseSources(['y'], folder, 'pb', sources);
      expect(readFileSync(join(folder, 'y.npy'), 'utf8')).toBe('input');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('parameters of a run', () => {
  const inputs = ['a', 'b', 'c', 'd'].map((name) => ({ name, type: 'float32' }));
  const manifest: Manifest = { schemaVersion: 1, inputs: { b: { kind: 'constant', value: 1 } } };
  const request = (more: Record<string, unknown>) =>
    inputRequest(runParameters.parse({ model: 'm', ...more }), inputs, manifest, '/', new AbortController().signal);

  it('become a request', () => {
    expect(request({ input: ['a=b'], dims: ['batch=4'], state: ['s=t'], layout: 'NHWC', frame: 5, row: 3 })).toMatchObject({
      sources: ['a=b'],
      dims: { batch: 4 },
      states: { s: 't' },
      imageOverrides: { layout: 'NHWC' },
      audioOverrides: { frame: 5 },
      row: 3,
    });
    expect(request({}).imageOverrides).toEqual({});
  });

  it('give one bare random to every input that has no value of its own', () => {
    expect(request({ input: ['random', 'a=x.npy'], state: ['d=y'] }).sources).toEqual(['a=x.npy', 'c=random']);
    expect(request({ input: ['random:7'] }).sources).toEqual(['a=random:7', 'c=random:7', 'd=random:7']);
    expect(request({ input: ['x.png'] }).sources).toEqual(['x.png']);
    expect(request({ input: ['x.png', 'random'] }).sources).toEqual(['x.png', 'random']);
  });

  describe('leave what steers a model its usual value when the rest is made up', () => {
    const steered: ValueInfo[] = [
      { name: 'input_ids', type: 'int64', shape: ['batch', 'length'] },
      { name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] },
      { name: 'token_type_ids', type: 'int64', shape: ['batch', 'length'] },
      { name: 'position_ids', type: 'int64', shape: ['batch', 'length'] },
      { name: 'cache_position', type: 'int64', shape: ['length'] },
      { name: 'past_key_values.0.key', type: 'float32', shape: ['batch', 2, 'past', 4] },
      { name: 'sr', type: 'int64', shape: [] },
      { name: 'use_cache_branch', type: 'bool', shape: [1] },
      { name: 'pixels', type: 'float32', shape: [1, 3, 8, 8] },
    ];
    const of = (input: string[], list = steered) =>
      inputRequest(
        runParameters.parse({ model: 'm', input, dims: ['length=3', 'total=5'] }),
        list,
        undefined,
        '/',
        new AbortController().signal,
      );

    it.each(['random', 'zeros', 'ones', 'random:4'])('of %s', async (word) => {
      const got = new Map((await prepareInputs(of([word]))).map((input) => [input.name, input]));
      const values = (name: string) => Array.from<unknown>(got.get(name)!.tensor!.data).map(Number);
      expect(values('attention_mask')).toEqual([1, 1, 1, 1, 1]);
      expect(values('token_type_ids')).toEqual([0, 0, 0]);
      expect(values('position_ids')).toEqual([0, 1, 2]);
      expect(values('cache_position')).toEqual([0, 1, 2]);
      expect(new Set(values('past_key_values.0.key'))).toEqual(new Set([0]));
      expect(values('sr')).toEqual([16_000]);
      expect(values('use_cache_branch')).toEqual([0]);
      // What each got is what the report says of it.
      expect([...got.values()].map((input) => input.source)).toEqual([
        word,
        'ones',
        'zeros',
        'input_ids',
        '[0,1,2]',
        'zeros',
        '16000',
        'zeros',
        word,
      ]);
    });

    it('which follows from ids that were given', async () => {
      const prepared = await prepareInputs(of(['input_ids=[[4,5,6]]', 'random'], steered.slice(0, 4)));
      expect(prepared.map((input) => Array.from<unknown>(input.tensor!.data).map(Number))).toEqual([
        [4, 5, 6],
        [1, 1, 1],
        [0, 0, 0],
        [0, 1, 2],
      ]);
    });

    it('without ids, in the rows of a batch', async () => {
      const list: ValueInfo[] = [{ name: 'position_ids', type: 'int64', shape: [2, 'length'] }];
      expect(of(['random'], list).sources).toEqual(['position_ids=[[0,1,2],[0,1,2]]']);
    });

    it('but not data of a similar name, nor a mask that is added', () => {
      const data: ValueInfo[] = [
        { name: 'encoder_hidden_states', type: 'float32', shape: [1, 4, 8] },
        { name: 'attention_mask', type: 'float32', shape: [1, 1, 4, 4] },
        { name: 'flags', type: 'bool', shape: [4] },
      ];
      expect(of(['random'], data).sources).toEqual(data.map(({ name }) => `${name}=random`));
    });
  });

  it.each([
    [{ dims: ['batch'] }, '--dims'],
    [{ dims: ['batch=-1'] }, '--dims'],
    [{ dims: ['batch=x'] }, '--dims'],
    [{ state: ['=t'] }, '--state'],
  ])('%j is refused by its flag', (more, flag) => {
    expect(() => request(more)).toThrow(flag);
  });
});

describe('verdicts', () => {
  const result: RunResult = { inputs: [], outputs: [], milliseconds: 5.08, loadMilliseconds: 1 };
  const input = (more: Partial<PreparedInput>): PreparedInput => ({
    name: 'x',
    type: 'float32',
    kind: 'image',
    source: '/a/fish.png',
    ...more,
  });

  it('say what went in, what came out, how long it took', () => {
    const top = [{ index: 0, label: 'tench, Tinca tinca', score: 0.7378 }];
    expect(runVerdict({ ...result, top, scores: { output: 'p', kind: 'probability', guessed: false } }, [input({})])).toBe(
      'fish.png: tench at 73.8 % (class 0), 5.1 ms',
    );
    const scored = { ...result, top, scores: { output: 'p', kind: 'probability' as const, guessed: false } };
    const rows = { ...scored, rows: { total: 150, list: [] } };
    expect(runVerdict(rows, [input({ kind: 'table', source: 'iris.csv' })])).toBe(
      'iris.csv (first of 150 rows): tench at 73.8 % (class 0), 5.1 ms',
    );
    const value = {
      ...result,
      top: [{ index: 7, label: '7', score: 12.3456 }],
      scores: { output: 'p', kind: 'value' as const, guessed: true },
    };
    expect(runVerdict(value, [input({ kind: 'random', source: 'random' })])).toBe('Random input: class 7 at 12.35, 5.1 ms');
    const unnamed = { ...value, scores: { ...value.scores, named: false, columns: 10 } };
    expect(runVerdict(unnamed, [input({})])).toBe('fish.png: largest of the 10 values of p: 12.35 at index 7, 5.1 ms');
    const nan = { ...result, scores: { ...value.scores, columns: 10, notNumbers: 10 } };
    expect(runVerdict(nan, [input({})])).toBe('fish.png: no class: 10 of 10 scores of p are not a number, 5.1 ms');
    const one = { ...result, milliseconds: 1234.5, outputs: [{ name: 'y', type: 'int64', shape: [1], values: [5n] }] };
    expect(runVerdict(one, [input({})])).toBe('fish.png: y = 5, 1,235 ms');
    expect(runVerdict(one, [input({ kind: 'constant', source: '[1,2]' })])).toBe('[1,2]: y = 5, 1,235 ms');
    const many = { ...result, outputs: [{ name: 'y', type: 'float32', shape: [2, 3], values: [1, 2, 3, 4, 5, 6] }] };
    expect(runVerdict(many, [input({})])).toBe('fish.png: y float32[2,3], 5.1 ms');
    expect(
      runVerdict({ ...result, sequence: { frames: 1875, output: 'p', values: [0, 0.5, 1] } }, [
        input({ kind: 'audio', source: 'test.wav' }),
      ]),
    ).toBe('test.wav: 1,875 frames, p from 0 to 1 (mean 0.5), 5.1 ms');
  });
});

describe('a sound in frames', () => {
  const info = { name: 'input', type: 'float32', shape: ['', ''] };

  it('has the last samples of the frame before in front, zeros before the first, zeros behind the last', () => {
    const cut = frameCutter(info, { samples: Float32Array.from([1, 2, 3, 4, 5, 6, 7]), rate: 1, frame: 3, context: 2 });
    expect(cut.frames).toBe(3);
    expect([0, 1, 2].map((index) => [...(cut.frame(index).data as Float32Array)])).toEqual([
      [0, 0, 1, 2, 3],
      [2, 3, 4, 5, 6],
      [5, 6, 7, 0, 0],
    ]);
    expect(cut.frame(0).dims).toEqual([1, 5]);
  });

  it('follows the input’s rank and type', () => {
    const cut = (type: string, shape: string[]) =>
      frameCutter({ name: 'x', type, shape }, { samples: new Float32Array(4), rate: 1, frame: 2 }).frame(0);
    expect(cut('float64', ['', '', ''])).toEqual({ type: 'float64', dims: [1, 1, 2], data: new Float64Array(2) });
    expect(cut('float32', ['']).dims).toEqual([2]);
    expect(() => cut('int64', [''])).toThrow('int64');
    expect(() => frameCutter(info, { samples: new Float32Array(0), rate: 1 })).toThrow('empty');
  });

  it('is run frame by frame with its states fed back, and stacked', async () => {
    // A model that adds its state to what it gets and returns the sum as both output and state.
    const session: Session = {
      inputs: [info, { name: 'state', type: 'float32', shape: [1] }].map((value) => ({ ...value, isTensor: true })),
      outputs: [],
      loadMilliseconds: 0,
      run: async (feeds) => {
        const sum = (feeds.get('input')!.data as Float32Array)[0]! + (feeds.get('state')!.data as Float32Array)[0]!;
        return {
          outputs: new Map([
            ['y', floats([sum], [1])],
            ['s', floats([sum], [1])],
          ]),
          milliseconds: 2,
        };
      },
    };
    const prepared: PreparedInput[] = [
      {
        name: 'input',
        type: 'float32',
        kind: 'audio',
        source: 'x.wav',
        audio: { samples: Float32Array.from([1, 2, 3, 4]), rate: 2, frame: 1 },
      },
      { name: 'state', type: 'float32', kind: 'state', source: 's', state: { from: 's', zero: floats([0], [1]) } },
    ];
    const runs = await runModel(session, prepared, ['y', 's'], context());
    expect(runs).toEqual({
      outputs: new Map([
        ['y', floats([1, 3, 6, 10], [4, 1])],
        ['s', floats([10], [1])],
      ]),
      milliseconds: 8,
      frames: 4,
      secondsPerFrame: 0.5,
    });
    // In the warm worker it leaves before the first run.
    const leave = () => {
      throw new OwnProcess();
    };
    await expect(runModel(session, prepared, ['y', 's'], { ...context(), ownProcess: leave })).rejects.toBeInstanceOf(OwnProcess);
    await expect(runModel(session, prepared, ['y'], context())).rejects.toMatchObject({ code: 'run.state' });
    await expect(runModel(session, prepared, ['y', 's'], context(AbortSignal.abort()))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a saved tensor', () => {
  const header = (tensor: Tensor) => {
    const bytes = encodeNpy(tensor)!;
    const length = bytes[8]! + bytes[9]! * 256;
    expect((10 + length) % 64).toBe(0);
    return [
      Buffer.from(bytes.subarray(0, 8)).toString('latin1'),
      Buffer.from(bytes.subarray(10, 10 + length)).toString(),
      [...bytes.subarray(10 + length)],
    ];
  };

  // By numpy.lib.format.write_array of NumPy 2: magic, version 1.0, header, data.
  it('is what NumPy writes', () => {
    expect(header({ type: 'int16', dims: [2], data: Int16Array.from([1, -2]) })).toEqual([
      '\x93NUMPY\x01\x00',
      `${"{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }".padEnd(117)}\n`,
      [1, 0, 254, 255],
    ]);
    expect(header({ type: 'bool', dims: [], data: Uint8Array.from([1]) })[1]).toMatch(/'descr': '\|b1', .* 'shape': \(\), /);
    expect(header({ type: 'string', dims: [1, 2], data: ['é', 'ab'] })).toEqual([
      expect.anything(),
      expect.stringMatching(/'descr': '<U2', .* 'shape': \(1, 2\), /),
      [0xe9, 0, 0, 0, 0, 0, 0, 0, 97, 0, 0, 0, 98, 0, 0, 0],
    ]);
    expect(encodeNpy({ type: 'bfloat16', dims: [1], data: new Uint16Array(1) })).toBeUndefined();
  });
});

describe.skipIf(!existsSync(SHARED))('the maps of a ZipMap', () => {
  it('are rebuilt from their scores', async () => {
    const path = join(SHARED, 'sklearn_rf/sklearn_randomforest.onnx');
    const [zipMap, ...rest] = graphOutputs(path).zipMaps;
    expect(rest).toEqual([]);
    expect(zipMap).toMatchObject({ output: 'output_probability', hidden: true });
    const expected = JSON.parse(readFileSync(join(SHARED, 'sklearn_rf/expected_iris.json'), 'utf8')) as {
      labels: number[];
      proba: Record<string, number>[];
    };
    const rows = readFileSync(join(SHARED, 'iris_nn/Iris.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(1, 5).map(Number));
    const session = await openSession({ path, expose: [zipMap!.scores] });
    const { outputs } = await session.run(new Map([['X', floats(rows.flat(), [rows.length, 4])]]), ['output_label', zipMap!.scores]);
    await session.release();
    const maps = rebuildMaps(zipMap!, outputs.get(zipMap!.scores)!);
    expect(maps).toHaveLength(150);
    expect(Object.keys(maps[0]!)).toEqual(['0', '1', '2']);
    const best = maps.map((map) => Number(Object.entries(map).sort(([, a], [, b]) => b - a)[0]![0]));
    expect(best).toEqual(expected.labels);
    const worst = Math.max(
      ...maps.flatMap((map, row) => Object.entries(map).map(([label, value]) => Math.abs(value - expected.proba[row]![label]!))),
    );
    expect(worst).toBeLessThan(1e-5);
  });
});
