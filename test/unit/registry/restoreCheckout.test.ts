import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreJob } from '../../../src/jobs/restore/job';
import type { RestoreResult } from '../../../src/report/schemas/restore';
import { EPOCH } from '../git/scratch';
import { ARTIFACTS, actionRepository } from './actionRepository';
import { annotate, floats, lfsPath, lfsPointer, scaleModel, writeFile } from './versionModels';

const repository = actionRepository('restore-checkout');
const { run, commit, status } = repository;
const at = (path: string) => join(repository.root, path);
const restore = (parameters: Record<string, unknown> = {}) => run<RestoreResult>(restoreJob, { model: 'm@v1.0.0', ...parameters });

const FILES = {
  'models/m.onnx': scaleModel('m.data'),
  'models/m.data': floats(1, 2),
  'models/m.model.json': `${JSON.stringify({ schemaVersion: 1, outputs: { y: { classes: 'labels.txt' } } }, null, 1)}\n`,
  'models/m.metrics.json': '{\n "evaluation": {"accuracy": 0.5}\n}\n',
  'models/labels.txt': 'zürich $Id$\nbern\n',
};

/** What the model's folder holds: name → bytes and whether it is a program. */
function folder(): Record<string, string> {
  const found = readdirSync(at('models')).sort();
  return Object.fromEntries(
    found.map((name) => {
      const path = at(`models/${name}`);
      return [name, `${(lstatSync(path).mode & 0o111) === 0 ? '-' : 'x'} ${readFileSync(path).toString('base64')}`];
    }),
  );
}

function version(attributes: string, prepare: () => void = () => undefined): void {
  commit({ '.gitattributes': attributes });
  prepare();
  annotate(repository.root, 'm@v1.0.0', commit({ ...FILES, 'artifacts.yaml': ARTIFACTS }), EPOCH);
}

const ROT = "tr 'a-zA-Z' 'n-za-mN-ZA-M'";

interface Case {
  attributes: string;
  config?: Readonly<Record<string, string>>;
  executable?: string;
}

const CASES: Record<string, Case> = {
  'no attribute': { attributes: '' },
  'line ends by attribute': { attributes: '*.json text eol=crlf\n*.txt eol=crlf\n' },
  'line ends by configuration': { attributes: '', config: { 'core.autocrlf': 'true' } },
  'line ends that attributes leave to guess': { attributes: '* text=auto eol=crlf\n' },
  'line ends for texts only': { attributes: '* text=auto\n*.onnx binary\n', config: { 'core.eol': 'crlf' } },
  'the old name of text': { attributes: '*.json crlf\n', config: { 'core.eol': 'crlf' } },
  'another encoding': { attributes: '*.txt text working-tree-encoding=UTF-16LE-BOM\n' },
  'the name of the blob in the text': { attributes: '*.txt ident\n' },
  'a program': { attributes: '', executable: 'models/m.model.json' },
  'a program with other line ends': { attributes: '*.json text eol=crlf\n', executable: 'models/m.metrics.json' },
  'a filter for texts': { attributes: '*.txt filter=rot\n', config: { 'filter.rot.clean': ROT, 'filter.rot.smudge': ROT } },
  'a filter that is not set up here': { attributes: '*.txt filter=none\n' },
};

