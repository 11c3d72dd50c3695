// The demo's story: who did what when, which versions came of it and where they went.
import { folder, manifest, metrics, readInfo, sample, text } from './content.mjs';

export const BRANCH = 'main';

const ADA = { name: 'Ada Moreau', email: 'ada@glyphworks.example' };
const JONAS = { name: 'Jonas Lindqvist', email: 'jonas@glyphworks.example' };
const PRIYA = { name: 'Priya Nair', email: 'priya@glyphworks.example' };

const ACCURACY = (/** @type {number} */ min) => ({ metric: 'accuracy', min, dataset: 'test' });
// No version reaches this one: the demo's check that does not hold.
const STARS = { metric: 'recall', class: 'star', min: 0.99, dataset: 'test' };

const CARDS = {
  glyphs: {
    owner: 'Ada Moreau',
    intendedUse: 'Sorting pictures of single shapes as the drawing service makes them.',
    limits: 'One shape per picture, at least a fifth of its width. A picture of anything else gets the name of a shape all the same.',
  },
  loans: {
    owner: 'Jonas Lindqvist',
    intendedUse: 'Teaching and demonstration. The applications are invented; do not decide on people with it.',
    limits: 'Knows incomes from 9,000 to 150,000 and terms from one to ten years.',
  },
  phrases: {
    owner: 'Priya Nair',
    intendedUse: 'Sorting one-sentence reviews of products.',
    limits: 'Knows the words of phrases.vocab.txt; of two opinions in a sentence it takes the last.',
  },
};

/** @param {Record<string, string>} described name → description, in the order they were added */
function artifacts(described) {
  return Object.entries(described)
    .map(([name, description]) => `${name}:\n  type: model\n  path: models/${name}.onnx\n  description: ${JSON.stringify(description)}\n`)
    .join('');
}

/**
 * All commits with their tags, oldest first.
 *
 * @returns {Promise<import('./git.mjs').Commit[]>}
 */
