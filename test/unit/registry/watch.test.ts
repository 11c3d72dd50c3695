import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findRepository } from '../../../src/git/repository';
import { RefsWatcher } from '../../../src/registry/watch';
import { git, makeRepository, scratchFolder } from '../git/scratch';

let folder: string;
let remove: () => void;
const open: RefsWatcher[] = [];
beforeEach(() => {
  ({ folder, remove } = scratchFolder('watch'));
  makeRepository(join(folder, 'main'), [{ files: { a: '1' } }], []);
});
afterEach(() => {
  for (const watcher of open.splice(0)) watcher.dispose();
  remove();
});

async function watching(path: string) {
  const changed = vi.fn();
  const failed = vi.fn();
  const watcher = new RefsWatcher((await findRepository(path))!, changed, failed);
  open.push(watcher);
  await watcher.start();
  return { changed, failed, watcher };
}

/** Does something to the refs and waits until the watcher has said so. */
async function seen(changed: ReturnType<typeof vi.fn>, act: () => void): Promise<void> {
  changed.mockClear();
  act();
  await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 10_000, interval: 20 });
}

describe('watching refs', () => {
  it('sees tags come and go, in new folders and anew in deleted ones, packed refs, branches and HEAD', async () => {
    const main = join(folder, 'main');
    const { changed, failed } = await watching(main);
    const tag = (name: string) => () => git(main, ['tag', '-a', '-m', 'x', name]);
    await seen(changed, tag('m@v1.0.0'));
    await seen(changed, tag('dir/m@v1.0.0'));
    await seen(changed, tag('dir/m@v1.0.1'));
    await seen(changed, () => git(main, ['tag', '-d', 'dir/m@v1.0.0', 'dir/m@v1.0.1']));
    await seen(changed, tag('dir/m@v1.0.2'));
    await seen(changed, tag('dir/m@v1.0.3'));
    await seen(changed, () => git(main, ['pack-refs', '--all']));
    await seen(changed, () => git(main, ['tag', '-d', 'm@v1.0.0']));
    await seen(changed, () => git(main, ['switch', '-q', '-c', 'topic']));
    await seen(changed, () => git(main, ['commit', '-q', '--allow-empty', '-m', 'x']));
    expect(failed).not.toHaveBeenCalled();
  });

  it('sees the main repository of a worktree, and its own HEAD', async () => {
    const main = join(folder, 'main');
    git(main, ['worktree', 'add', '-q', '../tree']);
    const { changed } = await watching(join(folder, 'tree'));
    await seen(changed, () => git(main, ['tag', '-a', '-m', 'x', 'm@v1.0.0']));
    await seen(changed, () => git(join(folder, 'tree'), ['switch', '-q', '-d', 'HEAD']));
  });

  it('says once what comes together, nothing of the index, and nothing after its end', async () => {
    const main = join(folder, 'main');
    const { changed, watcher } = await watching(main);
    git(main, ['tag', 'a']);
    git(main, ['tag', 'b']);
    await vi.waitFor(() => expect(changed).toHaveBeenCalled());
    await sleep(400);
    const calls = changed.mock.calls.length;
    git(main, ['update-index', '--refresh', '--force-write-index']);
    await sleep(400);
    expect(changed.mock.calls.length).toBe(calls);
    watcher.dispose();
    git(main, ['tag', 'c']);
    await sleep(400);
    expect(changed.mock.calls.length).toBe(calls);
  });
});
