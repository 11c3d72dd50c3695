import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, extension, GLYPHS, Scratch } from './workspace';

suite('Code lenses', () => {
  const scratch = new Scratch('lenses');
  let model: vscode.Uri;

  suiteSetup(async () => {
    await extension();
    await scratch.make();
    model = await scratch.copy(GLYPHS, 'shapes.onnx');
  });
  suiteTeardown(() => scratch.remove());

  async function lenses(uri: vscode.Uri) {
    await vscode.workspace.openTextDocument(uri);
    return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  }

  test('a manifest runs, measures, compares and inspects its model', async () => {
    const found = await lenses(await scratch.write('shapes.model.json', '{\n  "schemaVersion": 1\n}\n'));
    assert.deepEqual(
      found.map((lens) => [lens.range.start.line, lens.command?.command]),
      [
        [0, 'modelwright.run'],
        [0, 'modelwright.benchmark'],
        [0, 'modelwright.compare'],
        [0, 'modelwright.inspect'],
      ],
    );
    assert.equal(String(found[0]?.command?.arguments?.[0]), model.toString());
  });

  test('a manifest without its model says so', async () => {
    const [lens] = await lenses(await scratch.write('lonely.model.json', '{ "schemaVersion": 1 }'));
    assert.match(lens?.command?.title ?? '', /lonely\.onnx/);
  });

  test('lines of Python that name a model, beside the file or from the workspace', async () => {
    const source = [
      'import onnxruntime as ort',
      "session = ort.InferenceSession('shapes.onnx')",
      'other = ort.InferenceSession("lenses/shapes.onnx")',
      "gone = ort.InferenceSession('missing.onnx')",
      'name = f"{stem}.onnx"',
    ].join('\n');
    const found = await lenses(await scratch.write('serve.py', source));
    assert.deepEqual(
      found.map((lens) => [lens.range.start.line, lens.command?.command]),
      [
        [1, 'modelwright.run'],
        [1, 'modelwright.benchmark'],
        [1, 'modelwright.compare'],
        [1, 'modelwright.inspect'],
        [2, 'modelwright.run'],
        [2, 'modelwright.benchmark'],
        [2, 'modelwright.compare'],
        [2, 'modelwright.inspect'],
      ],
    );
  });

  test('the schema of manifests reports what does not fit', async () => {
    const uri = await scratch.write('wrong.model.json', '{ "schemaVersion": 1, "task": "guessing" }');
    await vscode.window.showTextDocument(uri);
    const problems = await eventually('a diagnostic', () => {
      const all = vscode.languages.getDiagnostics(uri);
      return all.length > 0 && all;
    });
    assert.match(problems[0]?.message ?? '', /classification/);
  });
});
