import type { DiffResult } from '../../src/report/schemas/diff';
import { LONG_NAME, long, report, type Wire } from './fixtures';

const diffSide = (version: string, digit: string, size: number) => ({
  name: 'squeezenet',
  path: 'models/squeezenet.onnx',
  ref: `squeezenet@${version}`,
  sha256: digit.repeat(64),
  bytes: size,
});

const diffOdd: Wire<DiffResult> = {
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
  operators: { DequantizeLinear: 105, QuantizeLinear: 33, Relu: -26, 'com.microsoft.QLinearConcat': 1 },
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

const hugeCounts = Object.fromEntries([
  [LONG_NAME, { before: 0, after: 20_000 }],
  ...Array.from({ length: 30 }, (_, i) => [`com.example.Op${i}`, { before: 100, after: 129 - i * 2 }]),
]) as DiffResult['operatorCounts'];

const diffHuge: Wire<DiffResult> = {
  ...diffOdd,
  before: { ...diffSide('', 'c', 1), name: LONG_NAME, path: `${LONG_NAME}.onnx`, ref: undefined },
  after: { ...diffSide('', 'd', 2), name: '<script>alert(1)</script>', path: '<script>alert(1)</script>.onnx', ref: undefined },
  operators: Object.fromEntries(Object.entries(hugeCounts).map(([name, { before, after }]) => [name, after - before])),
  operatorCounts: hugeCounts,
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

/** Comparisons with NaN, problems, names of 300 characters and more changes than are listed. */
export const DIFF_REPORTS = {
  diffOdd: report('diff', diffOdd, {
    model: { name: 'squeezenet', path: 'models/squeezenet.onnx', ref: 'squeezenet@v2.0.0', sha256: '7'.repeat(64), bytes: 1_288_904 },
  }),
  diffHuge: report('diff', diffHuge, { model: { ...long, bytes: 1 } }),
};
