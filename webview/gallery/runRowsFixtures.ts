import { bins, LONG_NAME, report } from './fixtures';

const CLASSES = ['circle', 'square', 'star', 'cross', 'ring'];
const SOURCES = ['pictures/shape-000.png', `pictures/${LONG_NAME}.png`, 'pictures/shape-002.png'];
/** Probabilities of three rows; the last has one that is not a number, and so no class. */
const VALUES = [0, 0, 0.75, 0.25, 0, 0.5, 0.125, 0.125, 0.25, 0, 'NaN', 0, 0, 0, 0];

const entry = (index: number, score: number) => ({ index, label: CLASSES[index], score });
const top = [[entry(2, 0.75), entry(3, 0.25), entry(0, 0)], [entry(0, 0.5), entry(3, 0.25), entry(1, 0.125)], []];
const pictureOf = (row: number) => (row === 0 ? 'input.png' : `input-${row + 1}.png`);

const odd = {
  inputs: [
    {
      name: 'input',
      type: 'float32',
      shape: [3, 3, 32, 32],
      kind: 'image',
      source: SOURCES[0],
      picture: pictureOf(0),
      preprocessing: '32 × 32 pillow-bilinear, RGB, NCHW',
      parts: SOURCES.map((source, row) => (row === 0 ? { source } : { source, picture: pictureOf(row) })),
    },
  ],
  outputs: [
    {
      name: 'probabilities',
      type: 'float32',
      shape: [3, 5],
      values: VALUES,
      summary: { min: 0, max: 0.75, mean: 1 / 7, nan: 1, histogram: bins({ 0: 8, 5: 2, 10: 2, 21: 1, 31: 1 }) },
    },
  ],
  top: [...top[0]!, entry(1, 0), entry(4, 0)],
  scores: { output: 'probabilities', kind: 'probability', guessed: false, named: true, columns: CLASSES.length },
  rows: { total: 3, list: SOURCES.map((source, row) => ({ row, source, top: top[row] })) },
  milliseconds: 3.4,
  loadMilliseconds: 12.1,
};

/** A batch with a name of 300 characters, and a row whose scores are not all numbers. */
export const runRowsOdd = report('run', odd, {
  attachments: SOURCES.map((_, row) => ({ file: pictureOf(row), mime: 'image/png', bytes: 900 })),
});
