import type { Report } from '../../src/report/report';
import type { InspectResult } from '../../src/report/schemas/inspect';
import type { RunResult } from '../../src/report/schemas/run';
import { RECORDED } from './recorded';

/** Reports as they cross to a panel: NaN and 64-bit integers are text. */
export type Wire<T> = { [K in keyof T]: unknown };

const environment: Report['environment'] = {
  modelwright: '0.1.0',
  runtime: '1.30.0',
  node: '20.20.2',
  platform: 'linux',
  arch: 'x64',
  cpu: 'Example CPU at 3.0 GHz',
  cores: 8,
  memoryBytes: 16e9,
};

/** A name of 300 characters, of words without a place to break. */
export const LONG_NAME = Array.from({ length: 30 }, (_, i) => `encoder_${String.fromCharCode(97 + (i % 26))}/`)
  .join('')
  .slice(0, 299)
  .concat('Z');

/** A report with everything but its result. */
export function report(kind: string, result: unknown, more: Partial<Report> = {}): Report {
  return {
    kind,
    schemaVersion: 1,
    id: `fixture-${kind}`,
    createdAt: '2025-06-02T09:30:00.000Z',
    durationMs: 412,
    model: { name: 'squeezenet', path: 'models/squeezenet.onnx', sha256: `b871f18${'0'.repeat(57)}`, bytes: 4_956_208 },
    environment,
    parameters: {},
    verdict: 'A report made for the gallery.',
    attachments: [],
    result,
    ...more,
  };
}

/** A histogram as jobs make them, by its bins that are not empty. */
export const bins = (filled: Readonly<Record<number, number>>) => Array.from({ length: 32 }, (_, bin) => filled[bin] ?? 0);

const words = ['[CLS]', 'the', 'film', 'is', 'not', 'bad', 'at', 'all', '[SEP]'];
const runMixed: Wire<RunResult> = {
  inputs: [
    {
      name: 'input_ids',
      type: 'int64',
      shape: [1, 9],
      kind: 'text',
      source: 'the film is not bad at all',
      preprocessing: 'tokenizer.json, 9 tokens of at most 128',
      tokens: words.map((text, i) => ({
        id: 100 + i * 37,
        text,
        start: Math.max(0, i * 4 - 4),
        end: i * 4,
        special: text.startsWith('['),
      })),
    },
    {
      name: 'features',
      type: 'float32',
      shape: [1, 3],
      kind: 'table',
      source: 'test.csv',
      columns: [
        { name: 'age', value: '46' },
        { name: 'workclass', value: 'Private' },
        { name: LONG_NAME, value: '7688' },
      ],
    },
  ],
  outputs: [
    {
      name: 'output_label',
      type: 'int64',
      shape: [1],
      values: ['9007199254740993'],
      summary: { min: 2 ** 53, max: 2 ** 53, mean: 2 ** 53, nan: 0, histogram: bins({ 0: 1 }) },
    },
    {
      name: 'output_probability',
      type: 'sequence(map(int64,float32))',
      maps: [
        { 0: 0.02, 1: 0.98 },
        { 0: 'NaN', 1: 0.25 },
      ],
      rows: 2,
    },
    {
      name: 'weird',
      type: 'float32',
      shape: [6],
      values: ['NaN', 'Infinity', '-Infinity', 0, -1.5, 3.25e-9],
      summary: { min: '-Infinity', max: 'Infinity', mean: 'NaN', nan: 1, histogram: bins({ 0: 1, 31: 2 }) },
    },
    { name: 'words', type: 'string', shape: [2], values: ['<img src=x onerror=alert(1)>', '7'] },
    {
      name: 'constant',
      type: 'float32',
      shape: [20],
      values: Array.from({ length: 20 }, () => 0),
      summary: { min: 0, max: 0, mean: 0, nan: 0, histogram: bins({ 0: 20 }) },
    },
    {
      name: 'labels',
      type: 'int64',
      shape: [20],
      values: Array.from({ length: 20 }, (_, i) => String(i % 3)),
      summary: { min: 0, max: 2, mean: 0.95, nan: 0, histogram: bins({ 0: 7, 16: 7, 31: 6 }) },
    },
    {
      name: 'loop_state',
      type: 'optional(tensor(float))',
      unavailable: 'optional(tensor(float)) is no tensor: ONNX Runtime cannot return it from here',
    },
  ],
  milliseconds: 0.412,
  loadMilliseconds: 3.1,
};

