import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';

const models = join(import.meta.dirname, '../../../samples/models');

interface Info {
  readonly classes: string[];
  readonly columns: { name: string; oneHot?: string[]; categories?: string[] }[];
  readonly versions: Record<
    string,
    {
      file: string;
      sha256: string;
      evaluation: { n: number; correct: number; accuracy: number; accuracyInterval: number[]; confusion: number[][] };
    }
  >;
}

type Feeds = Record<string, Tensor>;
interface HeldOut {
  readonly feeds: Feeds;
  readonly labels: number[];
}

const readInfo = (name: string): Info => JSON.parse(readFileSync(join(models, name, 'INFO.json'), 'utf8'));
const readRows = (name: string, file = 'test.csv'): Record<string, string>[] =>
  parse(readFileSync(join(models, name, file)), { columns: true });

/** Rows true, columns predicted, as ONNX Runtime under Node counts them. */
async function confusion(path: string, { feeds, labels }: HeldOut, classes: number): Promise<number[][]> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 });
  const scores = (await session.run(feeds))[session.outputNames[0]!]!;
  await session.release();
  expect(scores.dims).toEqual([labels.length, classes]);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [row, label] of labels.entries()) {
    const values = [...(scores.data as Float32Array).subarray(row * classes, (row + 1) * classes)];
    counts[label]![values.indexOf(Math.max(...values))]! += 1;
  }
  return counts;
}

function pictures(files: string[]): Float32Array {
  const values = new Float32Array(files.length * 3 * 48 * 48);
  for (const [row, file] of files.entries()) {
    const { data, width, height } = PNG.sync.read(readFileSync(file));
    expect([width, height]).toEqual([48, 48]);
    for (let pixel = 0; pixel < 48 * 48; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        values[(row * 3 + channel) * 48 * 48 + pixel] = (data[pixel * 4 + channel]! / 255 - 0.5) / 0.25;
      }
    }
  }
  return values;
}

function heldOutGlyphs(info: Info): HeldOut {
  const folder = join(models, 'glyphs', 'test');
  const files = info.classes.flatMap((name, label) =>
    readdirSync(join(folder, name)).map((file) => ({ path: join(folder, name, file), label })),
  );
  const values = pictures(files.map(({ path }) => path));
  return { feeds: { image: new Tensor('float32', values, [files.length, 3, 48, 48]) }, labels: files.map(({ label }) => label) };
}

function heldOutLoans(info: Info): HeldOut {
  const rows = readRows('loans');
  const values = rows.flatMap((row) =>
    info.columns.flatMap(({ name, oneHot, categories }) => {
      const value = row[name]!;
      if (oneHot) return oneHot.map((word) => Number(word === value));
      return categories ? categories.indexOf(value) : Number(value);
    }),
  );
  const features = new Tensor('float32', Float32Array.from(values), [rows.length, values.length / rows.length]);
  return { feeds: { features }, labels: rows.map((row) => info.classes.indexOf(row.outcome!)) };
}

function heldOutPhrases(info: Info): HeldOut {
  const rows = readRows('phrases');
  const vocabulary = readFileSync(join(models, 'phrases', 'vocab.txt'), 'utf8')
    .trim()
    .split(/\s+/);
  const sentences = rows.map((row) => row.text!.split(' ').map((word) => vocabulary.indexOf(word)));
  const longest = Math.max(...sentences.map((ids) => ids.length));
  const shape = [rows.length, longest];
  const padded = sentences.flatMap((ids) => [...ids, ...new Array<number>(longest - ids.length).fill(0)]);
  return {
    feeds: {
      input_ids: new Tensor('int64', BigInt64Array.from(padded.map(BigInt)), shape),
      attention_mask: new Tensor('int64', BigInt64Array.from(padded.map((id) => BigInt(id === 0 ? 0 : 1))), shape),
    },
    labels: rows.map((row) => info.classes.indexOf(row.label!)),
  };
}

const samples = { glyphs: heldOutGlyphs, loans: heldOutLoans, phrases: heldOutPhrases };

describe.each(Object.entries(samples))('%s', (name, heldOut) => {
  const info = readInfo(name);

  it.each(Object.entries(info.versions))('%s answers the held-out rows as was stated', async (_version, { file, sha256, evaluation }) => {
    const path = join(models, name, file);
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256);
    const counts = await confusion(path, heldOut(info), info.classes.length);
    expect(counts).toEqual(evaluation.confusion);
    const correct = counts.reduce((sum, row, label) => sum + row[label]!, 0);
    expect({ n: counts.flat().reduce((a, b) => a + b), correct }).toEqual({ n: evaluation.n, correct: evaluation.correct });
    expect(evaluation.accuracy).toBeCloseTo(correct / evaluation.n, 6);
  });

  it('states the Wilson interval', () => {
    for (const { evaluation } of Object.values(info.versions)) {
      // The interval's ends are where the score test is 1.96: (p̂ − p)² = z² p (1 − p) / n, Wilson's own definition.
      for (const end of evaluation.accuracyInterval) {
        expect((evaluation.correct / evaluation.n - end) ** 2).toBeCloseTo((1.959964 ** 2 * end * (1 - end)) / evaluation.n, 6);
      }
    }
  });
});

