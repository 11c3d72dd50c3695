import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import * as vscode from 'vscode';
import { ModelProtoSchema, TensorProto_DataLocation } from '../../src/onnx/gen/onnx-ml_pb';
import type { ExplorerNode } from '../../src/ui/explorer/nodes';
import { eventually, extension, GLYPHS, Scratch } from './workspace';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 4961234\n`;

suite('Explorer', () => {
  const scratch = new Scratch('explorer');

  suiteSetup(async () => {
    await scratch.make();
    await scratch.copy(GLYPHS, 'shapes.onnx');
    await scratch.copy(GLYPHS, 'shapes.int8.onnx');
    await scratch.write('shapes.model.json', '{"schemaVersion":1}');
    await scratch.write('big.onnx', POINTER);
    await (await extension()).models.refresh();
  });
  suiteTeardown(() => scratch.remove());

  /** The view's rows below `node` whose file lies in this suite's folder. */
  async function rows(node?: ExplorerNode) {
    const { modelsView } = await extension();
    const nodes = await modelsView.getChildren(node);
    return nodes
      .filter((each) => (each.kind === 'model' ? each.model.entry.path.startsWith('explorer/') : true))
      .map((each) => ({ node: each, item: modelsView.getTreeItem(each) }));
  }

  /** The first row below a model in a repository. */
  async function workingCopy(node: ExplorerNode) {
    const [first] = await rows(node);
    assert.equal(first?.item.contextValue, 'workingCopy unregistered');
    return first?.node;
  }

  async function row(label: string) {
    const found = (await rows()).find(({ item }) => item.label === label);
    assert.ok(found, `no row ${label}`);
    return found;
  }

  test('lists models with their size and folder, variants below them', async () => {
    assert.deepEqual(
      (await rows()).map(({ item }) => item.label),
      ['big', 'shapes'],
    );
    const { node, item } = await row('shapes');
    assert.match(String(item.description), /^not registered · \d+ kB · explorer$/);
    assert.equal(item.contextValue, 'model file hasManifest inRepository');
    assert.match(item.accessibilityInformation?.label ?? '', /^shapes, not registered · \d+ kB/);
    const below = await rows(await workingCopy(node));
    assert.deepEqual(
      below.map((child) => [child.item.label, child.item.contextValue]),
      [
        ['int8', 'model file variant hasManifest'],
        ['shapes.model.json', 'manifest'],
      ],
    );
  });

  test('names a pointer as not fetched, with its size and command', async () => {
    const { item } = await row('big');
    assert.equal(item.description, 'not registered · not fetched, 5.0 MB · explorer');
    assert.equal(item.contextValue, 'model pointer inRepository');
    assert.match((item.tooltip as vscode.MarkdownString).value, /git lfs pull --include \/explorer\/big\.onnx/);
  });

  test('escapes names in tooltips', async () => {
    await scratch.copy(GLYPHS, '[x](command:a) $(bug).onnx');
    await (await extension()).models.refresh();
    const { item } = await row('[x](command:a) $(bug)');
    const { value } = item.tooltip as vscode.MarkdownString;
    assert.ok(value.includes('\\[x\\]\\(command:a\\) \\$\\(bug\\)'), value);
    await rm(scratch.file('[x](command:a) $(bug).onnx').fsPath);
  });

  test('sees files come and go without being told', async () => {
    const { models } = await extension();
    const added = await scratch.copy(GLYPHS, 'later.onnx');
    await eventually('the new model is listed', () => models.find(added));
    await rm(added.fsPath);
    await eventually('the deleted model is gone', () => models.find(added) === undefined);
  });

  test('shows below a model the file that it says its weights are in', async () => {
    const tensor = {
      name: 'w',
      dims: [1n],
      dataType: 1,
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: [{ key: 'location', value: 'params.pack' }],
    };
    const model = create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }], graph: { name: 'g', initializer: [tensor] } });
    await scratch.write('params.pack', new Uint8Array(4));
    const uri = await scratch.write('outside.onnx', toBinary(ModelProtoSchema, model));
    const { models, modelsView } = await extension();
    await models.refresh();
    const below = await eventually('the data file is listed', async () => {
      const found = await rows(await workingCopy((await row('outside')).node));
      return found.length > 0 && found;
    });
    assert.deepEqual(
      below.map(({ node, item }) => [node.kind === 'file' && node.role, item.label]),
      [['data', 'params.pack']],
    );
    // It stays in sight while the list is read again.
    const seen: number[] = [];
    const listening = models.onDidChange(async () => {
      const found = (await modelsView.getChildren()).find((node) => node.kind === 'model' && node.model.uri.toString() === uri.toString());
      seen.push(found ? (await modelsView.getChildren(await workingCopy(found))).length : 0);
    });
    await models.refresh();
    await eventually('the list was read again', () => seen.length > 0);
    listening.dispose();
    assert.equal(seen[0], 1);
    await Promise.all([rm(uri.fsPath), rm(scratch.file('params.pack').fsPath)]);
    await models.refresh();
  });

  test('shows the versions of a model, what each was worth, and their files as they were', async () => {
    const { modelsView } = await extension();
    const glyphs = (await modelsView.getChildren()).find((node) => node.kind === 'model' && node.model.entry.name === 'glyphs');
    assert.ok(glyphs);
    const model = modelsView.getTreeItem(glyphs);
    assert.match(String(model.description), /^production v1\.2\.0 · staging v1\.2\.0 · \d+ kB · models$/);
    assert.equal(model.contextValue, 'model file hasManifest inRepository registered staged');
    const below = await rows(glyphs);
    assert.deepEqual(
      below.map(({ item }) => [item.label, item.contextValue]),
      [
        ['Working copy', 'workingCopy clean'],
        ['v1.2.0', 'version active staged latest'],
        ['v1.1.0', 'version active'],
        ['v1.0.0', 'version active'],
      ],
    );
    assert.equal(below[0]?.item.description, 'clean at v1.2.0');
    assert.match(String(below[1]?.item.description), /^production, staging · accuracy 97\.5 % · 417 kB · [\d/.-]+ · Ada Moreau · .+$/);
    const files = await rows(below[2]?.node);
    assert.deepEqual(
      files.map(({ node, item }) => [node.kind === 'file' && node.role, item.label]),
      [
        ['metrics', 'glyphs.metrics.json'],
        ['manifest', 'glyphs.model.json'],
      ],
    );
    const [metrics] = files;
    assert.ok(metrics?.node.kind === 'file');
    const document = await vscode.workspace.openTextDocument(metrics.node.uri);
    assert.equal(JSON.parse(document.getText()).evaluation.accuracy, 0.945);
    assert.equal(document.languageId, 'json');
  });

  test('filters by words of name or path', async () => {
    const { modelsView } = await extension();
    modelsView.setFilter('explorer int8');
    assert.deepEqual(
      (await rows()).map(({ item }) => item.label),
      ['shapes'],
    );
    modelsView.setFilter('no such model');
    assert.deepEqual(await rows(), []);
    modelsView.setFilter('');
    assert.equal((await rows()).length, 2);
  });
});