describe.skipIf(process.platform === 'win32')('a restored version', () => {
  it.each(Object.keys(CASES))('is as git would check it out: %s', async (name) => {
    const { attributes, config = {}, executable } = CASES[name]!;
    for (const [key, value] of Object.entries(config)) repository.git('config', key, value);
    version(attributes, () => {
      if (executable === undefined) return;
      writeFile(at(executable), 'x');
      chmodSync(at(executable), 0o755);
      repository.git('add', executable);
    });
    rmSync(at('models'), { recursive: true });
    repository.git('checkout', '-q', '--', 'models');
    const wanted = folder();
    rmSync(at('models'), { recursive: true });
    const result = await restore();
    expect(result.files.every((file) => file.state === 'written')).toBe(true);
    expect(folder()).toEqual(wanted);
    expect(status()).toBe('');
    // Once more there is nothing to do.
    expect((await restore()).files.every((file) => file.state === 'same')).toBe(true);
    // Nor is what git has checked out something of the person's own.
    commit({ 'models/m.data': floats(3, 4), 'models/labels.txt': 'other\n' });
    await restore();
    expect(folder()).toEqual(wanted);
  });

  it('has its executable bit put right', async () => {
    version('');
    chmodSync(at('models/m.model.json'), 0o755);
    expect(status()).toBe(' M models/m.model.json\n');
    await restore();
    expect(status()).toBe('');
    repository.git('config', 'core.fileMode', 'false');
    chmodSync(at('models/m.model.json'), 0o755);
    expect((await restore()).files.every((file) => file.state === 'same')).toBe(true);
  });

  it('is refused where a filter fails, or makes something else each time, with nothing changed', async () => {
    version('*.txt filter=bad\n');
    commit({ 'models/labels.txt': 'other\n' });
    const before = folder();
    repository.git('config', 'filter.bad.smudge', 'false');
    repository.git('config', 'filter.bad.required', 'true');
    await expect(restore()).rejects.toMatchObject({ code: 'git.failed' });
    repository.git('config', 'filter.bad.smudge', 'cat; date +%N');
    await expect(restore()).rejects.toMatchObject({ code: 'restore.filter' });
    expect(folder()).toEqual(before);
  });

  it('leaves a text whose line ends alone the person has changed to be replaced, and no other', async () => {
    version('*.txt text eol=crlf\n');
    writeFileSync(at('models/labels.txt'), FILES['models/labels.txt']);
    expect(status()).toBe('');
    await restore();
    // Though its size is not the one that the index remembers.
    expect(status()).toBe('');
    expect(readFileSync(at('models/labels.txt'), 'utf8')).toBe(FILES['models/labels.txt'].replaceAll('\n', '\r\n'));
    writeFileSync(at('models/labels.txt'), `${FILES['models/labels.txt']}mine\n`);
    await expect(restore()).rejects.toMatchObject({ code: 'restore.inTheWay' });
  });

  it('has the real bytes of what Git LFS keeps, and says where git status shows them as changed', async () => {
    const model = scaleModel([8, 9]);
    writeFile(at(join('.git', lfsPath(model))), model);
    const files = { 'models/m.onnx': lfsPointer(model), 'artifacts.yaml': ARTIFACTS, '.gitattributes': '*.onnx filter=lfs -text\n' };
    annotate(repository.root, 'm@v1.0.0', commit(files), EPOCH);
    expect((await restore()).consequences.map(({ code }) => code)).toEqual(['restore.lfs']);
    expect(readFileSync(at('models/m.onnx')).equals(model)).toBe(true);
    expect(status()).toBe(' M models/m.onnx\n');
    // As git-lfs does: a pointer of what it is given, and the bytes of a pointer.
    writeFileSync(at('.git/pointer'), lfsPointer(model));
    repository.git('config', 'filter.lfs.clean', `cat >/dev/null; cat '${at('.git/pointer')}'`);
    repository.git('config', 'filter.lfs.smudge', `cat >/dev/null; cat '${at(join('.git', lfsPath(model)))}'`);
    rmSync(at('models/m.onnx'));
    expect((await restore()).consequences).toEqual([]);
    expect(readFileSync(at('models/m.onnx')).equals(model)).toBe(true);
    expect(status()).toBe('');
  });

  it('keeps to the person’s mask', async () => {
    version('');
    rmSync(at('models'), { recursive: true });
    const before = process.umask(0o002);
    try {
      await restore();
    } finally {
      process.umask(before);
    }
    expect(execFileSync('stat', ['-c', '%a', at('models/m.onnx')], { encoding: 'utf8' })).toBe('664\n');
  });
});