describe('ground truth', () => {
  it('has a mask for each picture, which stands out from what is around it', () => {
    const info = readInfo('glyphs');
    let apart = 0;
    for (const name of info.classes) {
      for (const file of readdirSync(join(models, 'glyphs/test', name))) {
        const picture = PNG.sync.read(readFileSync(join(models, 'glyphs/test', name, file))).data;
        const mask = PNG.sync.read(readFileSync(join(models, 'glyphs/masks', name, file)));
        expect([mask.width, mask.height]).toEqual([48, 48]);
        const sums = [0, 1].map(() => ({ n: 0, rgb: [0, 0, 0] }));
        for (let pixel = 0; pixel < 48 * 48; pixel++) {
          const side = sums[mask.data[pixel * 4] === 255 ? 1 : 0]!;
          side.n++;
          for (let channel = 0; channel < 3; channel++) side.rgb[channel]! += picture[pixel * 4 + channel]!;
        }
        expect(sums[1]!.n).toBeGreaterThan(40);
        expect(sums[0]!.n).toBeGreaterThan(400);
        const distance = Math.hypot(...[0, 1, 2].map((c) => sums[0]!.rgb[c]! / sums[0]!.n - sums[1]!.rgb[c]! / sums[1]!.n));
        if (distance > 40) apart++;
      }
    }
    expect(apart).toBeGreaterThan(190);
  });

  it('knows the star', async () => {
    const session = await InferenceSession.create(join(models, 'glyphs', readInfo('glyphs').versions['1.2.0']!.file));
    const { logits } = await session.run({ image: new Tensor('float32', pictures([join(models, 'glyphs/star.png')]), [1, 3, 48, 48]) });
    const odds = [...(logits!.data as Float32Array)].map(Math.exp);
    expect(odds[2]! / odds.reduce((a, b) => a + b)).toBeGreaterThan(0.95);
  });

  it('has the formula behind each loan', () => {
    const rows = readRows('loans');
    let surprise = 0;
    let variance = 0;
    for (const row of rows) {
      const history = ['clean', 'late-once', 'late-often'].indexOf(row.history!);
      const score =
        1.6 -
        4 * (Number(row.amount) / (Number(row.income) * Number(row.years))) +
        1.2 * Number(row.employment === 'permanent') -
        1.8 * Number(row.employment === 'unemployed') -
        1.3 * history +
        0.9 * Number(row.purpose === 'home') -
        1.5 * Number(row.purpose === 'business' && history > 0);
      const probability = 1 / (1 + Math.exp(-2.5 * score));
      expect(Number(row.probability)).toBeCloseTo(probability, 5);
      surprise += Number(row.outcome === 'repaid') - probability;
      variance += probability * (1 - probability);
    }
    // The outcomes are drawn with these probabilities: their sum is within three standard deviations.
    expect(Math.abs(surprise)).toBeLessThan(3 * Math.sqrt(variance));
  });

  it('names the words that decide: an adjective, turned round by a negator', () => {
    const turns = new Set(['not', 'never', 'hardly']);
    const praise = new Map<string, boolean>();
    for (const { text, label, deciding, positions } of readRows('phrases')) {
      const words = text!.split(' ');
      const named = positions!.split(' ').map((position) => words[Number(position)]!);
      expect(named.join(' ')).toBe(deciding);
      const adjective = named.at(-1)!;
      const turned = named.length === 2;
      if (turned) expect(turns.has(named[0]!)).toBe(true);
      const means = (label === 'praise') !== turned;
      expect(praise.get(adjective) ?? means).toBe(means);
      praise.set(adjective, means);
    }
    expect(praise.size).toBeGreaterThan(20);
  });

  it('shares no row between what is held out and what calibrates', () => {
    const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
    const files = (folder: string) =>
      readdirSync(join(models, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.png'));
    const heldOut = new Set(files('glyphs/test').map((file) => hash(join(models, 'glyphs/test', file))));
    expect(heldOut.size).toBe(200);
    expect(files('glyphs/calibration').filter((file) => heldOut.has(hash(join(models, 'glyphs/calibration', file))))).toEqual([]);
    const texts = new Set(readRows('phrases').map((row) => row.text));
    expect(readRows('phrases', 'calibration.csv').filter((row) => texts.has(row.text))).toEqual([]);
  });
});

it('is small: models and data together are under 3 MB', () => {
  const files = readdirSync(models, { recursive: true, encoding: 'utf8' }).map((file) => statSync(join(models, file)));
  const bytes = files.filter((file) => file.isFile()).reduce((sum, file) => sum + file.size, 0);
  expect(bytes).toBeLessThan(3_000_000);
});
