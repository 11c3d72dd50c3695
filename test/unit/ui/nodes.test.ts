import { expect, test } from 'vitest';
import { fileRole, groupModels, type ModelNode, matches } from '../../../src/ui/explorer/nodes';
import type { WorkspaceModel } from '../../../src/ui/workspaceModels';

function model(path: string): WorkspaceModel {
  const name = path.replace(/^.*\//, '').replace(/\.onnx$/, '');
  const folder = { uri: { toString: () => 'file:///w' } };
  return { folder, uri: {}, entry: { name, path, bytes: 1, state: 'file', files: [] } } as unknown as WorkspaceModel;
}

const shape = (nodes: readonly ModelNode[]): unknown[] =>
  nodes.map((node) => [node.variant ?? node.model.entry.path, ...shape(node.variants)]);

test('variants are below their model, the nearest one, in their own folder', () => {
  const paths = ['a/net.int8.onnx', 'a/net.onnx', 'a/net.int8.opt.onnx', 'b/net.fp16.onnx', 'net10.onnx', 'net9.onnx'];
  expect(shape(groupModels(paths.map(model)))).toEqual([
    ['a/net.onnx', ['int8', ['opt']]],
    ['b/net.fp16.onnx'],
    ['net9.onnx'],
    ['net10.onnx'],
  ]);
});

test('the filter wants every word, and finds a model by its variant', () => {
  const [root] = groupModels(['a/net.onnx', 'a/net.int8.onnx'].map(model));
  expect(root && matches(root, 'A int8')).toBe(true);
  expect(root && matches(root, 'net b')).toBe(false);
});

test('files by their role', () => {
  const entry = { ...model('net.onnx').entry, manifest: 'own.json' };
  const roles = ['own.json', 'net.metrics.json', 'net.labels.txt', 'net.tokenizer.json', 'net.onnx.data', 'net.onnx_data', 'net.md'];
  expect(roles.map((path) => fileRole(path, entry))).toEqual(['manifest', 'metrics', 'labels', 'tokenizer', 'data', 'data', 'other']);
});
