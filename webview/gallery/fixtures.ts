import type { Report } from '../../src/report/report';
import type { DiffResult } from '../../src/report/schemas/diff';
import type { InspectResult } from '../../src/report/schemas/inspect';
import type { RunResult } from '../../src/report/schemas/run';

/** Reports as they cross to a panel: NaN and 64-bit integers are text. */
type Wire<T> = { [K in keyof T]: unknown };

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

const bell = (n: number, at: number, width: number, height: number) =>
  Array.from({ length: n }, (_, i) => Math.round(height * Math.exp(-(((i - at) / width) ** 2))));

const runImage: Wire<RunResult> = {
  inputs: [
    {
      name: 'data_0',
      type: 'float32',
      shape: [1, 3, 224, 224],
      kind: 'image',
      source: 'pictures/fish.png',
      picture: 'picture.png',
      preprocessing: '224 × 224 pillow-bilinear, centre crop, BGR, NCHW',
      summary: { min: -123.7, max: 151, mean: 2.31, nan: 0, histogram: bell(48, 22, 12, 9000) },
    },
  ],
  outputs: [
    {
      name: 'softmaxout_1',
      type: 'float32',
      shape: [1, 1000, 1, 1],
      values: Array.from({ length: 1000 }, (_, i) => (i === 0 ? 0.7378 : 0.2622 / 999)),
      summary: { min: 2.1e-10, max: 0.7378, mean: 0.001, nan: 0, histogram: [994, 3, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
    },
  ],
  top: [
    ['tench, Tinca tinca', 0.7378],
    ['coho, cohoe, coho salmon, blue jack, silver salmon, Oncorhynchus kisutch', 0.1523],
    ['barracouta, snoek', 0.0461],
    ['sturgeon', 0.0182],
    ['gar, garfish, garpike, billfish, Lepisosteus osseus', 0.0004],
  ].map(([label, score], index) => ({ index: [0, 391, 389, 394, 395][index], label, score })),
  scores: { output: 'softmaxout_1', kind: 'probability', guessed: false },
  milliseconds: 5.22,
  loadMilliseconds: 41.3,
};

const wave = Array.from({ length: 1875 }, (_, i) => {
  const speech = Math.sin(i / 61) + 0.6 * Math.sin(i / 17);
  return 1 / (1 + Math.exp(-6 * (speech - 0.3)));
});

const runSequence: Wire<RunResult> = {
  inputs: [
    {
      name: 'input',
      type: 'float32',
      shape: [1, 576],
      kind: 'audio',
      source: 'sounds/test.wav',
      preprocessing: '512 samples a frame after 64 of context, 16,000 a second',
    },
    { name: 'state', type: 'float32', shape: [2, 1, 128], kind: 'state', source: 'stateN' },
    { name: 'sr', type: 'int64', shape: [], kind: 'constant', source: '16000' },
  ],
  outputs: [
    { name: 'output', type: 'float32', shape: [1, 1], values: [0.0213] },
    {
      name: 'stateN',
      type: 'float32',
      shape: [2, 1, 128],
      summary: { min: -1, max: 0.998, mean: 0.0211, nan: 0, histogram: bell(32, 15, 7, 31) },
    },
  ],
  milliseconds: 742,
  loadMilliseconds: 22.7,
  sequence: { frames: 1875, secondsPerFrame: 0.032, output: 'output', values: wave },
};

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
      source: 'test.csv, row 17',
      columns: [
        { name: 'age', value: '46' },
        { name: 'workclass', value: 'Private' },
        { name: LONG_NAME, value: '7688' },
      ],
    },
  ],
  outputs: [
    { name: 'output_label', type: 'int64', shape: [1], values: ['9007199254740993'] },
    {
      name: 'output_probability',
      type: 'sequence(map(int64,float32))',
      maps: [
        { 0: 0.02, 1: 0.98 },
        { 0: 'NaN', 1: 0.25 },
      ],
    },
    {
      name: 'weird',
      type: 'float32',
      shape: [6],
      values: ['NaN', 'Infinity', '-Infinity', 0, -1.5, 3.25e-9],
      summary: { min: -1.5, max: 'Infinity', mean: 'NaN', nan: 1 },
    },
    { name: 'words', type: 'string', shape: [2], values: ['<img src=x onerror=alert(1)>', '7'] },
    { name: 'constant', type: 'float32', shape: [3], values: [0, 0, 0], summary: { min: 0, max: 0, mean: 0, nan: 0, histogram: [3] } },
    {
      name: 'loop_state',
      type: 'optional(tensor(float))',
      unavailable: 'The runtime for Node cannot return a value of type optional(tensor(float)).',
    },
  ],
  milliseconds: 0.412,
  loadMilliseconds: 3.1,
};

