import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findRepository } from '../../../src/git/repository';
import { readRefsState, sameRefs } from '../../../src/git/state';
import { listTags, readTags } from '../../../src/git/tags';
import { EPOCH, git, makeRepository, scratchFolder } from './scratch';

let folder: string;
let remove: () => void;
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  ({ folder, remove } = scratchFolder('tags'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  remove();
});

describe('reading tags', () => {
  it.each(['sha1', 'sha256'])('says who, when, what and where, in a repository of %s', async (format) => {
    const [first, second] = makeRepository(
      folder,
      [{ time: 1000 }, {}],
      [
        {
          name: 'm@v1.0.0',
          commit: 0,
          time: EPOCH,
          zone: '+0530',
          message: 'Größer <b>\nzwei\n\nmore',
          tagger: 'Åsa O’Neil <asa@example.com>',
        },
        { name: 'b', commit: 1, lightweight: true },
        { name: 'dir/a', commit: 1, message: '' },
      ],
      [`--object-format=${format}`],
    );
    const tags = await readTags((await findRepository(folder))!);
    expect(tags.map(({ object, ...tag }) => ({ ...tag, digits: object.length }))).toEqual([
      {
        name: 'b',
        commit: second,
        annotated: false,
        time: EPOCH + 1,
        author: 'Ada',
        email: 'ada@example.com',
        subject: 'commit 1',
        digits: first!.length,
      },
      {
        name: 'dir/a',
        commit: second,
        annotated: true,
        time: EPOCH,
        author: 'Ada',
        email: 'ada@example.com',
        subject: '',
        digits: first!.length,
      },
      {
        name: 'm@v1.0.0',
        commit: first,
        annotated: true,
        time: EPOCH,
        author: 'Åsa O’Neil',
        email: 'asa@example.com',
        subject: 'Größer <b> zwei',
        digits: first!.length,
      },
    ]);
  });

  it('looks through tags of tags, and leaves out those of files, folders and missing objects', async () => {
    const [commit] = makeRepository(folder, [{ files: { a: '1' } }], [{ name: 'one', commit: 0 }]);
    git(folder, ['tag', '-a', '-m', 'x', 'two', 'one']);
    git(folder, ['tag', '-a', '-m', 'x', 'three', 'two']);
    git(folder, ['tag', '-a', '-m', 'x', 'file', 'HEAD:a']);
    git(folder, ['tag', 'folder', 'HEAD^{tree}']);
    git(folder, ['tag', '-a', '-m', 'x', 'nested', 'file']);
    const tags = await readTags((await findRepository(folder))!);
    expect(tags.map((tag) => [tag.name, tag.commit])).toEqual([
      ['one', commit],
      ['three', commit],
      ['two', commit],
    ]);
  });

  it('reads only those it is asked for', async () => {
    makeRepository(
      folder,
      [{}],
      ['a/b', 'a/c', 'd'].map((name) => ({ name, commit: 0 })),
    );
    const repository = (await findRepository(folder))!;
    expect((await readTags(repository, undefined, ['a/c', 'gone'])).map(({ name }) => name)).toEqual(['a/c']);
    expect((await readTags(repository, undefined, ['a'])).map(({ name }) => name)).toEqual([]);
    expect([...(await listTags(repository)).keys()]).toEqual(['a/b', 'a/c', 'd']);
  });

  it('takes a tag without tagger or date', async () => {
    const [commit] = makeRepository(folder, [{}], []);
    const object = git(
      folder,
      ['hash-object', '-t', 'tag', '-w', '--stdin'],
      `object ${commit}\ntype commit\ntag old\n\nas of 2005\n`,
    ).trim();
    git(folder, ['update-ref', 'refs/tags/m@v1.0.0', object]);
    expect(await readTags((await findRepository(folder))!)).toEqual([
      { name: 'm@v1.0.0', object, commit, annotated: true, time: 0, author: '', email: '', subject: 'as of 2005' },
    ]);
  });
});

describe('the state of refs', () => {
  it('differs after every change of tags, loose or packed, and not otherwise', async () => {
    makeRepository(folder, [{}], []);
    const repository = (await findRepository(folder))!;
    let before = await readRefsState(repository);
    for (const args of [
      ['tag', '-a', '-m', 'x', 'a'],
      ['tag', 'dir/sub/b'],
      ['tag', '-f', '-a', '-m', 'y', 'dir/sub/b'],
      ['pack-refs', '--all'],
      ['tag', '-d', 'a'],
    ]) {
      // What is changed within one tick of the file system's clock is what the guard below is for.
      await new Promise((resolve) => setTimeout(resolve, 20));
      git(folder, args);
      const now = await readRefsState(repository);
      expect([args, now.seen === before.seen]).toEqual([args, false]);
      before = now;
    }
    git(folder, ['commit', '-q', '--allow-empty', '-m', 'x']);
    expect((await readRefsState(repository)).seen).toBe(before.seen);
  });

  it('is not trusted while changes are as young as a tick', () => {
    const state = { seen: 'x', changed: 100_000, at: 100_500 };
    expect(sameRefs(state, state)).toBe(false);
    expect(sameRefs(state, { ...state, at: 103_000 })).toBe(true);
    expect(sameRefs({ ...state, seen: 'y' }, { ...state, at: 103_000 })).toBe(false);
  });

  it('does not mind what it cannot find', async () => {
    const repository = {
      gitDir: join(folder, 'no'),
      commonDir: join(folder, 'no'),
      objectFormat: 'sha1',
      shallow: false,
      partial: false,
    } as const;
    expect((await readRefsState(repository)).changed).toBe(0);
  });
});
