import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Registry } from '../../../src/registry/registry';
import { showRegistry } from '../../../src/registry/show';
import { EPOCH, git, makeRepository, type ScratchTag, scratchFolder } from '../git/scratch';

let folder: string;
let remove: () => void;
const open: Registry[] = [];
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  ({ folder, remove } = scratchFolder('registry'));
  folder = realpathSync(folder);
});
afterEach(() => {
  for (const registry of open.splice(0)) registry.dispose();
  vi.unstubAllEnvs();
  remove();
});

async function openRegistry(path = folder): Promise<Registry> {
  const registry = (await Registry.open(path))!;
  open.push(registry);
  return registry;
}
const at = (commit: number, ...names: string[]): ScratchTag[] =>
  names.map((name, index) => ({ name, commit, time: EPOCH + commit * 100 + index }));
const latest = async (registry: Registry) =>
  Object.fromEntries([...(await registry.artifacts())].map(([name, state]) => [name, state.latest]));

describe('a registry', () => {
  it('takes what GTO takes for a model, and nothing of lightweight tags and unknown names but their numbers', async () => {
    makeRepository(
      folder,
      [{}],
      [
        ...at(0, 'm@v1.0.0', 'dir=x@v2.0.0', 'constructor@v3.0.0', 'm@created#7', 'release-v1.0.0'),
        { name: 'm@v9.0.0#5', commit: 0, lightweight: true },
      ],
    );
    const registry = await openRegistry();
    expect(await latest(registry)).toEqual({ m: 'v1.0.0', 'dir:x': 'v2.0.0', constructor: 'v3.0.0' });
    expect((await registry.find('m'))?.counter).toBe(7);
    expect(await registry.find('__proto__')).toBeUndefined();
    expect(await registry.find('toString')).toBeUndefined();
  });

  it.each([['files'], ['packed']])('reads what changed, and only that artifact anew (%s)', async (kind) => {
    makeRepository(folder, [{}, {}], at(0, 'm@v1.0.0', 'n@v1.0.0', 'n/o@v1.0.0'));
    if (kind === 'packed') git(folder, ['pack-refs', '--all']);
    const registry = await openRegistry();
    const before = await registry.artifacts();
    expect(await registry.refresh()).toBe(false);
    git(folder, ['tag', '-a', '-m', 'x', 'm@v1.1.0', 'HEAD']);
    expect(await registry.refresh()).toBe(true);
    const after = await registry.artifacts();
    expect(after.get('m')?.latest).toBe('v1.1.0');
    expect(after.get('n')).toBe(before.get('n'));
    expect(await registry.refresh()).toBe(false);
    git(folder, ['tag', '-d', 'm@v1.0.0', 'n@v1.0.0']);
    git(folder, ['tag', '-a', '-m', 'a file', 'n@v2.0.0', git(folder, ['hash-object', '-w', '--stdin'], 'x').trim()]);
    expect(await registry.refresh()).toBe(true);
    expect(await latest(registry)).toEqual({ m: 'v1.1.0', 'n/o': 'v1.0.0' });
    git(folder, ['pack-refs', '--all']);
    expect(await registry.refresh()).toBe(false);
    git(folder, ['tag', '-f', '-a', '-m', 'moved', 'm@v1.1.0', 'HEAD~1']);
    expect(await registry.refresh()).toBe(true);
    const fresh = await openRegistry();
    expect(await registry.artifacts()).toEqual(await fresh.artifacts());
  });

  it('comes out the same however many tags came at once', async () => {
    makeRepository(folder, [{}], at(0, 'm@v0.0.1'));
    const registry = await openRegistry();
    await registry.artifacts();
    const commit = git(folder, ['rev-parse', 'HEAD']).trim();
    const stream = Array.from(
      { length: 300 },
      (_, index) => `tag m${index % 7}@v1.${index}.0\nfrom ${commit}\ntagger Ada <a@b> ${EPOCH} +0000\ndata 1\nx\n`,
    );
    git(folder, ['fast-import', '--quiet'], stream.join(''));
    // Two windows' worth of asking at once.
    expect(await Promise.all([registry.refresh(), registry.refresh()])).toEqual([true, false]);
    expect(await registry.artifacts()).toEqual(await (await openRegistry()).artifacts());
    expect((await registry.artifacts()).size).toBe(8);
  });

  it('is the same from a worktree, in a bare repository, on no branch and in one of SHA-256', async () => {
    const files = { 'artifacts.yaml': 'm:\n  path: models/m.onnx\n', 'models/m.onnx': 'm' };
    for (const [name, init] of [
      ['plain', []],
      ['bare.git', ['--bare']],
      ['sha256', ['--object-format=sha256']],
    ] as const) {
      makeRepository(join(folder, name), [{ files }], at(0, 'm@v1.0.0', 'm#prod#1'), init);
      const registry = await openRegistry(join(folder, name));
      const state = (await registry.find('m'))!;
      expect([name, Object.fromEntries(state.stages)]).toEqual([name, { prod: 'v1.0.0' }]);
      expect(await registry.declared()).toEqual([{ name: 'm', path: 'models/m.onnx', type: undefined, description: undefined }]);
      expect(await registry.pathAt('m', state.versions[0]!.commit)).toBe('models/m.onnx');
    }
    git(join(folder, 'plain'), ['worktree', 'add', '-q', '--detach', '../tree']);
    expect(await latest(await openRegistry(join(folder, 'tree')))).toEqual({ m: 'v1.0.0' });
  });

  it('of an empty repository is empty, and of none there is none', async () => {
    git(folder, ['init', '-q', 'empty']);
    const registry = await openRegistry(join(folder, 'empty'));
    expect((await registry.artifacts()).size).toBe(0);
    expect(await showRegistry(registry)).toEqual({});
    vi.stubEnv('GIT_CEILING_DIRECTORIES', folder);
    mkdirSync(join(folder, 'none'));
    expect(await Registry.open(join(folder, 'none'))).toBeUndefined();
  });

  it('of a partial clone is read from tags; what its trees would say is unknown, not waited for', async () => {
    makeRepository(join(folder, 'origin'), [{ files: { 'artifacts.yaml': 'm:\n  path: m.onnx\n', 'm.onnx': 'm' } }], at(0, 'm@v1.0.0'));
    git(join(folder, 'origin'), ['config', 'uploadpack.allowFilter', 'true']);
    git(folder, ['clone', '-q', '--filter=blob:none', '--no-checkout', `file://${join(folder, 'origin')}`, 'partial']);
    const registry = await openRegistry(join(folder, 'partial'));
    const { versions } = (await registry.find('m'))!;
    expect(versions).toMatchObject([{ version: 'v1.0.0' }]);
    expect(await registry.pathAt('m', versions[0]!.commit)).toBe('m.onnx');
  });
});