const operators = { Conv: 26, Relu: 26, Concat: 8, MaxPool: 3, Dropout: 1, GlobalAveragePool: 1, Softmax: 1 };
const inspect: Wire<InspectResult> = {
  irVersion: 8,
  producer: 'pytorch 2.4',
  opsets: { 'ai.onnx': 13 },
  inputs: [{ name: 'data_0', type: 'float32', shape: ['batch', 3, 224, 224] }],
  outputs: [{ name: 'softmaxout_1', type: 'float32', shape: ['batch', 1000, 1, 1] }],
  nodeCount: 66,
  parameterCount: 1_235_496,
  weightBytes: 4_941_984,
  operators,
  weights: [
    { type: 'float32', tensors: 52, elements: 1_235_496, bytes: 4_941_984 },
    { type: 'int64', tensors: 4, elements: 16, bytes: 128 },
  ],
  tensors: Array.from({ length: 52 }, (_, i) => ({
    name: `fire${i + 2}/expand3x3_w_0`,
    type: 'float32',
    shape: [256 - i * 4, 64, 3, 3],
    bytes: (256 - i * 4) * 64 * 9 * 4,
    external: i % 9 === 8,
  })),
  metadata: { author: 'a person', licence: 'BSD-3-Clause' },
  findings: [],
};

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

const diffSide = (version: string, digit: string, size: number) => ({
  name: 'squeezenet',
  path: 'models/squeezenet.onnx',
  ref: `squeezenet@${version}`,
  sha256: digit.repeat(64),
  bytes: size,
});

const diffQuantized: Wire<DiffResult> = {
  same: false,
  before: diffSide('v1.1.0', 'b', 4_953_183),
  after: diffSide('v2.0.0', '7', 1_288_904),
  irVersion: { before: 8, after: 10 },
  opsets: [
    { name: 'ai.onnx', change: 'changed', before: 13, after: 17 },
    { name: 'com.microsoft', change: 'added', after: 1 },
  ],
  inputs: [
    {
      name: 'data_0',
      change: 'changed',
      before: { name: 'data_0', type: 'float32', shape: [1, 3, 224, 224] },
      after: { name: 'data_0', type: 'float32', shape: ['batch', 3, 224, 224] },
    },
  ],
  outputs: [{ name: 'features', change: 'added', after: { name: 'features', type: 'float32', shape: ['batch', 512] } }],
  metadata: [
    { name: 'producer_name', change: 'changed', before: 'pytorch', after: 'onnx.quantize' },
    { name: 'licence', change: 'removed', before: 'BSD-3-Clause' },
  ],
  operators: { DequantizeLinear: 105, QuantizeLinear: 33, Relu: -26 },
  operatorCounts: {
    DequantizeLinear: { before: 0, after: 105 },
    QuantizeLinear: { before: 0, after: 33 },
    Relu: { before: 26, after: 0 },
    'com.microsoft.QLinearConcat': { before: 0, after: 1 },
  },
  nodes: {
    added: Array.from({ length: 139 }, (_, i) => ({
      name: `fire${i}/relu_DequantizeLinear`,
      op: i < 105 ? 'DequantizeLinear' : 'QuantizeLinear',
    })),
    removed: Array.from({ length: 26 }, (_, i) => ({ name: `fire${i + 2}/relu`, op: 'Relu' })),
    changed: [
      {
        name: 'conv1',
        op: 'Conv',
        fields: [
          { name: 'inputs[0]', change: 'changed', before: 'data_0', after: 'data_0_DequantizeLinear_Output' },
          { name: 'pads', change: 'changed', before: [0, 0, 0, 0], after: [1, 1, 1, 1] },
        ],
      },
      { name: 'scale', op: 'Mul', graph: 'loop.body', fields: [{ name: 'inputs[1]', change: 'removed', before: 'factor' }] },
    ],
    unchanged: 42,
    counts: { added: 139, removed: 26, changed: 2 },
  },
  tensors: [
    ...Array.from({ length: 24 }, (_, i) => ({
      name: `fire${i + 2}/expand3x3_w_0`,
      change: 'changed',
      type: 'float32',
      shape: [256 - i * 4, 64, 3, 3],
      l2: 3.2 / (i + 1),
      relative: i === 0 ? 'NaN' : 0.31 / (i + 1),
      maxAbsDiff: i === 0 ? 'NaN' : 0.08 / (i + 2),
      cosine: i === 0 ? null : 1 - 0.02 / (i + 1) ** 2,
      ...(i === 0 && { nonFinite: { before: 0, after: 3 } }),
      ...(i === 2 && { renamedFrom: 'onnx::Conv_193' }),
    })),
    { name: 'conv10_w_0', change: 'changed', type: 'float16', shape: [1000, 512], before: { type: 'float32', shape: [1000, 512, 1, 1] } },
    { name: 'lost', change: 'changed', type: 'float32', shape: [3], problem: 'The external data file weights.bin is not there.' },
    { name: 'data_0_scale', change: 'added', type: 'float32', shape: [] },
    { name: 'conv1_b_0', change: 'removed', type: 'float32', shape: [64] },
  ],
  tensorCounts: { added: 1, removed: 1, changed: 26 },
  tensorsUnchanged: 24,
  tensorsRenamed: 2,
  parameters: { before: 1_235_497, after: 1_235_677 },
  bytes: { before: 4_953_183, after: 1_288_904 },
  suggestedBump: 'major',
  bumpReasons: [
    { code: 'inputs', message: '1 input changed.' },
    { code: 'nodes', message: 'Nodes: 139 added, 26 removed, 2 changed.' },
  ],
  summary: '### squeezenet@v1.1.0 → squeezenet@v2.0.0',
};

