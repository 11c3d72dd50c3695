import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findRepository, type GitRepository } from '../../../src/git/repository';
import { cacheFolder, cacheLimit, VersionCache } from '../../../src/registry/cache/cache';
import { cacheContent, clearCache } from '../../../src/registry/cache/cacheClear';
import { pruneCache } from '../../../src/registry/cache/cachePrune';
import { resolveModelFile } from '../../../src/registry/references/resolve';
import { git, scratchFolder } from '../git/scratch';
import { commitFiles, floats, scaleModel, writeFile } from './versionModels';

let scratch: ReturnType<typeof scratchFolder>;
let root: string;
let cache: string;
let repository: GitRepository;
const before = process.env.MODELWRIGHT_CACHE;
/** A process that has ended. */
const DEAD = 2 ** 22 + 1;

beforeEach(async () => {
  scratch = scratchFolder('cache');
  root = join(realpathSync(scratch.folder), 'repository');
  cache = join(scratch.folder, 'cache');
  mkdirSync(root);
  git(root, ['init', '-q']);
  process.env.MODELWRIGHT_CACHE = cache;
  repository = (await findRepository(root))!;
});
afterEach(() => {
  vi.restoreAllMocks();
  if (before === undefined) delete process.env.MODELWRIGHT_CACHE;
  else process.env.MODELWRIGHT_CACHE = before;
  scratch.remove();
});

