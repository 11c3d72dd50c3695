import { LONG_NAME, report } from './fixtures';

const CLASSES = ['circle', 'square', 'star', 'cross', 'ring'];
/** Best class, its probability, the one behind it; the fifth row has a score that is not a number. */
const ROWS: readonly [best: number, score: number, second: number][] = [
  [2, 0.9993, 3],
  [0, 0.982, 4],
  [4, 0.571, 0],
  [2, 0.913, 1],
  [-1, 0, 0],
  [1, 0.9998, 3],
  [3, 0.74, 2],
  [2, 0.9702, 0],
];
const sourceOf = (row: number) => (row === 6 ? `pictures/${LONG_NAME}.png` : `pictures/shape-${String(row).padStart(3, '0')}.png`);
const partOf = (row: number) => ({ source: sourceOf(row), ...(row === 0 ? {} : { picture: `picture.${row}.png` }) });

function top([best, score, second]: (typeof ROWS)[number]) {
  if (best < 0) return [];
  return [
    { index: best, label: CLASSES[best], score },
    { index: second, label: CLASSES[second], score: (1 - score) * 0.8 },
  ];
}

const pictures = {
  inputs: [
    {
      name: 'input',
      type: 'float32',
      shape: [ROWS.length, 3, 32, 32],
      kind: 'image',
      source: sourceOf(0),
      picture: 'picture.png',
      preprocessing: '32 × 32 pillow-bilinear, RGB, NCHW',
      parts: ROWS.map((_, row) => partOf(row)),
    },
  ],
  outputs: [
    {
      name: 'probabilities',
      type: 'float32',
      shape: [ROWS.length, CLASSES.length],
      summary: { min: 1e-6, max: 0.9998, mean: 0.2, nan: 1, histogram: [28, 3, 1, 0, 1, 0, 0, 6] },
    },
  ],
  scores: { output: 'probabilities', kind: 'probability', guessed: false, named: true, columns: CLASSES.length },
  rows: { total: ROWS.length, list: ROWS.map((row, index) => ({ row: index, source: sourceOf(index), top: top(row) })) },
  milliseconds: 3.4,
  loadMilliseconds: 12.1,
};

const table = {
  inputs: [{ name: 'features', type: 'float32', shape: [10_000, 14], kind: 'table', source: 'applicants.csv, rows 0 to 9999' }],
  outputs: [{ name: 'logits', type: 'float32', shape: [10_000, 2], summary: { min: -7.1, max: 6.4, mean: 0.1, nan: 0 } }],
  scores: { output: 'logits', kind: 'logit', guessed: true, activation: 'softmax', columns: 2 },
  rows: {
    total: 10_000,
    list: Array.from({ length: 1000 }, (_, row) => {
      const score = 0.5 + 0.5 * Math.abs(Math.sin(row * 1.7));
      const best = Math.sin(row * 3.1) > 0.4 ? 1 : 0;
      const named = (index: number, value: number) => ({ index, label: index === 1 ? '>50K' : '<=50K', score: value });
      return { row, top: [named(best, score), named(1 - best, 1 - score)] };
    }),
  },
  milliseconds: 18.7,
  loadMilliseconds: 2.2,
};

const attachments = ROWS.map((_, row) => ({
  file: row === 0 ? 'picture.png' : `picture.${row}.png`,
  mime: 'image/png',
  bytes: 900,
}));

/** Runs of several rows at once: pictures one by one, and a table too long to list. */
export const RUN_ROWS_REPORTS = {
  runRows: report('run', pictures, { attachments }),
  runRowsMany: report('run', table),
};