const noNodes = { added: [], removed: [], changed: [], unchanged: 66, counts: { added: 0, removed: 0, changed: 0 } };
const diffSame: Wire<DiffResult> = {
  ...diffQuantized,
  same: true,
  after: diffSide('v1.1.1', 'b', 4_953_183),
  irVersion: { before: 8, after: 8 },
  opsets: [],
  inputs: [],
  outputs: [],
  metadata: [],
  operators: {},
  operatorCounts: {},
  nodes: noNodes,
  tensors: [],
  tensorCounts: { added: 0, removed: 0, changed: 0 },
  tensorsUnchanged: 52,
  tensorsRenamed: 0,
  parameters: { before: 1_235_497, after: 1_235_497 },
  bytes: { before: 4_953_183, after: 4_953_183 },
  suggestedBump: 'none',
  bumpReasons: [],
};

const diffHuge: Wire<DiffResult> = {
  ...diffQuantized,
  before: { ...diffSide('', 'c', 1), name: LONG_NAME, path: `${LONG_NAME}.onnx`, ref: undefined },
  after: { ...diffSide('', 'd', 2), name: '<script>alert(1)</script>', path: '<script>alert(1)</script>.onnx', ref: undefined },
  operatorCounts: Object.fromEntries([
    [LONG_NAME, { before: 0, after: 20_000 }],
    ...Array.from({ length: 30 }, (_, i) => [`com.example.Op${i}`, { before: 100, after: 130 - i * 2 }]),
  ]),
  nodes: {
    ...noNodes,
    added: Array.from({ length: 5000 }, (_, i) => ({ name: `block_${i}/${i === 3 ? LONG_NAME : 'x'}`, op: LONG_NAME })),
    counts: { added: 20_000, removed: 0, changed: 0 },
  },
  tensors: Array.from({ length: 5000 }, (_, i) => ({
    name: i === 0 ? LONG_NAME : `layer.${i}.weight`,
    change: 'changed',
    type: 'bfloat16',
    shape: [4096, 4096],
    l2: 5000 - i,
    relative: (5000 - i) / 5000,
    maxAbsDiff: 1e-4 * (5000 - i),
    cosine: i / 5000,
  })),
  tensorCounts: { added: 0, removed: 0, changed: 7000 },
  bytes: { before: 1_310_000_000, after: 26_200_000_000 },
  parameters: { before: 0, after: 7_000_000_000 },
};

/** What a panel can be asked to draw. Keys are the names of scenes and of their screenshots. */
export const REPORTS = {
  runImage: report('run', runImage, { attachments: [{ file: 'picture.png', mime: 'image/png', bytes: 0 }] }),
  runSequence: report('run', runSequence, {
    model: { name: 'silero_vad', path: 'silero_vad.onnx', ref: 'v5.1', sha256: `41ac0d2${'0'.repeat(57)}`, bytes: 2_327_524 },
  }),
  runMixed: report('run', runMixed, { model: { name: LONG_NAME, path: `${LONG_NAME}.onnx`, bytes: 1 } }),
  runOneClass: report('run', {
    ...runMixed,
    inputs: [],
    outputs: [],
    top: [{ index: 0, label: LONG_NAME, score: 'NaN' }],
    scores: { output: LONG_NAME, kind: 'logit', guessed: true },
  }),
  inspect: report('inspect', inspect),
  inspectBroken: report('inspect', inspectBroken, {
    model: { name: LONG_NAME, path: `${LONG_NAME}.onnx`, sha256: `3e02c91${'0'.repeat(57)}`, bytes: 1_310_000_000 },
  }),
  inspectUnreadable: report(
    'inspect',
    {
      ...emptyInspect,
      readable: false,
      irVersion: 0,
      findings: [
        {
          code: 'onnx.truncated',
          severity: 'error',
          where: 'models/squeezenet.onnx',
          message: 'The file is cut off: it ends after 1000 bytes in the middle of the model.',
          remedy: 'The copy or download did not finish; fetch or export it again.',
        },
      ],
    },
    { model: { name: 'squeezenet', path: 'models/squeezenet.onnx', sha256: `9c41e07${'0'.repeat(57)}`, bytes: 1000 } },
  ),
  inspectEmpty: report('inspect', emptyInspect),
  diff: report('diff', diffQuantized, {
    model: { name: 'squeezenet', path: 'models/squeezenet.onnx', ref: 'squeezenet@v2.0.0', sha256: '7'.repeat(64), bytes: 1_288_904 },
  }),
  diffSame: report('diff', diffSame),
  diffHuge: report('diff', diffHuge, { model: { name: LONG_NAME, path: `${LONG_NAME}.onnx`, bytes: 1 } }),
  raw: report('horoscope', { sign: 'ONNX', nested: { deep: [1, 2, 3] } }),
} satisfies Record<string, Report>;