describe('tags of other patterns', () => {
  const tags = [...at(0, 'm-v1.0.0', 'm/v1.1.0', 'release-v3.0.0'), { name: 'v2.0.0', commit: 0, lightweight: true }];

  it('count for models that there are, a plain version for the only one, and are marked', async () => {
    makeRepository(folder, [{ files: { 'models/m.onnx': 'm', 'models/m.int8.onnx': 'm' } }], tags);
    const registry = await openRegistry();
    const state = (await registry.find('m'))!;
    expect(state.versions.map(({ version, pattern }) => [version, pattern])).toEqual([
      ['v2.0.0', 'v'],
      ['v1.1.0', 'name/v'],
      ['v1.0.0', 'name-v'],
    ]);
    expect((await registry.artifacts()).size).toBe(1);
    expect(await showRegistry(registry)).toEqual({});
  });

  it('of plain versions say nothing where there are two models', async () => {
    makeRepository(folder, [{ files: { 'm.onnx': 'm', 'n.onnx': 'n' } }], tags);
    expect((await (await openRegistry()).find('m'))?.versions.map(({ version }) => version)).toEqual(['v1.1.0', 'v1.0.0']);
  });

  it('are those that git or the environment names', async () => {
    makeRepository(folder, [{ files: { 'm.onnx': 'm' } }], tags);
    const found = async () => (await (await openRegistry()).find('m'))?.versions.map(({ version }) => version);
    git(folder, ['config', 'modelwright.tagPatterns', 'name-v, v']);
    expect(await found()).toEqual(['v2.0.0', 'v1.0.0']);
    git(folder, ['config', 'modelwright.tagPatterns', 'none']);
    expect(await found()).toBeUndefined();
    vi.stubEnv('MODELWRIGHT_TAG_PATTERNS', 'name/v');
    expect(await found()).toEqual(['v1.1.0']);
  });
});

