import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BenchmarkResult } from '../../src/report/schemas/benchmark';
import type { CompareResult } from '../../src/report/schemas/compare';
import type { ReportPanel } from '../../src/ui/panels/reportPanel';
import type { Questions } from '../../src/ui/questions';
import { Answers } from './answers';
import { eventually, extension, GLYPHS, reportTabs, Scratch } from './workspace';

const PHRASES = join('samples', 'models', 'phrases', 'phrases-0.2.0.onnx');

suite('Benchmark', () => {
  const scratch = new Scratch('benchmark');
  let model: vscode.Uri;
  let phrases: vscode.Uri;
  let own: Questions;

  suiteSetup(async () => {
    await scratch.make();
    model = await scratch.copy(GLYPHS, 'measured.onnx');
    phrases = await scratch.copy(PHRASES, 'sentences.onnx');
    own = (await extension()).jobs.questions;
  });
  suiteTeardown(async () => {
    (await extension()).jobs.questions = own;
    await scratch.remove();
  });

  /** Runs the command with a person's answers, until it measures, and stops it then: what was measured until then is the report. */
  async function measured(answers: Answers, argument: unknown, given?: unknown): Promise<{ panel: ReportPanel; result: BenchmarkResult }> {
    const { jobs, measuring, panels } = await extension();
    jobs.questions = answers;
    const running = vscode.commands.executeCommand('modelwright.benchmark', argument, given);
    await eventually('there is something to draw', () => {
      const state = panels.active?.surface.state;
      return state?.state === 'working' && state.partial !== undefined && (state.partial as { runs: number }).runs > 10;
    });
    assert.match(measuring.text ?? '', /Measuring: do not disturb/);
    await vscode.commands.executeCommand('modelwright.stopMeasurement');
    await running;
    const panel = await eventually('the report is shown', () => panels.active?.surface.shown && panels.active);
    assert.equal(measuring.text, undefined);
    return { panel, result: panel.surface.shown?.report.result as BenchmarkResult };
  }

  test('a model is measured from its command, and the panel draws itself', async () => {
    await vscode.commands.executeCommand('modelwright.benchmark', model, { input: [], seconds: 0.3, threads: 1, batch: 2 });
    const { panels } = await extension();
    const panel = await eventually(
      'a benchmark is in front',
      () => panels.active?.surface.shown?.report.kind === 'benchmark' && panels.active,
    );
    const result = panel.surface.shown?.report.result as BenchmarkResult;
    assert.deepEqual(result.inputs[0]?.shape, [2, 3, 48, 48]);
    assert.ok(result.runs > 0);
    assert.equal(result.cancelled, undefined);
    assert.match(reportTabs()[0]?.label ?? '', /^Benchmark · measured$/);
    await eventually('the page says it is ready', () => panel.surface.ready);
  });

  test('how to measure is asked in one step, sizes once, and what was measured before it was stopped is kept', async () => {
    const answers = new Answers(['Quick'], ['12']);
    const { panel, result } = await measured(answers, phrases);
    assert.deepEqual(
      answers.picks[0]?.map(({ label }) => label),
      ['Quick', 'Full', 'Profile', 'Best Settings', 'Throughput', 'Server Load', 'Concurrency', 'Measured on', 'Inputs…', 'Sizes…'],
    );
    assert.equal(answers.prompts.length, 1);
    assert.match(answers.prompts[0] ?? '', /dimension L of input_ids, int64 \[N, L\]/);
    assert.deepEqual(result.inputs[0]?.shape, [1, 12]);
    assert.equal(result.cancelled, true);
    assert.ok(result.runs > 1);
    assert.ok(panel.reportId, 'it is in the history');
  });

  test('a lens measures at once, with the sizes that were said before', async () => {
    const answers = new Answers();
    const { result } = await measured(answers, phrases, { atOnce: true });
    assert.deepEqual([answers.picks, answers.prompts], [[], []]);
    assert.deepEqual(result.inputs[0]?.shape, [1, 12]);
  });

  test('sizes can be changed', async () => {
    const { jobs } = await extension();
    const answers = new Answers([], ['16']);
    jobs.questions = answers;
    await vscode.commands.executeCommand('modelwright.changeSizes', phrases);
    assert.equal(answers.prompts.length, 1);
    const { result } = await measured(new Answers(), phrases, { atOnce: true });
    assert.deepEqual(result.inputs[0]?.shape, [1, 16]);
  });
});

suite('Compare Speed', () => {
  const scratch = new Scratch('speed');
  let older: vscode.Uri;
  let newer: vscode.Uri;
  let own: Questions;

  suiteSetup(async () => {
    await scratch.make();
    older = await scratch.copy(join('samples', 'models', 'glyphs', 'glyphs-1.1.0.onnx'), 'older.onnx');
    newer = await scratch.copy(GLYPHS, 'newer.onnx');
    own = (await extension()).jobs.questions;
  });
  suiteTeardown(async () => {
    (await extension()).jobs.questions = own;
    await scratch.remove();
  });

  /** The comparison in front. */
  async function shown(): Promise<CompareResult> {
    const { panels } = await extension();
    const panel = await eventually('a comparison is in front', () => {
      const report = panels.active?.surface.shown?.report;
      return report?.kind === 'compare' ? panels.active : undefined;
    });
    await eventually('the page says it is ready', () => panel.surface.ready);
    return panel.surface.shown?.report.result as CompareResult;
  }

  test('two references, as another view gives them', async () => {
    const given = { baseline: 'speed/older.onnx', candidates: ['speed/newer.onnx'], seconds: 0.3, threads: 1 };
    await vscode.commands.executeCommand('modelwright.compare', given);
    const { baseline, candidates } = await shown();
    assert.equal(baseline.name, 'older');
    assert.deepEqual(
      candidates.map(({ model }) => model.name),
      ['newer'],
    );
  });

  test('files selected in the explorer are compared without questions, one file with what is picked', async () => {
    const { jobs, panels } = await extension();
    const stopped = async (answers: Answers, selected?: readonly vscode.Uri[]) => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      jobs.questions = answers;
      const running = vscode.commands.executeCommand('modelwright.compare', newer, selected);
      await eventually('there is something to draw', () => {
        const state = panels.active?.surface.state;
        return state?.state === 'working' && state.partial !== undefined;
      });
      await vscode.commands.executeCommand('modelwright.stopMeasurement');
      await running;
      return panels.active?.surface.state?.state;
    };
    const silent = new Answers();
    assert.match((await stopped(silent, [older, newer])) ?? '', /report|empty/);
    assert.deepEqual(silent.picks, []);
    const asked = new Answers(['older']);
    await stopped(asked);
    assert.ok(asked.picks[0]?.some(({ label }) => label === 'Several…'));
    assert.ok(!asked.picks[0]?.some(({ label }) => label === 'newer'));
  });
});
