import { expect, test } from 'vitest';
import { olderFirst } from '../../../src/ui/jobs/olderFirst';

// v1.0.1, a fix, was registered after v1.1.0.
const versions = [
  { version: 'v1.1.0', tag: 'net@v1.1.0', registeredAt: '2024-02-01T00:00:00.000Z' },
  { version: 'v1.0.1', tag: 'net@v1.0.1', registeredAt: '2024-03-01T00:00:00.000Z' },
  { version: 'v1.0.0', tag: 'net@v1.0.0', registeredAt: '2024-01-01T00:00:00.000Z' },
];
const row = (index: number, name = 'net') => ({ kind: 'version', name, version: versions[index], result: { versions } });
const workingCopy = { kind: 'workingCopy', name: 'net' };
const model = { kind: 'model' };

test('of one model the smaller number is the older, whenever it was registered', () => {
  expect(olderFirst([row(0), row(1)])).toEqual([row(1), row(0)]);
  expect(olderFirst([row(1), row(0)])).toEqual([row(1), row(0)]);
});

test('of two models what was registered before', () => {
  expect(olderFirst([row(1, 'other'), row(0)])).toEqual([row(0), row(1, 'other')]);
});

test('a file in the work tree is the newest; two of them stay as they were selected', () => {
  expect(olderFirst([workingCopy, row(0)])).toEqual([row(0), workingCopy]);
  expect(olderFirst([row(0), model])).toEqual([row(0), model]);
  expect(olderFirst([model, workingCopy])).toEqual([model, workingCopy]);
  expect(olderFirst(['file:///b.onnx', 'file:///a.onnx'])).toEqual(['file:///b.onnx', 'file:///a.onnx']);
});