describe("an artifact's path", () => {
  it('is that of the time: declared there, today, or the one file of its name', async () => {
    const commits = makeRepository(
      folder,
      [
        { files: { 'old/m.onnx': '1', 'x/n.onnx': '1', 'y/n.onnx': '1', 'only/o.onnx.dvc': 'outs: []' } },
        { files: { 'artifacts.yaml': 'm:\n  path: old/m.onnx\n' } },
        {
          files: {
            'artifacts.yaml': 'm:\n  path: new/m.onnx\n',
            'new/m.onnx': '2',
            'dvc.yaml': 'artifacts:\n  p:\n    path: new/p.onnx\n  m:\n    path: no.onnx\n',
          },
        },
        { files: { 'sub/dvc.yaml': 'artifacts:\n  q:\n    path: q.onnx\n    desc: nested\n' } },
      ],
      [],
    );
    const registry = await openRegistry();
    const paths = (name: string) => Promise.all(commits.map((commit) => registry.pathAt(name, commit)));
    expect(await paths('m')).toEqual(['old/m.onnx', 'old/m.onnx', 'new/m.onnx', 'new/m.onnx']);
    expect(await paths('n')).toEqual([undefined, undefined, undefined, undefined]);
    expect(await paths('o')).toEqual(Array(4).fill('only/o.onnx'));
    expect(await paths('p')).toEqual([undefined, undefined, 'new/p.onnx', 'new/p.onnx']);
    expect(await paths('sub:q')).toEqual([undefined, undefined, undefined, 'sub/q.onnx']);
    expect(await registry.pathAt('m', 'f'.repeat(40))).toBeUndefined();
  });

  it('never leaves the repository, whatever artifacts.yaml says', async () => {
    const hostile = ['/etc/passwd', '../../x.onnx', 'a/../../x.onnx', 'C:\\x.onnx', 'a\\0'].map(
      (path, index) => `h${index}:\n  path: ${JSON.stringify(path)}\n`,
    );
    const [commit] = makeRepository(folder, [{ files: { 'artifacts.yaml': `${hostile.join('')}__proto__:\n  path: p.onnx\n` } }], []);
    const registry = await openRegistry();
    expect((await registry.declared()).map(({ name }) => name)).toEqual(['h4', '__proto__']);
    expect((await registry.entries()).filter(({ outside }) => outside).map(({ name }) => name)).toEqual(['h0', 'h1', 'h2', 'h3']);
    expect(await registry.pathAt('h1', commit!)).toBeUndefined();
  });
});

describe('hostile repositories', () => {
  it('with artifacts files that unfold, nest or are no YAML declare nothing', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((key, index) => `${key}: &${key} [${`*${'abcdefgh'[index]},`.repeat(9)}]`)
      .join('\n')}\n`;
    for (const text of [bomb, '['.repeat(100_000), '\0\u0001', '- list', 'm: 7', 'm:\n  path: [1]\n', 'x'.repeat(2_000_000)]) {
      writeFileSync(join(folder, 'artifacts.yaml'), text);
      git(folder, ['init', '-q']);
      expect((await (await openRegistry()).declared()).length).toBe(0);
    }
  });

  const many = process.env.MODELWRIGHT_LONG === '1' ? 100_000 : 10_000;

  it(`with ${many} tags of which few mean anything are read all the same`, async () => {
    git(folder, ['init', '-q', '--template=']);
    const [commit] = ['refs/heads/main'].map((ref) => {
      git(folder, ['fast-import', '--quiet'], `commit ${ref}\ncommitter A <a@b> 1 +0000\ndata 1\nx\n`);
      return git(folder, ['rev-parse', ref]).trim();
    });
    const names = [
      'm@v1.0.0',
      '<img src=x onerror=alert(1)>@v1.0.0',
      '__proto__@v1.0.0',
      'constructor#prototype#1',
      '$(touch x)',
      "'; rm -rf",
      '%s%n',
      '‮txt',
    ];
    const tags = [...names, ...Array.from({ length: many }, (_, index) => `junk${index % 100}/t${index}`)].filter(
      (name) => !/[\s:?*[\\^~]/.test(name),
    );
    // One object for all: what takes time is the number of refs.
    const tag = git(
      folder,
      ['hash-object', '-t', 'tag', '-w', '--stdin'],
      `object ${commit}\ntype commit\ntag x\ntagger A <a@b> 5 +0000\n\n${'long '.repeat(20)}`,
    ).trim();
    writeFileSync(
      join(folder, '.git', 'packed-refs'),
      `# pack-refs with: peeled fully-peeled \n${tags.map((name) => `${tag} refs/tags/${name}\n^${commit}\n`).join('')}`,
    );
    const registry = await openRegistry();
    const states = await registry.artifacts();
    expect([...states.keys()].sort()).toEqual(['constructor', 'm']);
    expect(Object.fromEntries(states.get('constructor')!.stages)).toEqual({ prototype: commit });
    git(folder, ['tag', '-a', '-m', 'x', 'm@v1.0.1', commit!]);
    expect(await registry.refresh()).toBe(true);
    expect((await registry.find('m'))?.latest).toBe('v1.0.1');
  }, 120_000);
});
