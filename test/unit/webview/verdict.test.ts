import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/report/schemas/run';
import { runEvidence, runSentence } from '../../../webview/panels/run/verdict';
import { runReport } from '../report/fixture';

const result = (more: Partial<RunResult>): RunResult => ({ inputs: [], outputs: [], milliseconds: 5.22, loadMilliseconds: 1, ...more });
const input = (kind: string, source: string) => ({ name: 'x', type: 'float32', shape: [1], kind, source });
const top = [{ index: 0, label: 'tench', score: 0.7378 }];

describe('runSentence', () => {
  it('names the picture, the class and its probability', () => {
    const scores = { output: 'y', kind: 'probability' as const, guessed: false };
    expect(runSentence(result({ inputs: [input('image', 'pictures/fish.png')], top, scores }))).toBe('fish.png is tench, 73.8 %.');
    expect(runSentence(result({ inputs: [input('image', 'C:\\pictures\\fish.png')], top, scores }))).toBe('fish.png is tench, 73.8 %.');
    expect(runSentence(result({ inputs: [input('random', 'seed 1')], top, scores }))).toBe('tench, 73.8 %.');
    expect(runSentence(result({ inputs: [input('random', 'seed 1'), input('derived', 'x')], top, scores }))).toBe('tench, 73.8 %.');
  });

  it('says a score that is no probability as a figure', () => {
    const scores = { output: 'y', kind: 'value' as const, guessed: false };
    expect(runSentence(result({ top, scores }))).toBe('tench, score 0.7378.');
    expect(runSentence(result({ top, scores: { ...scores, kind: 'logit', activation: 'softmax' } }))).toBe('tench, 73.8 %.');
  });

  it('counts the classes of a batch, and says only the first where not all rows are listed', () => {
    const row = (label: string, i: number) => ({ row: i, source: `${label}.png`, top: [{ index: i, label, score: 0.9 }] });
    const list = ['ring', 'star', 'star', 'cross', 'square', 'circle'].map(row);
    const scores = { output: 'y', kind: 'probability' as const, guessed: false };
    const of = (total: number, rows: typeof list) => runSentence(result({ top: rows[0]?.top, scores, rows: { total, list: rows } }));
    expect(of(2, list.slice(1, 3))).toBe('2 rows, both star.');
    expect(of(6, list)).toBe('6 rows: star twice, ring once, cross once, 2 other classes.');
    expect(of(1000, list)).toBe('1,000 rows; the first is ring.');
    expect(of(2, [list[0]!, { row: 1, source: 'x.png', top: [] }])).toBe('2 rows: ring once, 1 without a class.');
  });

  it('makes no class of values that may be none, nor of scores that are not numbers', () => {
    const scores = { output: 'X', kind: 'value' as const, guessed: true, named: false, columns: 10 };
    const best = [{ index: 7, label: '7', score: 9.35 }];
    expect(runSentence(result({ top: best, scores }))).toBe('The largest of the 10 values of X is 9.35, at index 7.');
    expect(runSentence(result({ top: best, scores: { ...scores, guessed: false } }))).toBe('7, score 9.35.');
    const row = (i: number, top: NonNullable<RunResult['top']>) => ({ row: i, top });
    const batch = { total: 2, list: [row(0, best), row(1, best)] };
    expect(runSentence(result({ top: best, scores, rows: batch }))).toBe(
      '2 rows; of the first the largest of the 10 values of X is 9.35, at index 7.',
    );
    expect(runSentence(result({ scores, rows: { total: 900, list: [row(0, []), row(1, best)] } }))).toBe(
      '900 rows; the first gets no class: a score is not a number.',
    );
    const nan = { ...scores, notNumbers: 3 };
    expect(runSentence(result({ inputs: [input('image', 'a.png')], scores: nan }))).toBe(
      'a.png gets no class: 3 of 10 scores of X are not a number.',
    );
    expect(runSentence(result({ scores: nan }))).toBe('No class: 3 of 10 scores of X are not a number.');
    expect(runEvidence(runReport('r'), result({ top, scores: { ...scores, contradicted: true } }))).toContain(
      'they are not within 0 and 1',
    );
  });

  it('says how far a sequence goes', () => {
    const sequence = { frames: 3, output: 'speech', values: [0.01, Number.NaN, 0.99] };
    expect(runSentence(result({ inputs: [input('audio', 'a.wav')], sequence }))).toBe(
      'a.wav: speech goes from 0.01 to 0.99 over 3 frames.',
    );
    expect(runSentence(result({ sequence: { ...sequence, values: [Number.NaN] } }))).toBe('speech over 3 frames.');
  });

  it('counts outputs where there is no class, leaving out those that are not to be had', () => {
    const outputs = [
      { name: 'y', type: 'int64', shape: [1], values: [7n] },
      { name: 'z', type: 'optional(tensor(float))', unavailable: 'not to be had' },
    ];
    expect(runSentence(result({ outputs }))).toBe('y is 7.');
    expect(runSentence(result({ outputs: [...outputs, { name: 'w', type: 'float32', shape: [9] }] }))).toBe('The run gave 2 outputs.');
  });
});

describe('runEvidence', () => {
  it('says where scores come from and that they were guessed', () => {
    const scores = { output: 'logits', kind: 'logit' as const, guessed: true, activation: 'softmax' as const };
    expect(runEvidence(runReport('r'), result({ top, scores }))).toBe(
      'output logits · probabilities by softmax of its logits · guessed from the values: the manifest does not say · one run of 5.22 ms',
    );
  });
});