export async function history() {
  const [glyphs, loans, phrases] = await Promise.all(['glyphs', 'loans', 'phrases'].map(readInfo));
  const [trainPy, servePy] = await Promise.all(['train.py', 'serve.py'].map(text));
  const widerTrainPy = trainPy.replace('CHANNELS = (16, 32, 48)', 'CHANNELS = (24, 48, 64)').replace('EPOCHS = 20', 'EPOCHS = 18');
  /** @type {Record<string, string>} */
  const described = {};

  /**
   * The files of a version: the model, its manifest, what it was worth.
   *
   * @param {import('./content.mjs').Info} info
   * @param {string} version
   * @param {object[]} checks
   */
  async function release(info, version, checks) {
    const entry = info.versions[version];
    described[info.name] = info.description;
    const card = CARDS[/** @type {keyof typeof CARDS} */ (info.name)];
    return new Map([
      ['artifacts.yaml', Buffer.from(artifacts(described))],
      [`models/${info.name}.metrics.json`, metrics(entry)],
      [`models/${info.name}.model.json`, manifest(info, version, checks, card)],
      [`models/${info.name}.onnx`, await sample(info.name, entry.file)],
    ]);
  }

  return [
    commit(ADA, '2025-02-03T10:12:00+01:00', 'Start the repository of our models', [
      ['.gitignore', await text('gitignore')],
      ['.gto', await text('gto')],
      ['README.md', await text('README.md')],
    ]),
    commit(PRIYA, '2025-02-05T16:40:00+05:30', 'Held-out pictures, with the mask of each shape', [
      ...(await folder(['glyphs', 'test'], 'models/held-out/glyphs/test')),
      ...(await folder(['glyphs', 'masks'], 'models/held-out/glyphs/masks')),
      ...(await folder(['glyphs', 'calibration'], 'models/held-out/glyphs/calibration')),
      ['star.png', await sample('glyphs', 'star.png')],
    ]),
    commit(ADA, '2025-02-10T11:05:00+01:00', 'Training of glyphs', [['train.py', trainPy]]),
    commit(
      ADA,
      '2025-02-12T17:31:00+01:00',
      'glyphs: first version\n\n5,000 pictures, 20 epochs.',
      await release(glyphs, '1.0.0', [ACCURACY(0.8)]),
      [tag('glyphs@v1.0.0', ADA, '2025-02-12T17:40:00+01:00', 'glyphs v1.0.0: the first that is of use')],
    ),
    commit(JONAS, '2025-02-24T09:20:00+01:00', 'Held-out loan applications', [
      ['data/applicant.csv', firstRows(await sample('loans', 'test.csv'), 2, 7)],
      ['models/held-out/loans.csv', await sample('loans', 'test.csv')],
      ['models/held-out/loans-calibration.csv', await sample('loans', 'calibration.csv')],
    ]),
    commit(JONAS, '2025-02-26T14:02:00+01:00', 'loans: a linear model to start from', await release(loans, '1.0.0', [ACCURACY(0.85)]), [
      tag('loans@v1.0.0', JONAS, '2025-02-26T14:10:00+01:00', 'loans v1.0.0'),
      tag('loans#production#1', JONAS, '2025-03-03T08:30:00+01:00', 'loans v1.0.0 goes live'),
    ]),
    commit(
      ADA,
      '2025-03-11T18:47:00+01:00',
      'glyphs: more pictures, longer training\n\n6,000 pictures, 24 epochs. Squares and circles are told apart now.',
      [...(await release(glyphs, '1.1.0', [ACCURACY(0.9)])), ['train.py', trainPy.replace('EPOCHS = 20', 'EPOCHS = 24')]],
      [
        tag('glyphs@v1.1.0', ADA, '2025-03-11T18:55:00+01:00', 'glyphs v1.1.0: more pictures, longer training'),
        tag('glyphs#production#1', ADA, '2025-03-13T10:00:00+01:00', 'glyphs v1.1.0 to production'),
      ],
    ),
    commit(JONAS, '2025-03-20T15:26:00+01:00', 'Serve glyphs and loans', [['serve.py', servePy]]),
    commit(PRIYA, '2025-04-02T12:15:00+05:30', 'Held-out sentences, with the words that decide', [
      ['data/sentence.txt', 'the kettle is noisy but it is really reliable .\n'],
      ['models/held-out/phrases.csv', await sample('phrases', 'test.csv')],
      ['models/held-out/phrases-calibration.csv', await sample('phrases', 'calibration.csv')],
      ['models/phrases.vocab.txt', await sample('phrases', 'vocab.txt')],
    ]),
    commit(PRIYA, '2025-04-04T19:08:00+05:30', 'phrases: one layer of attention', await release(phrases, '0.1.0', [ACCURACY(0.9)]), [
      tag('phrases@v0.1.0', PRIYA, '2025-04-04T19:20:00+05:30', 'phrases v0.1.0'),
    ]),
    commit(
      JONAS,
      '2025-04-15T11:33:00+02:00',
      'loans: two hidden layers\n\nA business with late payments is not the sum of the two.',
      await release(loans, '1.1.0', [ACCURACY(0.87)]),
      [
        tag('loans@v1.1.0', JONAS, '2025-04-15T11:45:00+02:00', 'loans v1.1.0'),
        tag('loans#staging#2', JONAS, '2025-04-15T12:01:00+02:00', 'Compare loans v1.1.0 with what is live'),
      ],
    ),
    commit(
      ADA,
      '2025-05-06T16:58:00+02:00',
      'glyphs: half as wide again\n\n12,000 pictures. The sorting desk wants 99 % of the stars found: that is a check from now on.\nThis version does not hold it yet.',
      [...(await release(glyphs, '1.2.0', [ACCURACY(0.95), STARS])), ['train.py', widerTrainPy]],
      [
        tag('glyphs@v1.2.0', ADA, '2025-05-06T17:10:00+02:00', 'glyphs v1.2.0: wider, twice the pictures'),
        tag('glyphs#staging#2', ADA, '2025-05-06T17:15:00+02:00', 'Try v1.2.0 on the drawing service'),
        tag('glyphs#production#3', PRIYA, '2025-05-12T13:30:00+05:30', 'glyphs v1.2.0 to production: stars are no worse than before'),
      ],
    ),
    commit(PRIYA, '2025-05-21T18:22:00+05:30', 'phrases: a second layer', await release(phrases, '0.2.0', [ACCURACY(0.95)]), [
      tag('phrases@v0.2.0', PRIYA, '2025-05-21T18:30:00+05:30', 'phrases v0.2.0'),
      tag('phrases#staging#1', PRIYA, '2025-05-22T09:45:00+05:30', 'phrases v0.2.0 for the review page'),
    ]),
  ];
}

/**
 * @param {import('./git.mjs').Person} by
 * @param {string} at
 * @param {string} message
 * @param {Iterable<readonly [string, string | Uint8Array]>} files
 * @param {import('./git.mjs').Tag[]} [tags]
 * @returns {import('./git.mjs').Commit}
 */
function commit(by, at, message, files, tags = []) {
  return { by, at, message, files: new Map([...files].map(([path, content]) => [path, Buffer.from(content)])), tags };
}

/**
 * @param {string} name
 * @param {import('./git.mjs').Person} by
 * @param {string} at
 * @param {string} message
 * @returns {import('./git.mjs').Tag}
 */
function tag(name, by, at, message) {
  return { name, by, at, message };
}

/**
 * The head of a CSV of plain values: so many lines of so many columns.
 *
 * @param {Uint8Array} csv
 * @param {number} lines
 * @param {number} columns
 */
function firstRows(csv, lines, columns) {
  const rows = Buffer.from(csv).toString('utf8').split('\n').slice(0, lines);
  return `${rows.map((row) => row.split(',').slice(0, columns).join(',')).join('\n')}\n`;
}
