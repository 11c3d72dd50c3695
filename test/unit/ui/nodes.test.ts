import { expect, test } from 'vitest';
import { fileRole, groupModels, groupNodes, type ModelNode, matches } from '../../../src/ui/explorer/nodes';
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

test('models in the order asked for, and under their folders', () => {
  const [old, recent, none] = ['a/old.onnx', 'b/recent.onnx', 'none.onnx'].map(model) as [WorkspaceModel, WorkspaceModel, WorkspaceModel];
  const dated = [
    { ...old, entry: { ...old.entry, latestAt: '2024-01-01T00:00:00.000Z', bytes: 9 } },
    none,
    { ...recent, entry: { ...recent.entry, latestAt: '2025-01-01T00:00:00.000Z' } },
  ];
  const names = (sort: 'name' | 'latest' | 'size') => groupModels(dated, sort).map((node) => node.model.entry.name);
  expect(names('name')).toEqual(['none', 'old', 'recent']);
  expect(names('latest')).toEqual(['recent', 'old', 'none']);
  expect(names('size')[0]).toBe('old');
  const groups = groupNodes(groupModels(dated), 'folder');
  expect(groups.map(({ label, models }) => [label, models.length])).toEqual([
    ['a', 1],
    ['b', 1],
    ['', 1],
  ]);
});

test('the filter finds a model by its versions and by what is in a stage', () => {
  const plain = model('net.onnx');
  const entry = { ...plain.entry, latest: 'v2.0.0', stages: { production: 'v1.0.0', staging: null } };
  const state = { versions: [{ version: 'v2.0.0' }, { version: 'v1.0.0' }] } as unknown as WorkspaceModel['state'];
  const [node] = groupModels([{ ...plain, entry, state }]);
  const found = (words: string) => node && matches(node, words);
  expect([found('v2.0.0'), found('production v1.0.0'), found('staging')]).toEqual([true, true, false]);
});