/** Every file below a folder. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return (readdirSync(folder, { recursive: true }) as string[]).filter((name) => statSync(join(folder, name)).isFile());
}

function host(): string {
  return hostname().replace(/[^A-Za-z0-9]+/g, '_');
}

function blob(content: Buffer): { oid: string; bytes: number } {
  writeFileSync(join(scratch.folder, 'blob'), content);
  return { oid: git(root, ['hash-object', '-w', join(scratch.folder, 'blob')]).trim(), bytes: content.length };
}

describe('where the cache is', () => {
  it('follows the variable, then the system', () => {
    expect(cacheFolder({ MODELWRIGHT_CACHE: '/x/y' })).toBe('/x/y');
    expect(cacheFolder({ XDG_CACHE_HOME: '/xdg', LOCALAPPDATA: '/local' })).toMatch(
      { win32: /local.modelwright.cache$/, darwin: /Library\/Caches\/modelwright$/ }[process.platform as string] ?? /^\/xdg\/modelwright$/,
    );
    expect(cacheLimit({})).toBe(5.12e9);
    expect(cacheLimit({ MODELWRIGHT_CACHE_MEGABYTES: '7' })).toBe(7e6);
    expect(cacheLimit({ MODELWRIGHT_CACHE_MEGABYTES: 'much' })).toBe(5.12e9);
  });
});

describe('objects', () => {
  it('are written once, verified, and cannot be written to by accident', async () => {
    const content = Buffer.alloc(3 << 20, 'weights');
    const object = blob(content);
    const steps: number[] = [];
    const path = await new VersionCache(cache).object(repository, object, undefined, (done) => steps.push(done));
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(steps.at(-1)).toBe(content.length);
    // In pieces: never the whole of it in memory.
    expect(steps.length).toBeGreaterThan(10);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o222).toBe(0);
    const { ino } = statSync(path);
    expect(statSync(await new VersionCache(cache).object(repository, object)).ino).toBe(ino);
    expect(readdirSync(join(cache, 'tmp'))).toEqual([]);
  });

  it('are written again where they were cut off', async () => {
    const object = blob(Buffer.from('0123456789'));
    const path = await new VersionCache(cache).object(repository, object);
    chmodSync(path, 0o644);
    writeFileSync(path, '01234');
    expect(readFileSync(await new VersionCache(cache).object(repository, object), 'utf8')).toBe('0123456789');
  });

  it('are refused where git gives others than their name says', async () => {
    const object = blob(Buffer.from('0123456789'));
    await expect(new VersionCache(cache).object(repository, { ...object, bytes: 9 })).rejects.toMatchObject({ code: 'cache.damaged' });
    await expect(new VersionCache(cache).object(repository, { oid: 'f'.repeat(40), bytes: 9 })).rejects.toMatchObject({
      code: 'git.failed',
    });
    expect(filesBelow(cache)).toEqual([]);
  });

  it('leave nothing where writing is cancelled', async () => {
    const object = blob(Buffer.alloc(8 << 20, 1));
    const abort = new AbortController();
    const writing = new VersionCache(cache).object(repository, object, abort.signal, () => abort.abort());
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(filesBelow(cache)).toEqual([]);
  });
});

describe('folders', () => {
  const model = scaleModel('w.bin');

  it('are made again where a file of theirs is gone or cut off', async () => {
    commitFiles(root, { 'a.onnx': model, 'w.bin': floats(1, 2) });
    const { path } = await resolveModelFile('a.onnx@HEAD', root);
    const weights = join(dirname(path), 'w.bin');
    rmSync(weights, { force: true });
    expect((await resolveModelFile('a.onnx@HEAD', root)).path).toBe(path);
    expect(readFileSync(weights)).toEqual(floats(1, 2));
    rmSync(weights, { force: true });
    writeFileSync(weights, 'cut');
    await resolveModelFile('a.onnx@HEAD', root);
    expect(readFileSync(weights)).toEqual(floats(1, 2));
    expect(readdirSync(join(cache, 'tmp'))).toEqual([]);
  });

  it('are made again where a file has other bytes, for one who asks', async () => {
    commitFiles(root, { 'a.onnx': model, 'w.bin': floats(1, 2) });
    const { path } = await resolveModelFile('a.onnx@HEAD', root);
    const weights = join(dirname(path), 'w.bin');
    chmodSync(weights, 0o644);
    writeFileSync(weights, floats(3, 4));
    await resolveModelFile('a.onnx@HEAD', root);
    expect(readFileSync(weights)).toEqual(floats(3, 4));
    expect((await resolveModelFile('a.onnx@HEAD', root, { verify: true })).path).toBe(path);
    expect(readFileSync(weights)).toEqual(floats(1, 2));
  });

  it('say where they would be, where nothing can be written there', async () => {
    commitFiles(root, { 'a.onnx': model, 'w.bin': floats(1, 2) });
    writeFileSync(cache, 'a file');
    await expect(resolveModelFile('a.onnx@HEAD', root)).rejects.toMatchObject({
      code: 'cache.unusable',
      where: cache,
      remedy: expect.stringContaining('MODELWRIGHT_CACHE'),
    });
  });

  it('share what is the same in two versions', async () => {
    commitFiles(root, { 'a.onnx': model, 'w.bin': floats(1, 2), 'a.model.json': '{"schemaVersion":1}' });
    commitFiles(root, { 'a.model.json': '{"schemaVersion":1,"task":"other"}' });
    const [first, second] = [await resolveModelFile('a.onnx@HEAD~1', root), await resolveModelFile('a.onnx@HEAD', root)];
    expect(first.path).not.toBe(second.path);
    expect(statSync(first.path).ino).toBe(statSync(second.path).ino);
  });

  it('copy where the file system has no links', async () => {
    commitFiles(root, { 'a.onnx': model, 'w.bin': floats(1, 2) });
    const script = await worker(
      'copies',
      `
      const fs = require('node:fs/promises');
      fs.link = async () => { throw Object.assign(new Error('no links'), { code: 'EPERM' }); };
      const { resolveModelFile } = require('./src/registry/references/resolve');
      resolveModelFile('a.onnx@HEAD', process.argv[2]).then(({ path }) => process.stdout.write(path));`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [script, root]);
    expect(readFileSync(stdout)).toEqual(model);
    expect(statSync(stdout).nlink).toBe(1);
  });
});

describe('the limit', () => {
  const sized = (index: number) => Buffer.alloc(1_000_000, index);
  const long = new Date(Date.now() - 3600_000);

  /** A version of one file of a megabyte, last used `minutes` ago by nobody who lives. */
  async function version(index: number, minutes: number): Promise<string> {
    const store = new VersionCache(cache, Number.POSITIVE_INFINITY);
    const object = blob(sized(index));
    const key = String(index).repeat(64);
    const folder = await store.folder(key, async () => [
      { name: 'a.onnx', source: await store.object(repository, object), bytes: object.bytes },
    ]);
    const used = new Date(Date.now() - minutes * 60_000);
    for (const path of [dirname(folder), join(cache, 'objects/sha1', object.oid.slice(0, 2), object.oid.slice(2))])
      utimesSync(path, used, used);
    return folder;
  }
  const forget = () => rmSync(join(cache, 'leases'), { recursive: true, force: true });

  it('removes what was used longest ago, folder and object', async () => {
    const [old, middle, young] = [await version(1, 90), await version(2, 60), await version(3, 30)];
    forget();
    await pruneCache(cache, 2_100_000);
    expect([old, middle, young].map((folder) => existsSync(folder!))).toEqual([false, true, true]);
    expect(filesBelow(join(cache, 'objects'))).toHaveLength(2);
    await pruneCache(cache, 500_000);
    expect(filesBelow(join(cache, 'versions'))).toEqual([]);
    expect(filesBelow(join(cache, 'objects'))).toEqual([]);
    expect(readdirSync(join(cache, 'tmp'))).toEqual([]);
  });

  it('keeps what a living process uses, and what was used a moment ago', async () => {
    const [leased, idle, fresh] = [await version(1, 90), await version(2, 60), await version(3, 0)];
    forget();
    const lease = (pid: number, key: string) => writeFile(join(cache, 'leases', `${host()}-${pid}`, key), '');
    lease(process.pid, '1'.repeat(64));
    lease(DEAD, '2'.repeat(64));
    await pruneCache(cache, 1);
    expect([leased, idle, fresh].map((folder) => existsSync(folder!))).toEqual([true, false, true]);
    // What the dead held is forgotten.
    expect(readdirSync(join(cache, 'leases'))).toEqual([`${host()}-${process.pid}`]);
  });

  it('does not count what Git LFS or DVC keep anyway', async () => {
    const object = join(scratch.folder, 'lfs-object');
    writeFileSync(object, sized(1));
    const store = new VersionCache(cache, Number.POSITIVE_INFINITY);
    const folder = await store.folder('a'.repeat(64), async () => [{ name: 'a.onnx', source: object, bytes: 1_000_000 }]);
    utimesSync(dirname(folder), long, long);
    forget();
    await pruneCache(cache, 500_000);
    expect(existsSync(folder)).toBe(true);
    expect(existsSync(object)).toBe(true);
  });

  it('removes what a dead process was writing, and not what a living one is', async () => {
    const [dead, living, foreign, ancient] = [
      `${host()}-${DEAD}-abc`,
      `${host()}-${process.pid}-abc`,
      'elsewhere-1-abc',
      'elsewhere-2-abc',
    ];
    for (const name of [dead, living, foreign, ancient]) writeFile(join(cache, 'tmp', name, 'half'), 'x');
    utimesSync(join(cache, 'tmp', ancient), new Date(0), new Date(0));
    await pruneCache(cache, Number.POSITIVE_INFINITY);
    expect(readdirSync(join(cache, 'tmp')).sort()).toEqual([living, foreign].sort());
  });
});

