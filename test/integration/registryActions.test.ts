import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ActionResult } from '../../src/report/schemas/action';
import type { DiffResult } from '../../src/report/schemas/diff';
import type { Questions } from '../../src/ui/questions';
import { Answers } from './answers';
import { eventually, extension, GLYPHS, Scratch } from './workspace';

suite('Actions on versions and stages', () => {
  const scratch = new Scratch('registry');
  let model: vscode.Uri;
  let remote: string;
  let own: Questions;

  const git = (...args: string[]) => execFileSync('git', args, { cwd: scratch.uri.fsPath, encoding: 'utf8' }).trim();
  const tags = () => git('tag', '--list').split('\n').filter(Boolean);

  suiteSetup(async () => {
    await scratch.make();
    git('init', '--quiet');
    git('config', 'user.name', 'Ada Moreau');
    git('config', 'user.email', 'ada@glyphworks.example');
    git('config', 'commit.gpgsign', 'false');
    await scratch.write('README.md', 'Shapes\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Start');
    // Where pushed tags go.
    remote = join(scratch.uri.fsPath, 'remote.git');
    git('init', '--quiet', '--bare', remote);
    git('remote', 'add', 'origin', remote);
    await scratch.write('.git/info/exclude', 'remote.git\nout\n');
    model = await scratch.copy(GLYPHS, 'shapes.onnx');
    const { actions, models } = await extension();
    own = actions.questions;
    await models.refresh();
  });
  suiteTeardown(async () => {
    (await extension()).actions.questions = own;
    await scratch.remove();
  });

  /** Runs a command with someone to answer. */
  async function act<T = ActionResult>(command: string, answers: Answers, argument: unknown = model): Promise<T | undefined> {
    const { actions } = await extension();
    actions.questions = answers;
    return vscode.commands.executeCommand<T | undefined>(`modelwright.${command}`, argument);
  }

  /** The row of a version in the Models view. */
  const row = (version: string) => ({
    kind: 'version',
    uri: model,
    model: { uri: model, entry: { name: 'shapes' } },
    name: 'shapes',
    version: { version },
  });

  test('the first version declares the model and commits its files, after a preview of exactly that', async () => {
    const answers = new Answers(['v1.0.0', 'No stage'], ['First that is of use']);
    const written = await act('register', answers);
    assert.deepEqual(written?.tags, ['shapes@v1.0.0']);
    assert.deepEqual(
      answers.picks[0]?.map((choice) => choice.label),
      ['v0.0.1', 'v1.0.0', 'v0.1.0', 'Another version…', 'An older commit…', 'Name, type, file and description…'],
    );
    const [preview, ...others] = answers.previews;
    assert.equal(others.length, 0);
    for (const part of ['+ shapes.onnx', '+ artifacts.yaml', 'shapes@v1.0.0 at the new commit', 'First that is of use']) {
      assert.ok(preview?.detail.includes(part), `${part} in ${preview?.detail}`);
    }
    assert.deepEqual(tags(), ['shapes@v1.0.0']);
    assert.equal(git('show', '--name-only', '--format=', 'shapes@v1.0.0^{commit}'), 'artifacts.yaml\nshapes.onnx');
    assert.equal(git('for-each-ref', '--format=%(contents:subject)', 'refs/tags/shapes@v1.0.0'), 'First that is of use');
  });

  test('a no writes nothing', async () => {
    const before = git('for-each-ref');
    const answers = new Answers(['production'], [], () => false);
    assert.equal(await act('assign', answers, row('v1.0.0')), undefined);
    assert.equal(answers.previews.length, 1);
    assert.equal(git('for-each-ref'), before);
  });

  test('leaving a question writes nothing', async () => {
    const before = git('for-each-ref');
    assert.equal(await act('assign', new Answers(), row('v1.0.0')), undefined);
    assert.equal(git('for-each-ref'), before);
  });

  test('a stage of one’s own, in a repository that allows any', async () => {
    const written = await act('assign', new Answers(['Another stage…'], ['canary']), row('v1.0.0'));
    assert.deepEqual(written?.tags, ['shapes#canary#1']);
  });

  test('only the stages that .gto allows are offered', async () => {
    await scratch.write('.gto', 'stages: [staging, production]\n');
    const answers = new Answers(['production']);
    assert.deepEqual((await act('assign', answers, row('v1.0.0')))?.tags, ['shapes#production#2']);
    assert.deepEqual(
      answers.picks[0]?.map((choice) => choice.label),
      ['staging', 'production'],
    );
  });

  test('a new version goes to a stage at once, and rolling back takes the one before', async () => {
    await scratch.copy(join('samples', 'models', 'glyphs', 'glyphs-1.1.0.onnx'), 'shapes.onnx');
    const answers = new Answers(['v1.1.0', 'production']);
    assert.deepEqual((await act('register', answers))?.tags, ['shapes@v1.1.0', 'shapes#production#3']);
    assert.match(answers.picks[0]?.[0]?.description ?? '', /suggested: minor/);
    assert.match(answers.picks[0]?.[0]?.detail ?? '', /weights/);
    assert.match(answers.previews[0]?.detail ?? '', /v1\.1\.0 takes the place of v1\.0\.0 in production/);

    const back = new Answers();
    assert.deepEqual((await act('rollback', back, row('v1.1.0')))?.tags, ['shapes#production#4']);
    assert.match(back.previews[0]?.message ?? '', /from v1\.1\.0 to v1\.0\.0/);
    assert.equal(git('rev-parse', 'shapes#production#4^{commit}'), git('rev-parse', 'shapes@v1.0.0^{commit}'));
  });

  test('what changed between the preview and the yes is refused', async () => {
    const answers = new Answers(['staging'], [], () => {
      git('tag', '-a', '-m', 'from elsewhere', 'shapes#staging#5', 'shapes@v1.0.0^{commit}');
      return true;
    });
    assert.equal(await act('assign', answers, row('v1.1.0')), undefined);
    assert.equal(answers.previews.length, 1);
    assert.deepEqual(
      tags().filter((tag) => tag.includes('#staging')),
      ['shapes#staging#5'],
    );
    git('tag', '-d', 'shapes#staging#5');
  });

  test('taking out of a stage, deregistering, deleting a tag and deprecating', async () => {
    assert.deepEqual((await act('unassign', new Answers(['canary']), row('v1.0.0')))?.tags, ['shapes#canary!#5']);
    assert.deepEqual((await act('deregister', new Answers(), row('v1.1.0')))?.tags, ['shapes@v1.1.0!']);
    // What is taken back is still there to be looked at.
    const fetching = new Answers();
    fetching.folderPicked = scratch.file('out/withdrawn');
    await act('fetchVersion', fetching, row('v1.1.0'));
    assert.ok(existsSync(scratch.file('out/withdrawn/shapes.onnx').fsPath));
    const gone = await act('delete-tag', new Answers(['shapes@v1.1.0!']), row('v1.1.0'));
    assert.deepEqual(gone?.deletes, ['shapes@v1.1.0!']);
    assert.deepEqual((await act('deprecate', new Answers()))?.tags, ['shapes@deprecated']);
    await act('delete-tag', new Answers(['shapes@deprecated']));
    assert.ok(!tags().includes('shapes@deprecated'));
  });

  test('pushes only after its own preview', async () => {
    const there = () => execFileSync('git', ['--git-dir', remote, 'tag', '--list'], { encoding: 'utf8' }).trim();
    assert.equal(there(), '', 'nothing was pushed by itself');
    const no = new Answers([], [], () => false);
    await act('push', no);
    assert.match(no.previews[0]?.detail ?? '', /shapes@v1\.0\.0/);
    assert.equal(there(), '');
    await act('push', new Answers());
    assert.equal(there(), tags().join('\n'));
    const again = new Answers();
    await act('push', again);
    assert.deepEqual([again.previews.length, again.told], [0, ['origin has these tags already.']]);
  });

  test('the notification after an action offers to push its tags', async () => {
    const answers = new Answers(['staging'], [], () => true, 'Push…');
    await act('assign', answers, row('v1.1.0'));
    const there = () => execFileSync('git', ['--git-dir', remote, 'tag', '--list', 'shapes#staging*'], { encoding: 'utf8' }).trim();
    await eventually('the tag is pushed', () => there() === tags().find((tag) => tag.startsWith('shapes#staging')));
    assert.equal(answers.previews.length, 2);
  });

  test('restoring asks what to do with a changed file, and loses nothing of it', async () => {
    const file = model.fsPath;
    writeFileSync(file, 'mine');
    await act('restore', new Answers([], [], () => false), row('v1.0.0'));
    assert.equal(readFileSync(file, 'utf8'), 'mine');
    const answers = new Answers();
    await act('restore', answers, row('v1.0.0'));
    assert.match(answers.previews[0]?.detail ?? '', /shapes\.onnx: changed and not committed/);
    assert.match(answers.previews[1]?.detail ?? '', /moved aside/);
    assert.equal(readFileSync(`${file}.mine-1`, 'utf8'), 'mine');
    assert.equal(git('hash-object', file), git('rev-parse', 'shapes@v1.0.0^{commit}:shapes.onnx'));
  });

  test('fetches a version into a folder, and asks before it replaces a file', async () => {
    const answers = new Answers();
    answers.folderPicked = scratch.file('out');
    await act('fetchVersion', answers, row('v1.1.0'));
    const written = scratch.file('out/shapes.onnx').fsPath;
    assert.equal(git('hash-object', written), git('rev-parse', 'shapes@v1.1.0^{commit}:shapes.onnx'));
    writeFileSync(written, 'other');
    const no = new Answers([], [], () => false);
    no.folderPicked = answers.folderPicked;
    await act('fetchVersion', no, row('v1.1.0'));
    assert.match(no.previews[0]?.detail ?? '', /shapes\.onnx/);
    assert.equal(readFileSync(written, 'utf8'), 'other');
    assert.ok(existsSync(written));
  });

  test('a version is compared with the working copy, and the working copy with the last version', async () => {
    const { panels } = await extension();
    const shown = (before: string) =>
      eventually('the comparison is in front', () => {
        const report = panels.active?.surface.shown?.report;
        const result = report?.kind === 'diff' ? (report.result as DiffResult) : undefined;
        return result?.before.ref?.includes(before) ? result : undefined;
      });
    await act('compareWithWorkingCopy', new Answers(), row('v1.1.0'));
    assert.equal((await shown('v1.1.0')).same, false);
    await act('compareWithLastVersion', new Answers());
    assert.ok(panels.active);
  });

  test('an older commit is picked among those that changed the model', async () => {
    for (const [sample, message] of [
      [GLYPHS, 'Wider'],
      [join('samples', 'models', 'glyphs', 'glyphs-1.1.0.onnx'), 'Narrower'],
    ] as const) {
      await scratch.copy(sample, 'shapes.onnx');
      git('add', 'shapes.onnx');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      git('commit', '--quiet', '--allow-empty', '-m', 'Something else');
    }
    const wider = git('log', '--format=%H', '--grep=Wider');
    const answers = new Answers(['An older commit…', 'Wider', 'Another version…', 'No stage'], ['v3.0.0']);
    assert.deepEqual((await act('register', answers))?.tags, ['shapes@v3.0.0']);
    assert.ok(!answers.picks[1]?.some((choice) => choice.label === 'Something else'));
    assert.equal(git('rev-parse', 'shapes@v3.0.0^{commit}'), wider);
  });

  test('a model that artifacts.yaml lacks is declared as the person says', async () => {
    const other = await scratch.copy(GLYPHS, 'other.onnx');
    const labels = ['Name, type, file and description…', 'Name', 'Description', 'Go on', 'v0.0.1', 'No stage'];
    const written = await act('register', new Answers(labels, ['renamed', 'What it is: shapes']), other);
    assert.deepEqual(written?.tags, ['renamed@v0.0.1']);
    assert.match(
      git('show', 'HEAD:artifacts.yaml'),
      /^renamed:\n {2}type: model\n {2}path: other\.onnx\n {2}description: "What it is: shapes"$/m,
    );
  });

  test('deleting a tag offers to delete it at the remote, if that has it, after a preview of the command', async () => {
    const there = () => execFileSync('git', ['--git-dir', remote, 'tag', '--list', 'shapes@v1.1.0'], { encoding: 'utf8' }).trim();
    assert.equal(there(), 'shapes@v1.1.0');
    const answers = new Answers(['shapes@v1.1.0'], [], () => true, 'Delete at the Remote…');
    await act('delete-tag', answers, row('v1.1.0'));
    await eventually('the tag is deleted there', () => there() === '');
    assert.match(answers.previews[1]?.detail ?? '', /git push '?--force-with-lease=refs\/tags\/shapes@v1\.1\.0:/);
    const only = new Answers(['renamed@v0.0.1'], [], () => true, 'Delete at the Remote…');
    await act('delete-tag', only, scratch.file('other.onnx'));
    await eventually('it is told', () => only.told.length > 0);
    assert.deepEqual(only.told, ['The tag renamed@v0.0.1 is deleted here.']);
  });

  test('a reference is copied', async () => {
    await act('copyReference', new Answers(), row('v1.0.0'));
    assert.equal(await vscode.env.clipboard.readText(), 'shapes@v1.0.0');
  });
});
