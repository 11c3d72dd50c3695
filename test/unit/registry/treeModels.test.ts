import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GitObjects } from '../../../src/git/objects';
import { findRepository } from '../../../src/git/repository';
import { TreeModels } from '../../../src/registry/declared/treeModels';
import { git, makeRepository, scratchFolder } from '../git/scratch';

let folder: string;
let remove: () => void;
let objects: GitObjects | undefined;
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  ({ folder, remove } = scratchFolder('trees'));
});
afterEach(() => {
  objects?.dispose();
  vi.unstubAllEnvs();
  remove();
});

async function open(): Promise<TreeModels> {
  objects = new GitObjects((await findRepository(folder))!);
  return new TreeModels(objects);
}

describe('the models of a tree', () => {
  it('are those git lists, with those of DVC, and of the next commit only what changed is read', async () => {
    const files = {
      'a.onnx': '1',
      'A/b.ONNX': '2',
      'x/y/z/c.onnx.dvc': '3',
      'x/y/z/c.onnx': '4',
      'x/no.txt': '5',
      'x.onnx/inside.txt': '6',
    };
    const commits = makeRepository(folder, [{ files }, { files: { 'x/new.onnx': '7' } }], []);
    const trees = await open();
    const list = vi.spyOn(objects!, 'list');
    const first = ['A/b.ONNX', 'a.onnx', 'x/y/z/c.onnx'];
    expect([...(await trees.paths(commits[0]!))].sort()).toEqual(first);
    expect(list).toHaveBeenCalledTimes(6);
    expect([...(await trees.paths(commits[1]!))].sort()).toEqual([...first.slice(0, 2), 'x/new.onnx', 'x/y/z/c.onnx']);
    expect(list).toHaveBeenCalledTimes(8);
    expect(await trees.paths('f'.repeat(40))).toEqual([]);
  });

  it('are not more than can be held where a few trees name each other many times over', async () => {
    makeRepository(folder, [{ files: { 'm.onnx': 'm' } }], []);
    const blob = git(folder, ['rev-parse', 'HEAD:m.onnx']).trim();
    let tree = git(folder, ['mktree'], `100644 blob ${blob}\tm.onnx\n`).trim();
    for (let level = 0; level < 9; level++) {
      tree = git(folder, ['mktree'], Array.from({ length: 10 }, (_, i) => `040000 tree ${tree}\td${i}\n`).join('')).trim();
    }
    const paths = await (await open()).paths(tree);
    expect(paths).toHaveLength(10_000);
    expect(paths[0]).toBe(`${'d0/'.repeat(9)}m.onnx`);
  });
});
