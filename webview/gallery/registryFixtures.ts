import type { ActionResult } from '../../src/report/schemas/action';
import type { ModelsResult } from '../../src/report/schemas/models';
import { LONG_NAME, report } from './fixtures';

const modelsOdd: ModelsResult = {
  models: [
    {
      name: LONG_NAME,
      path: `${LONG_NAME}.onnx`,
      bytes: 25_000_000_000,
      state: 'pointer',
      pointer: { kind: 'lfs', oid: 'c'.repeat(64), command: `git lfs pull --include '${LONG_NAME}.onnx'` },
      files: [],
      latest: 'v12.0.0-rc.1',
      latestAt: '2025-01-02T03:04:05.000Z',
      versions: 1200,
      stages: { production: 'v11.0.0', [LONG_NAME]: 'a'.repeat(40), dev: null },
      deprecated: true,
    },
    { name: '<img src=x onerror=alert(1)>', path: 'gone.onnx', bytes: 0, state: 'missing', files: [], versions: 0 },
    { name: 'here', type: 'classifier', path: 'here.onnx', bytes: 12, state: 'file', files: [], versions: 0 },
  ],
};

const registerOdd: ActionResult = {
  tags: [`${LONG_NAME}@v2.0.0`, `${LONG_NAME}#production#1204`],
  dryRun: true,
  digest: 'd'.repeat(32),
  writes: [
    { tag: `${LONG_NAME}@v2.0.0`, event: 'registration', commit: '', version: 'v2.0.0', message: LONG_NAME },
    {
      tag: `${LONG_NAME}#production#1204`,
      event: 'assignment',
      commit: '',
      version: 'v2.0.0',
      stage: 'production',
      message: `Assigning stage production to artifact ${LONG_NAME} version v2.0.0`,
    },
  ],
  deletes: [],
  commit: {
    files: [
      { path: `${LONG_NAME}.onnx`, change: 'changed' },
      { path: 'artifacts.yaml', change: 'added' },
      { path: '<b>old</b>.onnx', change: 'deleted' },
    ],
    message: `${LONG_NAME} v2.0.0`,
  },
  version: 'v2.0.0',
  suggestion: { bump: 'major', reasons: ['The input "data_0" has another shape.', `The output "${LONG_NAME}" is new.`] },
  consequences: [
    { code: 'stage.replaces', severity: 'info', message: 'v2.0.0 takes the place of v1.1.0 in production.' },
    { code: 'check.failed', severity: 'warning', message: 'A check of v2.0.0 does not hold: accuracy is 0.81, at least 0.95 is wanted.' },
  ],
};

/** Lists and previews with names of 300 characters, markup, everything at once. */
export const REGISTRY_REPORTS = {
  modelsOdd: report('models', modelsOdd, { model: undefined }),
  registerOdd: report('register', registerOdd, { model: undefined }),
};
