/**
 * @typedef {object} Recording
 * @property {string} name of the file in recorded/
 * @property {'demo' | 'public' | 'broken'} folder where the command line runs
 * @property {readonly string[]} argv
 * @property {readonly (string | readonly [from: string, to: string])[]} [files] copied there first: of the public models, or from
 *   the root of this repository to a name
 */

const manifest = (/** @type {string} */ name, as = name) =>
  /** @type {const} */ ([`test/fixtures/manifests/${name}.model.json`, `${as}.model.json`]);
const SHAPES = ['circle', 'square', 'star', 'cross', 'ring'];
const shape = (/** @type {number} */ row) =>
  `models/held-out/glyphs/test/${SHAPES[row % SHAPES.length]}/${String(row).padStart(3, '0')}.png`;

/** What the gallery's reports are recordings of. @type {readonly Recording[]} */
export const RECORDINGS = [
  {
    name: 'run-image',
    folder: 'public',
    files: [
      'squeezenet/squeezenet_op13.onnx',
      'squeezenet/fish.png',
      manifest('squeezenet_op13'),
      ['test/fixtures/manifests/squeezenet.labels.json', 'squeezenet.labels.json'],
    ],
    argv: ['run', 'squeezenet_op13.onnx', '--input', 'fish.png'],
  },
  {
    name: 'run-sequence',
    folder: 'public',
    files: ['silero_vad/silero_vad.onnx', 'silero_vad/test.wav', manifest('silero_vad')],
    argv: ['run', 'silero_vad.onnx', '--input', 'input=test.wav'],
  },
  {
    name: 'run-maps',
    folder: 'public',
    files: ['sklearn_rf/sklearn_randomforest.onnx'],
    argv: ['run', 'sklearn_randomforest.onnx', '--input', 'X=[[5.1,3.5,1.4,0.2],[6.3,3.3,6,2.5]]'],
  },
  { name: 'run-text', folder: 'demo', argv: ['run', 'phrases', '--input', 'data/sentence.txt'] },
  { name: 'run-row', folder: 'demo', argv: ['run', 'loans', '--input', 'models/held-out/loans.csv', '--row', '5'] },
  { name: 'run-rows', folder: 'demo', argv: ['run', 'glyphs', ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((row) => ['--input', shape(row)])] },
  { name: 'run-rows-many', folder: 'demo', argv: ['run', 'loans', '--input', 'models/held-out/loans.csv', '--rows', '::'] },
  { name: 'inspect', folder: 'public', files: ['squeezenet/squeezenet_op13.onnx'], argv: ['inspect', 'squeezenet_op13.onnx'] },
  { name: 'inspect-unreadable', folder: 'broken', argv: ['inspect', 'glyphs.onnx'] },
  { name: 'diff', folder: 'demo', argv: ['diff', 'glyphs@v1.0.0', 'glyphs@v1.2.0'] },
  { name: 'diff-same', folder: 'demo', argv: ['diff', 'glyphs@v1.2.0', 'models/glyphs.onnx'] },
  { name: 'versions', folder: 'demo', argv: ['versions', 'glyphs'] },
  { name: 'benchmark', folder: 'demo', argv: ['benchmark', 'glyphs', '--threads', '1', '--seconds', '2'] },
  {
    name: 'benchmark-profile',
    folder: 'public',
    files: ['squeezenet/squeezenet_op13.onnx'],
    argv: ['benchmark', 'squeezenet_op13.onnx', '--profile', '--threads', '1', '--seconds', '2'],
  },
  {
    name: 'benchmark-profile-small',
    folder: 'public',
    files: ['mnist/mnist_vit.onnx'],
    argv: ['benchmark', 'mnist_vit.onnx', '--profile', '--threads', '1', '--seconds', '0.3'],
  },
  { name: 'doctor', folder: 'demo', argv: ['doctor'] },
  { name: 'models', folder: 'demo', argv: ['models'] },
  { name: 'fetch', folder: 'demo', argv: ['fetch', 'glyphs@v1.1.0', '--out', 'glyphs-1.1.0'] },
  { name: 'cache', folder: 'demo', argv: ['cache'] },
  { name: 'restore', folder: 'demo', argv: ['restore', 'glyphs@v1.1.0', '--dry-run'] },
  { name: 'register', folder: 'demo', argv: ['register', 'glyphs', '--version', 'v1.3.0', '--dry-run'] },
  { name: 'rollback', folder: 'demo', argv: ['rollback', 'glyphs', '--stage', 'production', '--dry-run'] },
  { name: 'delete-tag', folder: 'demo', argv: ['delete-tag', 'glyphs@v1.0.0', '--dry-run'] },
  { name: 'push', folder: 'demo', argv: ['push', '--dry-run'] },
  { name: 'assign', folder: 'demo', argv: ['assign', 'loans', '--version', 'v1.1.0', '--stage', 'production', '--yes'] },
];
