import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPlainName, newReportId } from '../../../src/report/names';
import { ReportStore } from '../../../src/report/store';
import { runReport } from './fixture';

let root: string;
let store: ReportStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mw-store-'));
  store = new ReportStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function keep(into: ReportStore, createdAt: string, attachment?: Uint8Array): Promise<string> {
  const draft = await into.begin('run');
  const attachments = attachment ? [{ file: 'y.bin', mime: 'application/octet-stream', bytes: attachment.length }] : [];
  if (attachment) await writeFile(join(draft.directory, 'y.bin'), attachment);
  await draft.commit(runReport(draft.id, { createdAt, attachments }));
  return draft.id;
}

describe('ReportStore', () => {
  it('shows a report only once it is whole', async () => {
    const draft = await store.begin('run');
    await writeFile(join(draft.directory, 'y.bin'), Uint8Array.of(1, 2, 3, 4));
    expect(await store.list()).toEqual([]);
    await draft.commit(runReport(draft.id, { attachments: [{ file: 'y.bin', mime: 'application/octet-stream', bytes: 4 }] }));
    const [entry] = await store.list();
    expect(entry).toMatchObject({ id: draft.id, header: { kind: 'run', verdict: 'star.png is star, 99 %.', model: { name: 'glyphs' } } });
    expect(await store.read(draft.id)).toMatchObject({ state: 'report', report: { id: draft.id } });
    expect(await store.readAttachment(draft.id, 'y.bin', { offset: 1, length: 2 })).toEqual(Uint8Array.of(2, 3));
    expect(await store.readAttachment(draft.id, 'y.bin', { offset: 9 })).toEqual(new Uint8Array());
    expect(await readdir(store.directory)).toEqual([draft.id]);
  });

  it('leaves nothing of a discarded report, and no store that was made for it', async () => {
    const draft = await store.begin('run');
    const other = await store.begin('run');
    await writeFile(join(draft.directory, 'y.bin'), 'x');
    await draft.discard();
    expect(await readdir(store.directory)).toEqual([other.directory.slice(store.directory.length + 1)]);
    expect(await readdir(join(root, '.modelwright'))).toContain('.gitignore');
    await other.discard();
    expect(await readdir(root)).toEqual([]);
  });

  it('takes away nothing that it did not make', async () => {
    const home = join(root, '.modelwright');
    const discard = (from: ReportStore) => from.begin('run').then((draft) => draft.discard());
    // Empty folders of the user's.
    await mkdir(store.directory, { recursive: true });
    await discard(new ReportStore(root));
    expect(await readdir(store.directory)).toEqual([]);
    await rm(home, { recursive: true });
    // A file beside the reports, and a rule of the user's.
    for (const name of ['settings.json', '.gitignore']) {
      const draft = await new ReportStore(root).begin('run');
      await writeFile(join(home, name), '# mine\n');
      await draft.discard();
      expect(await readFile(join(home, name), 'utf8'), name).toBe('# mine\n');
      await rm(home, { recursive: true });
    }
    // Reports that are kept.
    const id = await keep(store, '2025-01-01T00:00:00.000Z');
    await discard(store);
    expect(await readdir(store.directory)).toEqual([id]);
    expect(await readFile(join(home, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('keeps itself out of git and leaves the user’s own file alone', async () => {
    await keep(store, '2025-01-01T00:00:00.000Z');
    expect(await readFile(join(root, '.modelwright', '.gitignore'), 'utf8')).toBe('*\n');
    await writeFile(join(root, '.modelwright', '.gitignore'), '# mine\n');
    await keep(store, '2025-01-01T00:00:00.000Z');
    expect(await readFile(join(root, '.modelwright', '.gitignore'), 'utf8')).toBe('# mine\n');
    await expect(access(join(root, '.gitignore'))).rejects.toThrow();
  });

  it('refuses to commit what the report does not list rightly', async () => {
    for (const attachments of [
      [{ file: 'absent.bin', mime: 'x/y', bytes: 1 }],
      [{ file: '../outside', mime: 'x/y', bytes: 1 }],
      [{ file: 'report.json', mime: 'x/y', bytes: 1 }],
    ]) {
      const draft = await store.begin('run');
      await expect(draft.commit(runReport(draft.id, { attachments }))).rejects.toThrow();
      await draft.discard();
    }
    expect(await store.list()).toEqual([]);
  });

  it('lists a corrupt report as unreadable, newest first among the others', async () => {
    const old = await keep(store, '2024-01-01T00:00:00.000Z');
    const recent = await keep(store, '2025-01-01T00:00:00.000Z');
    await mkdir(join(store.directory, 'broken'));
    await writeFile(join(store.directory, 'broken', 'report.json'), '{"kind": 12');
    await mkdir(join(store.directory, 'hollow'));
    await writeFile(join(store.directory, 'stray.txt'), 'not a report');
    const entries = await store.list();
    expect(entries.filter((entry) => entry.header).map((entry) => entry.id)).toEqual([recent, old]);
    expect(
      entries
        .filter((entry) => !entry.header)
        .map((entry) => entry.id)
        .sort(),
    ).toEqual(['broken', 'hollow']);
    await expect(store.read('broken')).rejects.toMatchObject({ code: 'report.json' });
    await expect(store.read('hollow')).rejects.toMatchObject({ code: 'report.missing' });
  });

  it('reads a header without the results, however large they are', async () => {
    const draft = await store.begin('run');
    await draft.commit(
      runReport(draft.id, { result: { inputs: [], outputs: [], milliseconds: 1, loadMilliseconds: 2, padding: 'x'.repeat(200_000) } }),
    );
    expect((await store.list())[0]?.header?.verdict).toBe('star.png is star, 99 %.');
  });

  it.each([
    '../secret',
    '..',
    '.',
    '',
    'a/b',
    'a\\b',
    '/etc/passwd',
    'C:evil',
    'nul',
    'con.txt',
    'a\0b',
    '.hidden',
    'trailing.',
    'x'.repeat(200),
  ])('refuses the attachment name %j', async (name) => {
    const id = await keep(store, '2025-01-01T00:00:00.000Z');
    await writeFile(join(store.directory, 'secret'), 'secret');
    await expect(store.readAttachment(id, name)).rejects.toMatchObject({ code: 'report.name' });
    await expect(store.read(name)).rejects.toMatchObject({ code: 'report.name' });
  });

  it.skipIf(process.platform === 'win32')('follows no link, neither to a file nor to a folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'mw-outside-'));
    await writeFile(join(outside, 'secret.txt'), 'secret');
    const id = await keep(store, '2025-01-01T00:00:00.000Z');
    await symlink(join(outside, 'secret.txt'), join(store.directory, id, 'link.bin'));
    await expect(store.readAttachment(id, 'link.bin')).rejects.toThrow(/not a plain file/);
    await symlink(outside, join(store.directory, 'elsewhere'));
    await expect(store.readAttachment('elsewhere', 'secret.txt')).rejects.toMatchObject({ code: 'report.link' });

    const other = await mkdtemp(join(tmpdir(), 'mw-linked-'));
    await symlink(outside, join(other, '.modelwright'));
    await expect(new ReportStore(other).begin('run')).rejects.toMatchObject({ code: 'report.link' });
    expect(await readdir(outside)).toEqual(['secret.txt']);
    await Promise.all([outside, other].map((folder) => rm(folder, { recursive: true })));
  });

  it('prunes to a count, the newest first', async () => {
    const few = new ReportStore(root, { maxReports: 2 });
    const ids: string[] = [];
    for (let year = 2020; year < 2025; year++) ids.push(await keep(few, `${year}-01-01T00:00:00.000Z`));
    expect((await few.prune()).sort()).toEqual(ids.slice(0, 3).sort());
    expect((await few.list()).map((entry) => entry.id)).toEqual([ids[4], ids[3]]);
  });

  it('prunes to a size, and keeps the newest even where it is too large alone', async () => {
    const small = new ReportStore(root, { maxBytes: 5000 });
    const old = await keep(small, '2024-01-01T00:00:00.000Z', new Uint8Array(3000));
    const large = await keep(small, '2025-01-01T00:00:00.000Z', new Uint8Array(9000));
    expect(await small.prune()).toEqual([old]);
    expect((await small.list()).map((entry) => entry.id)).toEqual([large]);
  });

  it('clears what a dead process left and not what a living one makes', async () => {
    const draft = await store.begin('run');
    const dead = draft.directory.replace(/\.\d+$/, '.999999999');
    await mkdir(dead);
    await store.prune();
    const names = await readdir(store.directory);
    expect(names).toHaveLength(1);
    expect(draft.directory.endsWith(names[0] ?? '?')).toBe(true);
    await draft.discard();
  });

  it('takes a delete of what is gone as done', async () => {
    await store.begin('run').then((draft) => draft.discard());
    await store.delete('gone');
    expect(await new ReportStore(join(root, 'nowhere')).list()).toEqual([]);
  });

  it('serves two processes that write, list and prune at once', async () => {
    const script = join(root, 'writer.cjs');
    await build({
      stdin: {
        contents: `
          import { ReportStore } from './src/report/store';
          import { runReport } from './test/unit/report/fixture';
          const store = new ReportStore(process.argv[2], { maxReports: 5 });
          (async () => {
            for (let i = 0; i < 25; i++) {
              const draft = await store.begin('run');
              await draft.commit(runReport(draft.id, { createdAt: new Date().toISOString() }));
              for (const entry of await store.list()) if (!entry.header) throw new Error('half a report: ' + entry.id);
              await store.prune();
            }
          })().catch((error) => { console.error(error); process.exit(1); });`,
        resolveDir: join(__dirname, '..', '..', '..'),
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: script,
      logLevel: 'error',
    });
    const run = promisify(execFile);
    await Promise.all([0, 1].map(() => run(process.execPath, [script, root])));
    await new ReportStore(root, { maxReports: 5 }).prune();
    expect(await store.list()).toHaveLength(5);
    expect((await readdir(store.directory)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('report ids', () => {
  it('are plain names that sort by time', () => {
    const early = newReportId('run', new Date('2025-01-01T00:00:00Z'));
    const late = newReportId('../../evil kind', new Date('2025-01-01T00:00:01Z'));
    expect(isPlainName(early) && isPlainName(late)).toBe(true);
    expect(early < late).toBe(true);
  });
});
