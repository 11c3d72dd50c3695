import { expect, test } from 'vitest';
import type * as vscode from 'vscode';
import type { Version, VersionsResult } from '../../../src/report/schemas/versions';
import { modelTitle, placeInRepository, placeOf, referenceOf, versionFileUri, versionUriOf } from '../../../src/ui/modelUri';
import type { WorkspaceModel } from '../../../src/ui/workspaceModels';

/** The parts of VS Code's URI that are used. */
function uri(path: string, scheme = 'file', query = ''): vscode.Uri {
  const made = { path, scheme, query, fsPath: path, with: (change: object) => uri2({ path, scheme, query, ...change }) };
  return made as unknown as vscode.Uri;
}
const uri2 = ({ path, scheme, query }: { path: string; scheme: string; query: string }) => uri(path, scheme, query);

const model = (path: string, more: Partial<WorkspaceModel> = {}): WorkspaceModel =>
  ({ folder: { uri: uri('/w') }, uri: uri(`/w/${path}`), entry: { name: 'net', path }, nested: false, ...more }) as WorkspaceModel;
const version = (more: Partial<Version> = {}): Version =>
  ({ version: 'v1.0.0', tag: 'net@v1.0.0', active: true, path: 'models/net.onnx', ...more }) as Version;
const result = (path?: string): VersionsResult =>
  ({ name: 'net', workingCopy: path === undefined ? undefined : { path, state: 'clean' } }) as VersionsResult;

const shown = (each: vscode.Uri) => [each.path, each.query];

test('a version goes by its name; its place is where it was', () => {
  const made = versionUriOf(model('models/net.onnx'), version(), result('models/net.onnx'));
  expect(shown(made)).toEqual(['/w/models/net.onnx', 'net@v1.0.0']);
  expect([modelTitle(made), referenceOf(made), placeOf(made).scheme]).toEqual(['net@v1.0.0', 'net@v1.0.0', 'file']);
  const moved = versionUriOf(model('models/net.onnx'), version({ path: 'net.onnx' }), result('models/net.onnx'));
  expect(shown(moved)).toEqual(['/w/net.onnx', 'net@v1.0.0']);
});

test('one that has no such name goes by its file and tag', () => {
  const deregistered = versionUriOf(model('models/net.onnx'), version({ active: false }), result('models/net.onnx'));
  expect(deregistered.query).toBe('models/net.onnx@net@v1.0.0');
  const commit = versionUriOf(model('models/net.onnx'), version({ version: 'a'.repeat(40), tag: 'net#dev#1' }), result('models/net.onnx'));
  expect(commit.query).toBe('models/net.onnx@net#dev#1');
});

test('in a repository below the folder the name would mean another model', () => {
  const nested = versionUriOf(model('sub/models/net.onnx', { nested: true }), version(), result('models/net.onnx'));
  expect(shown(nested)).toEqual(['/w/sub/models/net.onnx', 'sub/models/net.onnx@net@v1.0.0']);
});

test('a variant at a version, and places without a file in the work tree', () => {
  const variant = versionFileUri(model('models/net.onnx'), version(), result('models/net.onnx'), 'models/net.int8.onnx');
  expect(shown(variant)).toEqual(['/w/models/net.int8.onnx', 'models/net.int8.onnx@net@v1.0.0']);
  const registry = { repository: { root: '/w/sub' } } as WorkspaceModel['registry'];
  expect(placeInRepository(model('sub/gone.onnx', { registry }), 'data/a.json', result()).path).toBe('/w/sub/data/a.json');
});