const inspect = RECORDED.inspect.report.result as Wire<InspectResult>;

const emptyInspect: Wire<InspectResult> = {
  ...inspect,
  nodeCount: 0,
  parameterCount: 0,
  weightBytes: 0,
  operators: {},
  weights: [],
  tensors: [],
  inputs: [],
  outputs: [],
  metadata: {},
  opsets: {},
  producer: '',
};

const inspectBroken: Wire<InspectResult> = {
  ...inspect,
  operators: { ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`com.example.Op${i}`, 30 - i])), [LONG_NAME]: 40 },
  nodeCount: 505,
  opsets: { 'ai.onnx': 99, 'com.example': 1 },
  findings: [
    {
      code: 'node.input',
      severity: 'error',
      where: `node "${LONG_NAME}"`,
      message: 'Its input "hidden_7" is made by no node, initializer or graph input.',
      remedy: 'Export the model again, or remove the node.',
    },
    {
      code: 'opset.runtime',
      severity: 'warning',
      where: 'opset_import ai.onnx',
      message: 'Opset 99 is newer than the runtime knows (24).',
      remedy: 'Export with opset 24 or lower.',
    },
    {
      code: 'name.markup',
      severity: 'info',
      where: '<script>alert(1)</script>',
      message: 'The name holds characters that look like markup.',
    },
  ],
};

const noClass: Wire<RunResult> = {
  inputs: [],
  outputs: [
    {
      name: 'logits',
      type: 'float32',
      shape: [1, 4],
      values: [0.5, 'NaN', 'NaN', -3],
      summary: { min: -3, max: 0.5, mean: -1.25, nan: 2, histogram: bins({ 0: 1, 31: 1 }) },
    },
  ],
  scores: { output: 'logits', kind: 'logit', guessed: false, named: true, columns: 4, notNumbers: 2 },
  milliseconds: 0.412,
  loadMilliseconds: 3.1,
};

const oneClass: Wire<RunResult> = {
  inputs: [],
  outputs: [
    {
      name: LONG_NAME,
      type: 'float32',
      shape: [1, 1],
      values: [-7.25],
      summary: { min: -7.25, max: -7.25, mean: -7.25, nan: 0, histogram: bins({ 0: 1 }) },
    },
  ],
  top: [{ index: 0, label: LONG_NAME, score: -7.25 }],
  scores: { output: LONG_NAME, kind: 'value', guessed: false, named: true, columns: 1 },
  milliseconds: 0.412,
  loadMilliseconds: 3.1,
};

export const long = { name: LONG_NAME, path: `${LONG_NAME}.onnx` };

/**
 * Reports made by hand: names too long, values that are no numbers, more of everything than there is in a person's models.
 * What models give is recorded: see recorded.ts.
 */
export const REPORTS = {
  runMixed: report('run', runMixed, { model: { ...long, bytes: 1 } }),
  runOneClass: report('run', oneClass, { model: { ...long, bytes: 1 } }),
  runNoClass: report('run', noClass),
  inspectBroken: report('inspect', inspectBroken, {
    model: { ...long, sha256: `3e02c91${'0'.repeat(57)}`, bytes: 1_310_000_000 },
  }),
  inspectEmpty: report('inspect', emptyInspect),
  raw: report('horoscope', { sign: 'ONNX', nested: { deep: [1, 2, 3] } }),
} satisfies Record<string, Report>;
