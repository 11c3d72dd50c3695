import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UserError } from '../../../src/base/errors';
import { registeredModels } from '../../../src/jobs/models/registered';
import { OpenRegistries, RepositoryFolders } from '../../../src/registry/registries';
import type { ModelEntry } from '../../../src/report/schemas/models';
import { EPOCH, git, makeRepository, scratchFolder } from '../git/scratch';

let folder: string;
let remove: () => void;
let source: OpenRegistries;
let problems: UserError[];
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  ({ folder, remove } = scratchFolder('registries'));
  folder = realpathSync(folder);
  problems = [];
  source = new OpenRegistries((problem) => problems.push(problem));
});
afterEach(() => {
  source.dispose();
  vi.unstubAllEnvs();
  remove();
});

function write(path: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), 'x');
}
const model = (path: string): ModelEntry => ({
  name: path.replace(/^.*\//, '').replace(/\.onnx$/, ''),
  path,
  bytes: 1,
  state: 'file',
  files: [],
});
async function merged(...paths: string[]) {
  const found = await registeredModels(paths.map(model), folder, folder, source);
  return found.map(({ entry, registry, nested, type }) => [
    entry.path,
    entry.latest ?? (registry ? 'none' : 'no repository'),
    nested,
    ...(type ? [type] : []),
  ]);
}

it('finds the nearest repository of a folder by names alone, and none above the root', async () => {
  for (const path of ['sub/.git', 'sub/deep/a.onnx', 'tree/.git/HEAD', 'plain/b.onnx']) write(path);
  const folders = new RepositoryFolders(folder);
  expect(await folders.of(join(folder, 'sub/deep'))).toBe(join(folder, 'sub'));
  expect(await folders.of(join(folder, 'tree'))).toBe(join(folder, 'tree'));
  expect(await folders.of(join(folder, 'plain/not/there'))).toBe(folder);
  expect(await folders.of(dirname(folder))).toBe(folder);
});

it('gives each model the versions of its own repository', async () => {
  makeRepository(
    folder,
    [{ files: { 'net.onnx': 'x', 'artifacts.yaml': 'net: {path: net.onnx, type: classifier}\n' } }],
    [{ name: 'net@v1.0.0', commit: 0, time: EPOCH }],
  );
  makeRepository(
    join(folder, 'sub'),
    [{ files: { 'net.onnx': 'y' } }],
    [
      { name: 'net@v2.0.0', commit: 0, time: EPOCH },
      { name: 'gone@v0.1.0', commit: 0, time: EPOCH },
    ],
  );
  git(folder, ['worktree', 'add', '--quiet', 'tree']);
  expect(await merged('net.onnx', 'sub/net.onnx', 'tree/net.onnx', 'new.onnx')).toEqual([
    ['net.onnx', 'v1.0.0', false, 'classifier'],
    ['sub/net.onnx', 'v2.0.0', true],
    ['tree/net.onnx', 'v1.0.0', true, 'classifier'],
    ['new.onnx', 'none', false],
    ['', 'v0.1.0', true],
  ]);
  expect(problems).toEqual([]);
});

it('leaves models alone where there is no repository', async () => {
  write('net.onnx');
  vi.stubEnv('GIT_CEILING_DIRECTORIES', dirname(folder));
  expect(await merged('net.onnx')).toEqual([['net.onnx', 'no repository', false]]);
});

it('takes a folder whose .git leads nowhere for one without a repository, and goes on with the others', async () => {
  makeRepository(folder, [{ files: { 'net.onnx': 'x' } }], [{ name: 'net@v1.0.0', commit: 0, time: EPOCH }]);
  write('broken/.git');
  writeFileSync(join(folder, 'broken', '.git'), 'gitdir: /nowhere/at/all\n');
  write('broken/other.onnx');
  const found = await merged('net.onnx', 'broken/other.onnx');
  expect(found[0]).toEqual(['net.onnx', 'v1.0.0', false]);
  expect(found[1]?.[1]).toBe('no repository');
});

it('tells why a repository of somebody else is not read, and lists its models all the same', async () => {
  makeRepository(folder, [{ files: { 'net.onnx': 'x' } }], [{ name: 'net@v1.0.0', commit: 0, time: EPOCH }]);
  vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
  expect(await merged('net.onnx')).toEqual([['net.onnx', 'no repository', false]]);
  expect(problems.map(({ code }) => code)).toEqual(['git.unsafe']);
});