describe('clearing', () => {
  const self = `${host()}-${process.pid}`;

  /** Two versions of one file that share nothing, held by this process. */
  async function twoVersions(): Promise<void> {
    commitFiles(root, { 'a.onnx': scaleModel([1, 2]) });
    commitFiles(root, { 'a.onnx': scaleModel([3, 4]) });
    for (const ref of ['HEAD~1', 'HEAD']) await resolveModelFile(`a.onnx@${ref}`, root);
  }
  const sizes = (folder: string) => filesBelow(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

  it('says first what there is, each byte once', async () => {
    expect(await cacheContent(cache)).toEqual({ bytes: 0, versions: 0, inUse: 0 });
    await twoVersions();
    const { bytes, versions, inUse } = await cacheContent(cache);
    expect([versions, inUse]).toEqual([2, 2]);
    expect(bytes).toBeGreaterThanOrEqual(sizes(join(cache, 'objects')));
    expect(bytes).toBeLessThan(sizes(join(cache, 'objects')) + sizes(join(cache, 'versions')));
  });

  it('removes all that nobody uses, what was used a moment ago too', async () => {
    await twoVersions();
    rmSync(join(cache, 'leases'), { recursive: true });
    expect(await clearCache(cache)).toEqual({ bytes: 0, versions: 0, inUse: 0 });
    expect(['objects', 'versions', 'notes', 'tmp'].flatMap((name) => filesBelow(join(cache, name)))).toEqual([]);
    // And it is put together again.
    expect(readFileSync((await resolveModelFile('a.onnx@HEAD~1', root)).path)).toEqual(Buffer.from(scaleModel([1, 2])));
  });

  it('leaves what a living process uses', async () => {
    await twoVersions();
    const kept = readdirSync(join(cache, 'leases', self))[0]!;
    for (const key of readdirSync(join(cache, 'leases', self))) if (key !== kept) rmSync(join(cache, 'leases', self, key));
    const left = await clearCache(cache);
    expect([left.versions, left.inUse]).toEqual([1, 1]);
    expect(readdirSync(join(cache, 'versions'))).toEqual([kept]);
    // Its object is the same file, and goes with it.
    expect(filesBelow(join(cache, 'objects'))).toHaveLength(1);
  });

  it('leaves the objects of a version that a living process is making', async () => {
    await twoVersions();
    rmSync(join(cache, 'leases'), { recursive: true });
    writeFile(join(cache, 'leases', self, 'f'.repeat(64)), '');
    await clearCache(cache);
    expect(readdirSync(join(cache, 'versions'))).toEqual([]);
    expect(filesBelow(join(cache, 'objects'))).toHaveLength(2);
  });
});

describe('several processes', () => {
  let children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill();
    children = [];
  });

  it('make the same and different versions at once, under a limit that none fits', async () => {
    const versions = 6;
    for (let index = 0; index < versions; index++) {
      commitFiles(root, { 'a.onnx': scaleModel('w.bin'), 'w.bin': floats(index, index + 0.5), 'pad.txt': String(index) });
    }
    const script = await worker(
      'many',
      `
      const { readFileSync } = require('node:fs');
      const { dirname, join } = require('node:path');
      const { resolveModelFile } = require('./src/registry/references/resolve');
      (async () => {
        for (let round = 0; round < 12; round++) {
          const index = (round * 5 + Number(process.argv[3])) % ${versions};
          const { path } = await resolveModelFile('a.onnx@HEAD~' + (${versions - 1} - index), process.argv[2]);
          const weights = new Float32Array(new Uint8Array(readFileSync(join(dirname(path), 'w.bin'))).buffer);
          if (weights[0] !== index || weights[1] !== index + 0.5) throw new Error('wrong weights: ' + weights);
        }
      })().catch((error) => { console.error(error); process.exit(1); });`,
    );
    const run = promisify(execFile);
    const env = { ...process.env, MODELWRIGHT_CACHE_MEGABYTES: '0.0001' };
    await Promise.all([0, 1, 2, 3].map((number) => run(process.execPath, [script, root, String(number)], { env })));
    expect(readdirSync(join(cache, 'tmp'))).toEqual([]);
    expect(readdirSync(join(cache, 'versions'))).toHaveLength(versions);
  });

  it('one that is killed while it writes leaves nothing that the next does not remove', async () => {
    commitFiles(root, { 'big.onnx': Buffer.concat([scaleModel([1, 2]), Buffer.alloc(0)]), 'blob.bin': Buffer.alloc(64 << 20, 7) });
    const oid = git(root, ['rev-parse', 'HEAD:blob.bin']).trim();
    const script = await worker(
      'killed',
      `
      const { findRepository } = require('./src/git/repository');
      const { VersionCache } = require('./src/registry/cache/cache');
      (async () => {
        const repository = await findRepository(process.argv[2]);
        await new VersionCache().object(repository, { oid: '${oid}', bytes: ${64 << 20} }, undefined, () => process.send('writing'));
      })();`,
    );
    const child = fork(script, [root], { execArgv: [] });
    children.push(child);
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(join(cache, 'tmp'))).toHaveLength(1);
    await resolveModelFile('big.onnx@HEAD', root);
    expect(readdirSync(join(cache, 'tmp'))).toEqual([]);
    expect(filesBelow(join(cache, 'objects'))).toHaveLength(1);
  });
});

let bundles: string;
beforeAll(() => {
  bundles = scratchFolder('cache-bundles').folder;
});
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

/** A script that has the sources in it. */
async function worker(name: string, contents: string): Promise<string> {
  const outfile = join(bundles, `${name}.cjs`);
  await build({
    stdin: { contents, resolveDir: join(import.meta.dirname, '../../..'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
