import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DiffResult } from '../../src/report/schemas/diff';
import type { VersionsResult } from '../../src/report/schemas/versions';
import type { ExplorerNode, VersionNode } from '../../src/ui/explorer/nodes';
import type { Preview } from '../../src/ui/questions';
import { eventually, extension, GLYPHS, Scratch, workspaceFolder } from './workspace';

const OLDER = join('samples', 'models', 'glyphs', 'glyphs-1.0.0.onnx');

/** A repository below the workspace folder: its models have its own versions, and each is passed on by its file at its tag. */
suite('Versions in the explorer', () => {
  const scratch = new Scratch('versions');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: scratch.uri.fsPath, encoding: 'utf8' }).trim();
  const tag = (name: string, ref = 'HEAD') => git('tag', '-a', '-m', name, name, ref);

  suiteSetup(async () => {
    await scratch.make();
    git('init', '--quiet');
    git('config', 'user.name', 'Ada Moreau');
    git('config', 'user.email', 'ada@glyphworks.example');
    git('config', 'commit.gpgsign', 'false');
    const commit = async (source: string, rows: number) => {
      await scratch.copy(source, 'nets/tiles.onnx');
      await scratch.copy(source, 'nets/tiles.small.onnx');
      await scratch.write('nets/tiles.metrics.json', JSON.stringify({ evaluation: { accuracy: rows / 100 } }));
      git('add', '.');
      git('commit', '--quiet', '-m', `with ${rows} rows`);
    };
    await commit(OLDER, 80);
    tag('tiles@v1.0.0');
    tag('tiles#production#1');
    await commit(GLYPHS, 90);
    tag('tiles@v1.1.0');
    tag('gone@v0.1.0');
    await (await extension()).models.refresh();
  });
  suiteTeardown(() => scratch.remove());

  async function children(node?: ExplorerNode) {
    const { modelsView } = await extension();
    return (await modelsView.getChildren(node)).map((each) => ({ node: each, item: modelsView.getTreeItem(each) }));
  }
  async function modelRow(name = 'tiles') {
    const found = (await children()).find(({ node }) => node.kind === 'model' && node.model.entry.name === name);
    assert.ok(found, `no row ${name}`);
    return found;
  }
  async function version(name: string): Promise<VersionNode> {
    const found = (await children((await modelRow()).node)).find(({ item }) => item.label === name)?.node;
    assert.ok(found?.kind === 'version', `no row ${name}`);
    return found;
  }

  test('a model’s row says what is where, and its versions follow the working copy', async () => {
    const { node, item } = await modelRow();
    assert.match(String(item.description), /^production v1\.0\.0 · \d+ kB/);
    assert.match(item.contextValue ?? '', /^model file\b.*\binRepository\b.*\bregistered\b.*\bstaged\b/);
    const rows = await children(node);
    assert.deepEqual(
      rows.map((row) => [row.item.label, row.item.contextValue]),
      [
        ['Working copy', 'workingCopy clean'],
        ['v1.1.0', 'version active latest'],
        ['v1.0.0', 'version active staged'],
      ],
    );
    const date = new Date().toLocaleDateString();
    assert.match(String(rows[1]?.item.description), /^accuracy 90\.0 % · [\d.]+ kB · /);
    assert.ok(String(rows[1]?.item.description).endsWith(` · ${date} · Ada Moreau · tiles@v1.1.0`), String(rows[1]?.item.description));
    assert.equal(
      rows[1]?.item.accessibilityInformation?.label,
      `tiles, v1.1.0, ${String(rows[1]?.item.description).replaceAll(' · ', ', ')}`,
    );
    assert.equal(rows[0]?.item.accessibilityInformation?.label, 'Working copy, clean at v1.1.0');
    for (const [row, cells] of [
      [rows[2], ['Stages | production', 'By | Ada Moreau', 'Tag | tiles@v1\\.0\\.0', 'Path | nets/tiles\\.onnx', 'Kept in | git']],
      [rows[0], ['State | clean at v1\\.1\\.0', 'Size | ']],
      [{ item }, ['Stages | production v1\\.0\\.0', 'Versions | 2, latest v1\\.1\\.0', 'Size | ']],
    ] as const) {
      const tooltip = row?.item.tooltip;
      assert.ok(tooltip instanceof vscode.MarkdownString);
      for (const cell of cells) assert.ok(tooltip.value.includes(`| ${cell}`), `${cell} in ${tooltip.value}`);
    }
  });

  test('a model of which only tags are left keeps its row', async () => {
    const { node, item } = await modelRow('gone');
    assert.match(item.contextValue ?? '', /^model missing\b/);
    assert.match(String(item.description), /missing/);
    assert.ok((await children(node)).some((row) => row.item.label === 'v0.1.0'));
  });

  test('the files of a version are read as they were; a variant among them is a model', async () => {
    const rows = await children(await version('v1.0.0'));
    assert.deepEqual(rows.map((row) => row.item.label).sort(), ['tiles.metrics.json', 'tiles.small.onnx']);
    const metrics = rows.find((row) => row.item.label === 'tiles.metrics.json')?.node;
    assert.ok(metrics?.kind === 'file');
    const document = await vscode.workspace.openTextDocument(metrics.uri);
    assert.deepEqual(JSON.parse(document.getText()), { evaluation: { accuracy: 0.8 } });
    assert.equal(document.languageId, 'json');
    const variant = rows.find((row) => row.item.label === 'tiles.small.onnx');
    assert.match(variant?.item.contextValue ?? '', /\bversionModel\b/);
    await inspected(variant?.node, 'tiles.small');
  });

  test('jobs take the row of a version', async () => {
    const before = git('status', '--porcelain');
    await inspected(await version('v1.0.0'), 'tiles');
    assert.equal(git('status', '--porcelain'), before);
  });

  async function inspected(row: unknown, name: string): Promise<void> {
    const { panels } = await extension();
    await vscode.commands.executeCommand('modelwright.inspect', row);
    const report = await eventually('the version is in front', () => {
      const shown = panels.active?.surface.shown?.report;
      return shown?.kind === 'inspect' && shown;
    });
    assert.equal(report.model?.name, name);
    assert.equal(report.model?.ref, 'tiles@v1.0.0');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }

  test('two rows are compared, the older one first however they were selected', async () => {
    const { panels } = await extension();
    const [newer, older] = [await version('v1.1.0'), await version('v1.0.0')];
    for (const selected of [
      [newer, older],
      [older, newer],
    ]) {
      await vscode.commands.executeCommand('modelwright.diff', selected[0], selected);
      const result = panels.active?.surface.shown?.report.result as DiffResult | undefined;
      assert.deepEqual([result?.before.ref, result?.after.ref], ['tiles@v1.0.0', 'tiles@v1.1.0']);
    }
    const copy = (await children((await modelRow()).node))[0]?.node;
    await vscode.commands.executeCommand('modelwright.diff', copy, [copy, older]);
    const result = panels.active?.surface.shown?.report.result as DiffResult | undefined;
    assert.deepEqual([result?.before.ref, result?.after.ref], ['tiles@v1.0.0', undefined]);
  });

  test('the filter finds a model by any of its versions and stages', async () => {
    const { modelsView } = await extension();
    const names = async () =>
      (await children()).flatMap(({ node }) =>
        node.kind === 'model' && /^(tiles|gone)$/.test(node.model.entry.name) ? [node.model.entry.name] : [],
      );
    modelsView.setFilter('tiles v1.1.0');
    assert.deepEqual(await names(), ['tiles']);
    modelsView.setFilter('v0.1.0');
    assert.deepEqual(await names(), ['gone']);
    modelsView.setFilter('production');
    assert.deepEqual(await names(), ['tiles']);
    modelsView.setFilter('');
  });

  test('groups by folder and sorts by size, and remembers it', async () => {
    const { arrangements } = await extension();
    await vscode.commands.executeCommand('modelwright.groupBy', 'folder');
    await vscode.commands.executeCommand('modelwright.sortBy', 'size');
    assert.deepEqual(arrangements.current, { group: 'folder', sort: 'size' });
    const group = (await children()).find(({ node }) => node.kind === 'group' && node.label === 'versions/nets');
    assert.ok(group, 'the folder has a row');
    const tiles = (await children(group.node)).find(({ item }) => item.label === 'tiles');
    // The row above says where it is.
    assert.match(String(tiles?.item.description), /^production v1\.0\.0 · [\d.]+ kB$/);
    assert.match(group.item.accessibilityInformation?.label ?? '', /^versions\/nets, \d+ models?$/);
    await vscode.commands.executeCommand('modelwright.groupBy', 'none');
    await vscode.commands.executeCommand('modelwright.sortBy', 'name');
  });

  test('other ways of naming versions count as the setting says at once, in the worker that stays', async () => {
    tag('tiles-v2.0.0', 'tiles@v1.1.0^{commit}');
    const { engine } = await extension();
    const labels = async () => (await children((await modelRow()).node)).map(({ item }) => item.label);
    await eventually('the version of a plain tag is there', async () => (await labels()).includes('v2.0.0'));
    const [worker] = await engine.memory();
    const settings = vscode.workspace.getConfiguration('modelwright', workspaceFolder().uri);
    await settings.update('registry.tagPatterns', ['name/v'], vscode.ConfigurationTarget.Workspace);
    await eventually('it counts no more', async () => {
      const shown = await labels();
      return shown.includes('v1.1.0') && !shown.includes('v2.0.0');
    });
    await settings.update('registry.tagPatterns', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually('it counts again', async () => (await labels()).includes('v2.0.0'));
    assert.ok(
      (await engine.memory()).some(({ pid }) => pid === worker?.pid),
      'the worker is the same',
    );
    git('tag', '-d', 'tiles-v2.0.0');
    await eventually('the tag is gone', async () => !(await labels()).includes('v2.0.0'));
  });

  test('the cache of old versions is cleared after its size was shown', async () => {
    const { actions } = await extension();
    await inspected(await version('v1.0.0'), 'tiles');
    const own = actions.questions;
    const [previews, told]: [Preview[], string[]] = [[], []];
    const answering = (yes: boolean) => ({
      ...own,
      confirm: async (preview: Preview) => {
        previews.push(preview);
        return yes;
      },
      tell: async (message: string) => {
        told.push(message);
        return undefined;
      },
    });
    try {
      actions.questions = answering(false);
      await vscode.commands.executeCommand('modelwright.clearCache');
      assert.match(previews[0]?.message ?? '', /It takes [\d.]+ [kMG]?B\./);
      assert.match(previews[0]?.detail ?? '', /Nothing is lost/);
      assert.deepEqual(told, []);
      actions.questions = answering(true);
      await vscode.commands.executeCommand('modelwright.clearCache');
      assert.match(told[0] ?? '', /was cleared: [\d.]+ [kMG]?B are free\.$/);
      await vscode.commands.executeCommand('modelwright.clearCache');
      assert.equal(told[1], 'The cache of old versions is empty.');
    } finally {
      actions.questions = own;
    }
    await inspected(await version('v1.0.0'), 'tiles');
  });

  test('of very many versions the first are shown, then more on request', async () => {
    const [commit, tagger] = [git('rev-parse', 'HEAD'), 'tagger Ada <ada@glyphworks.example>'];
    const stream = Array.from(
      { length: 450 },
      (_, i) => `tag many@v0.${i}.0\nfrom ${commit}\n${tagger} ${1_700_000_000 + i} +0000\ndata 1\nm\n`,
    );
    execFileSync('git', ['fast-import', '--quiet'], { cwd: scratch.uri.fsPath, input: stream.join('') });
    const { modelsView } = await extension();
    const row = await eventually('the model is there', async () =>
      (await children()).find(({ node }) => node.kind === 'model' && node.model.entry.name === 'many' && node.model.entry.versions === 450),
    );
    const fired: unknown[] = [];
    const listening = modelsView.onDidChangeTreeData((node) => fired.push(node));
    const shown = async () => {
      const rows = await children(row.node);
      return [rows.filter(({ node }) => node.kind === 'version').length, String(rows.at(-1)?.item.label)];
    };
    const more = async () => {
      const { command } = (await children(row.node)).at(-1)?.item ?? {};
      assert.ok(command);
      await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    };
    assert.deepEqual(await shown(), [200, 'Show 200 of 250 older versions']);
    await more();
    assert.deepEqual(await shown(), [400, 'Show 50 older versions']);
    await more();
    assert.deepEqual(await shown(), [450, 'v0.0.0']);
    // Only this model's rows were asked for again.
    assert.deepEqual([fired.length, fired.every((node) => node === row.node)], [2, true]);
    listening.dispose();
    const names = git('tag', '--list', 'many@*').split('\n');
    execFileSync('git', ['update-ref', '--stdin'], {
      cwd: scratch.uri.fsPath,
      input: names.map((name) => `delete refs/tags/${name}\n`).join(''),
    });
    await eventually(
      'they are gone',
      async () => !(await children()).some(({ node }) => node.kind === 'model' && node.model.entry.name === 'many'),
    );
  });

  test('a model’s details open from its row, from a version, also one taken back, and from what is gone', async () => {
    const { panels } = await extension();
    const details = async (row: unknown) => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.commands.executeCommand('modelwright.versions', row);
      const panel = await eventually('the details are in front', () =>
        panels.active?.surface.shown?.report.kind === 'versions' ? panels.active : undefined,
      );
      const result = panel.surface.shown?.report.result as VersionsResult | undefined;
      return [result?.name, panel.subject.title];
    };
    const model = await modelRow();
    const wanted = ['tiles', 'Model Details · tiles'];
    assert.deepEqual(await details(model.node), wanted);
    assert.deepEqual(await details(await version('v1.0.0')), wanted);
    const rows = await children(await version('v1.0.0'));
    assert.deepEqual(await details(rows.find(({ item }) => item.label === 'tiles.small.onnx')?.node), wanted);
    assert.deepEqual(await details((await children(model.node))[0]?.node), wanted);
    const gone = await modelRow('gone');
    assert.match(gone.item.contextValue ?? '', /^model missing\b.*\binRepository\b/);
    assert.deepEqual(await details(gone.node), ['gone', 'Model Details · gone']);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('what happens in a terminal is seen: a tag, a change of the file, a version taken back', async () => {
    tag('tiles#canary#2', 'tiles@v1.1.0^{commit}');
    await eventually('the stage is in the row', async () => /canary v1\.1\.0/.test(String((await modelRow()).item.description)));
    await scratch.copy(OLDER, 'nets/tiles.onnx');
    const copy = async () => (await children((await modelRow()).node))[0]?.item;
    await eventually('the working copy has changed', async () => (await copy())?.description !== 'clean at v1.1.0');
    tag('tiles@v1.1.0!#3', 'tiles@v1.1.0^{commit}');
    const back = await eventually('the version is marked', async () => {
      const found = await version('v1.1.0');
      return !found.version.active && found;
    });
    assert.match((await extension()).modelsView.getTreeItem(back).contextValue ?? '', /^version deregistered/);
    // It has no name any more, but is there.
    const { panels } = await extension();
    await vscode.commands.executeCommand('modelwright.inspect', back);
    const shown = await eventually('the version is in front', () => {
      const report = panels.active?.surface.shown?.report;
      return report?.kind === 'inspect' && report;
    });
    assert.equal(shown.model?.ref, 'tiles@v1.1.0');
  });
});
