import { beforeEach, describe, expect, it } from 'vitest';
import { deleteTagJob } from '../../../src/jobs/deleteTag/job';
import { pushJob } from '../../../src/jobs/push/job';
import type { PushResult } from '../../../src/report/schemas/push';
import { git } from '../git/scratch';
import { actionRepository } from './actionRepository';

const repository = actionRepository('remote-delete');
const { run, tags, threeVersions } = repository;
const push = (parameters: Record<string, unknown>) => run<PushResult>(pushJob, parameters);
let remote: string;
const there = () => git(remote, ['tag']).trim().split('\n').filter(Boolean);

beforeEach(() => {
  remote = `${repository.root}.git`;
  git(repository.home, ['init', '-q', '--bare', remote]);
  repository.git('remote', 'add', 'origin', remote);
  threeVersions();
  repository.git('push', '-q', 'origin', 'refs/tags/m@v1.0.0', 'refs/tags/m@v1.1.0');
});

describe('deleting a tag at the remote', () => {
  it('is previewed by its command, and deletes nothing else', async () => {
    const object = repository.git('rev-parse', 'refs/tags/m@v1.1.0').trim();
    await run(deleteTagJob, { tag: 'm@v1.1.0' });
    expect(there()).toEqual(['m@v1.0.0', 'm@v1.1.0']);
    await expect(push({ delete: ['m@v1.1.0'], yes: false })).rejects.toMatchObject({ code: 'action.unconfirmed' });
    const shown = await push({ delete: ['m@v1.1.0'], yes: false, dryRun: true });
    expect(shown).toMatchObject({
      deletes: ['m@v1.1.0'],
      tags: [],
      argv: ['git', 'push', `--force-with-lease=refs/tags/m@v1.1.0:${object}`, 'origin', ':refs/tags/m@v1.1.0'],
    });
    expect(there()).toEqual(['m@v1.0.0', 'm@v1.1.0']);
    expect((await push({ delete: ['m@v1.1.0'], expect: shown.digest })).deletes).toEqual(['m@v1.1.0']);
    expect(there()).toEqual(['m@v1.0.0']);
  });

  it('is nothing where the remote has none, also together with the deletion here', async () => {
    expect((await push({ delete: ['m@v1.2.0'] })).deletes).toEqual([]);
    await run(deleteTagJob, { tag: 'm@v1.2.0', push: true });
    expect(tags()).toEqual(['m@v1.0.0', 'm@v1.1.0']);
    await run(deleteTagJob, { tag: 'm@v1.1.0', push: true });
    expect(there()).toEqual(['m@v1.0.0']);
  });

  it('is refused where another tag of the name is there by now, and for a tag of no model', async () => {
    const shown = await push({ delete: ['m@v1.0.0'], dryRun: true });
    git(remote, ['tag', '-f', '-a', '-m', 'other', 'm@v1.0.0', 'm@v1.1.0^{commit}']);
    await expect(push({ delete: ['m@v1.0.0'], expect: shown.digest })).rejects.toMatchObject({ code: 'registry.changed' });
    await expect(push({ delete: ['release-1'] })).rejects.toMatchObject({ code: 'tag.foreign' });
    await expect(push({ delete: ['m@v1.0.0'], tag: ['m@v1.1.0'] })).rejects.toMatchObject({ code: 'push.both' });
    expect(there()).toEqual(['m@v1.0.0', 'm@v1.1.0']);
  });
});
