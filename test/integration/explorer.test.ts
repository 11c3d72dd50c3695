import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import type * as vscode from 'vscode';
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
    assert.match(String(item.description), /^\d+ kB · explorer$/);
    assert.equal(item.contextValue, 'model file hasManifest');
    assert.match(item.accessibilityInformation?.label ?? '', /^shapes, \d+ kB/);
    const below = await rows(node);
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
    assert.equal(item.description, 'not fetched, 5.0 MB · explorer');
    assert.equal(item.contextValue, 'model pointer');
    assert.match((item.tooltip as vscode.MarkdownString).value, /git lfs pull --include big\.onnx/);
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
      const found = await rows((await row('outside')).node);
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
      seen.push(found ? (await modelsView.getChildren(found)).length : 0);
    });
    await models.refresh();
    await eventually('the list was read again', () => seen.length > 0);
    listening.dispose();
    assert.equal(seen[0], 1);
    await Promise.all([rm(uri.fsPath), rm(scratch.file('params.pack').fsPath)]);
    await models.refresh();
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
