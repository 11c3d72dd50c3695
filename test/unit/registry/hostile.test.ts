import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readYaml } from '../../../src/base/yaml';
import { nestsTooDeep } from '../../../src/base/yamlDepth';
import { declarations, staysInside } from '../../../src/registry/declared/artifacts';
import { bundle } from '../engine/bundle';
import { CLEAN_ENVIRONMENT, EPOCH, git, makeRepository, type ScratchTag, scratchFolder } from '../git/scratch';

// Programs are started by the dozen: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

let bundled: Awaited<ReturnType<typeof bundle>>;
let scratch: string;
let folder: string;
let remove: () => void;
beforeAll(async () => {
  bundled = await bundle({ cli: 'src/cli.ts', worker: 'src/worker.ts' });
});
beforeEach(() => {
  ({ folder: scratch, remove } = scratchFolder('hostile'));
  scratch = realpathSync(scratch);
  folder = join(scratch, 'repository');
});
afterEach(() => remove());

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** The built command line, in a repository; both streams together. */
function modelwright(line: string, options: { cwd?: string; env?: NodeJS.ProcessEnv; uid?: number } = {}): Promise<Ended> {
  const env = { ...CLEAN_ENVIRONMENT, XDG_CACHE_HOME: join(scratch, 'cache'), ...options.env };
  const child = spawn(process.execPath, [join(bundled.directory, 'cli.js'), ...line.split(' ')], {
    cwd: options.cwd ?? folder,
    env,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
}

const COMMANDS = [
  'versions m',
  'register m --dry-run',
  'assign m --stage prod --dry-run',
  `fetch m@v1.0.0 --out elsewhere`,
  'inspect m@v1.0.0',
  'diff m@v1.0.0 m@latest',
  'doctor',
];

const WHOLE = process.env.MODELWRIGHT_LONG === '1';
type Verb = 'versions' | 'register' | 'assign' | 'fetch' | 'inspect' | 'diff' | 'doctor';
/** How a command is to end: with a code, and with words that are in what it says. */
type Expected = number | readonly [code: number, told: string | RegExp];

/** These commands, two at a time. */
async function all(options: Parameters<typeof modelwright>[1] = {}, commands: readonly string[] = COMMANDS): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (let start = 0; start < commands.length; start += 2) {
    ended.push(...(await Promise.all(commands.slice(start, start + 2).map((line) => modelwright(line, options)))));
  }
  // Whatever happens it is told: no stack of ours, no process that died.
  for (const { out } of ended) expect(out).not.toMatch(/\n {4}at |ended unexpectedly|Error: /);
  return ended;
}

/** Where the last look ended in the list of commands. */
let turn = 0;

/**
 * Runs commands and looks how they end. Each is two processes, so of those that need not be there three are run, others each time, and all of
 * them in the long tests.
 * @param needed run each time: what the situation is about
 */
async function ends(
  expected: Readonly<Partial<Record<Verb, Expected>>>,
  needed: readonly Verb[] = [],
  options: Parameters<typeof modelwright>[1] = {},
  lines: readonly string[] = COMMANDS,
): Promise<void> {
  const verbs = Object.keys(expected) as Verb[];
  const chosen = new Set<Verb>(WHOLE ? verbs : needed);
  for (let left = verbs.length; left > 0 && chosen.size < Math.min(3, verbs.length); left--) chosen.add(verbs[turn++ % verbs.length]!);
  const commands = lines.filter((line) => chosen.has(line.split(' ')[0] as Verb));
  const ended = await all(options, commands);
  for (const [index, line] of commands.entries()) {
    const [code, told] = [expected[line.split(' ')[0] as Verb]!].flat() as [number, string | RegExp | undefined];
    expect({ line, code: ended[index]!.code }, ended[index]!.out).toEqual({ line, code });
    if (typeof told === 'string') expect(ended[index]!.out).toContain(told);
    else if (told) expect(ended[index]!.out).toMatch(told);
  }
}

/** The same end for those that open a repository in ways of their own. */
const few = (expected: Expected) => ({ versions: expected, inspect: expected, doctor: expected });

const small = readFileSync(join(import.meta.dirname, '../../fixtures/onnx', smallFixture()));
function smallFixture(): string {
  const names = readdirSync(join(import.meta.dirname, '../../fixtures/onnx'), { recursive: true }) as string[];
  return names.filter((name) => name.endsWith('.onnx')).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0]!;
}

/** A repository of one model, committed as it is, with tags. */
function repository(artifacts: string, tags: readonly ScratchTag[] = [{ name: 'm@v1.0.0', commit: 0, time: EPOCH }]): void {
  makeRepository(folder, [{ files: { 'README.md': 'models' } }], []);
  writeFileSync(join(folder, 'artifacts.yaml'), artifacts);
  writeFileSync(join(folder, 'm.onnx'), small);
  git(folder, ['add', '.']);
  git(folder, ['commit', '-q', '-m', 'model']);
  for (const { name, time = EPOCH, message = 'x' } of tags) {
    git(folder, ['tag', '-a', '-m', message, name], undefined, { GIT_COMMITTER_DATE: `@${time} +0000` });
  }
}

const state = () => git(folder, ['for-each-ref']) + git(folder, ['status', '--porcelain', '--ignored']);
const PLAIN = 'm:\n  path: m.onnx\n';

describe('names and files of strangers', () => {
  it('tags of every kind are read, told and never obeyed', async () => {
    const names = [
      '<img/src=x>@v1.0.0',
      '__proto__@v1.0.0',
      'constructor@v1.0.0',
      'm#__proto__#1',
      '$(id>x)@v1',
      "m@v1';id>x",
      'm\u202e@v1',
    ];
    repository(PLAIN, [
      { name: 'm@v1.0.0', commit: 0, message: '\u001b[31m<script>alert(1)</script>\u202e' },
      ...names.map((name, index) => ({ name, commit: 0, time: EPOCH + index + 1 })),
    ]);
    const before = state();
    const ended = await all({}, [...COMMANDS, 'models --json', 'versions m --json', 'versions __proto__', 'doctor --json']);
    // JSON is data for programs: there only what JSON itself escapes is.
    for (const { out } of ended) expect(out.replaceAll('\n', '')).not.toMatch(out.startsWith('{') ? /\p{Cc}/u : /[\p{Cc}\u202e]/u);
    expect(ended.map(({ code }) => code)).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
    const { models, registry } = JSON.parse(ended[7]!.out).result;
    // The one that was fetched lies in the work tree too.
    expect([...new Set(models.map((model: { name: string }) => model.name))]).toEqual(['m', 'constructor']);
    expect(Object.keys(registry)).toEqual(['constructor', 'm']);
    const { findings } = JSON.parse(ended[10]!.out).result as { findings: { where: string; remedy: string }[] };
    expect(findings.map(({ where }) => where)).toEqual(expect.arrayContaining(["m@v1';id>x", 'm#__proto__#1']));
    expect(existsSync(join(folder, 'x'))).toBe(false);
    git(folder, ['clean', '-qfdx', 'elsewhere', '.modelwright']);
    expect(state()).toBe(before);
  });

  it('paths that leave the repository are not followed, and none is lost of what was there', async () => {
    const outside = join(scratch, 'outside.onnx');
    writeFileSync(outside, 'mine');
    symlinkSync(outside, join(scratch, 'link'));
    repository(
      `up:\n  path: ../outside.onnx\nback:\n  path: ..\\outside.onnx\nabs:\n  path: ${outside}\nnul:\n  path: "a\\0b"\ndrive:\n  path: C:\\x.onnx\n__proto__:\n  path: m.onnx\n<b>:\n  path: m.onnx\n${PLAIN}`,
    );
    const commands = ['up', 'back', 'abs'].flatMap((name) => [`register ${name} --dry-run`, `versions ${name}`]);
    for (const { code, out } of await all({}, commands)) {
      expect(out).not.toContain('mine');
      expect(code === 1 || /no version yet/.test(out)).toBe(true);
    }
    const { code, out } = await modelwright('doctor --json');
    const { findings } = JSON.parse(out).result as { findings: { code: string; where: string }[] };
    expect(code).toBe(3);
    expect(findings.filter((one) => one.code === 'artifact.outside').map(({ where }) => where)).toEqual([
      'up',
      'back',
      'abs',
      'nul',
      'drive',
    ]);
    expect(readFileSync(outside, 'utf8')).toBe('mine');
  });

  it.each(['..\\x', 'a\\..\\..\\x', '../x', '/x', '\\x', 'c:/x', 'C:x', '', 'a/../../x', 'a\0b'])('%j is no path inside', (path) => {
    expect(staysInside(path)).toBe(false);
    expect(declarations(JSON.stringify({ m: { path } }), undefined)[0]!.path).toBeUndefined();
  });

  it('YAML that unfolds or nests without end is no YAML', async () => {
    const bomb = `a: &a [x,x]\n${Array.from({ length: 30 }, (_, i) => `k${i}: &k${i} [*${i ? `k${i - 1}` : 'a'},*${i ? `k${i - 1}` : 'a'}]\n`).join('')}`;
    const deep = ['['.repeat(1e6), `${'- '.repeat(1e5)}x`, `a: ${'{a: '.repeat(1e5)}`, `${'? '.repeat(1e5)}x`];
    for (const text of [bomb, ...deep]) expect(readYaml(text)).toBeUndefined();
    expect(nestsTooDeep('a:\n  - b: [1, {c: 2}]\n'.repeat(10_000))).toBe(false);
    repository(PLAIN);
    writeFileSync(join(folder, 'artifacts.yaml'), bomb);
    writeFileSync(join(folder, 'dvc.yaml'), `artifacts: ${deep[0]}`);
    const told = /error artifacts\.yaml: It has aliases[\s\S]*error dvc\.yaml: It is no YAML, or nests too deep/;
    await ends({ versions: 0, register: 1, assign: 0, fetch: 0, inspect: 0, diff: 0, doctor: [3, told] }, ['register', 'doctor']);
  });

  it('six thousand tags of one commit are read, and what is wrong with them is cut to what can be read', async () => {
    repository(PLAIN);
    const commit = git(folder, ['rev-parse', 'HEAD']).trim();
    const name = (index: number) => (index % 2 ? `m${index % 200}@v1.${index}.0` : `m@1.${index}`);
    // One object for all, and refs in one file: what is looked at is their number.
    const object = `object ${commit}\ntype commit\ntag x\ntagger A <a@b> ${EPOCH + 5} +0000\n\nx\n`;
    const tag = git(folder, ['hash-object', '-t', 'tag', '-w', '--stdin'], object).trim();
    const lines = Array.from({ length: 6000 }, (_, index) => `${tag} refs/tags/${name(index)}\n^${commit}\n`);
    writeFileSync(join(folder, '.git', 'packed-refs'), `# pack-refs with: peeled fully-peeled \n${lines.join('')}`);
    const [models, doctor] = await all({}, ['models', 'doctor --json']);
    expect(models!.out).toMatch(/^101 models, of which 100 missing\n/);
    const { findings, checked } = JSON.parse(doctor!.out).result;
    expect(checked).toEqual({ tags: 6001, models: 101, versions: 3001 });
    expect(findings.length).toBeLessThan(500);
    expect(doctor!.out).toContain('2900 more like this (tag.invalid)');
  });
});

describe('repositories that are not as one would have them', () => {
  it('none, an empty one, one without a commit', async () => {
    mkdirSync(folder);
    await ends(few([1, /is not in a git repository/]), [], { env: { GIT_CEILING_DIRECTORIES: scratch } });
    git(folder, ['init', '-q']);
    const none: Expected = [1, /There is no model m|No tag of this repository names a model m/];
    await ends({ versions: none, register: none, assign: none, fetch: none, inspect: none, diff: none, doctor: 0 });
    writeFileSync(join(folder, 'm.onnx'), small);
    expect((await modelwright('versions m')).out).toMatch(/^m has no version yet/);
    expect((await modelwright('register m --dry-run')).out).toMatch(/not committed[\s\S]*m\.onnx/);
  });

  it('on no branch all is as on one', async () => {
    repository(PLAIN);
    git(folder, ['commit', '-q', '--allow-empty', '-m', 'more']);
    git(folder, ['checkout', '-q', '--detach']);
    await ends({ versions: 0, register: 0, assign: 0, fetch: 0, inspect: 0, diff: 0, doctor: 0 }, ['register', 'assign']);
  });

  it('a shallow clone says that versions may be elsewhere, and how to bring them', async () => {
    repository(PLAIN);
    git(folder, ['commit', '-q', '--allow-empty', '-m', 'more']);
    const cwd = join(scratch, 'shallow');
    git(scratch, ['clone', '-q', '--depth', '1', `file://${folder}`, cwd]);
    const elsewhere: Expected = [1, 'git fetch --unshallow --tags'];
    await ends(
      {
        ...{ versions: 0, register: [0, 'shallow clone without versions of m'], assign: 1 },
        ...{ fetch: elsewhere, inspect: elsewhere, diff: elsewhere, doctor: [0, 'This is a shallow clone'] },
      },
      ['register', 'doctor'],
      { cwd },
    );
    git(cwd, ['fetch', '-q', '--unshallow', '--tags']);
    expect((await modelwright('fetch m@v1.0.0 --out elsewhere', { cwd })).code).toBe(0);
  });

  it.each(['blob:none', 'tree:0'])('a partial clone (%s) downloads nothing unasked, and says what to run', async (filter) => {
    repository(PLAIN);
    git(folder, ['config', 'uploadpack.allowFilter', 'true']);
    git(folder, ['config', 'uploadpack.allowAnySHA1InWant', 'true']);
    const cwd = join(scratch, 'partial');
    git(scratch, ['clone', '-q', '--no-checkout', `--filter=${filter}`, `file://${folder}`, cwd]);
    const partial: Expected = [1, 'this is a partial clone'];
    await ends({ versions: 0, register: 1, assign: 0, fetch: partial, inspect: partial, diff: partial, doctor: 0 }, [], { cwd });
    // What it says to run brings it a step further, down to the bytes.
    for (let step = 0; step < 3; step++) {
      const { code, out } = await modelwright('fetch m@v1.0.0 --out elsewhere', { cwd });
      if (code === 0) break;
      git(cwd, /^Run:\s+git (.*)$/m.exec(out)![1]!.split(' '));
    }
    expect(readFileSync(join(cwd, 'elsewhere', 'm.onnx'))).toEqual(small);
  });
});

describe.skipIf(process.platform === 'win32')('a git or a machine that is not as one would have it', () => {
  it('no git: files can still be listed, the rest says what to install', async () => {
    repository(PLAIN);
    const env = { PATH: join(scratch, 'nothing') };
    await ends(few([1, /^modelwright: git was not found\.\nInstall git/]), [], { env });
    const { code, out } = await modelwright('models', { env });
    expect([code, out.includes('git was not found'), out.includes('m.onnx')]).toEqual([0, true, true]);
  });

  it('a git that is too old is named', async () => {
    repository(PLAIN);
    const old = join(scratch, 'old');
    mkdirSync(old);
    writeFileSync(join(old, 'git'), '#!/bin/sh\necho "git version 1.8.3.1"\n');
    chmodSync(join(old, 'git'), 0o755);
    const told = /This git is too old: git version 1\.8\.3\.1\.\nInstall git 2\.25 or newer/;
    await ends(few([1, told]), [], { env: { PATH: `${old}:${process.env.PATH}` } });
  });

  // Another user is had by root alone.
  it.skipIf(process.getuid?.() !== 0)(
    'a repository of somebody else is not opened, and one that is only to be read is read',
    async ({ skip }) => {
      repository(PLAIN);
      const home = join(scratch, 'home');
      mkdirSync(home);
      chmodSync(scratch, 0o777);
      chmodSync(home, 0o777);
      chmodSync(bundled.directory, 0o755);
      // Another user may not get into the folder that the tests are run from.
      const asked = `require('node:fs').accessSync(${JSON.stringify(join(bundled.directory, 'cli.js'))})`;
      skip(spawnSync(process.execPath, ['-e', asked], { uid: 65534 }).status !== 0);
      const other = { uid: 65534, env: { HOME: home, XDG_CACHE_HOME: join(home, 'cache'), NODE_PATH: '' } };
      await ends(few([1, `git config --global --add safe.directory ${folder}`]), [], other);
      const config = join(home, 'config');
      writeFileSync(config, '[safe]\n\tdirectory = *\n');
      const reading = { ...other, env: { ...other.env, GIT_CONFIG_GLOBAL: config } };
      const lines = COMMANDS.map((line) => line.replace('elsewhere', join(home, 'elsewhere')));
      const before = state();
      const told: Expected = [0, 'not kept in the history'];
      await ends(
        { versions: 0, register: 1, assign: 0, fetch: 0, inspect: 0, diff: told, doctor: 0 },
        ['diff', 'register'],
        reading,
        lines,
      );
      const { code, out } = await modelwright('assign m --stage prod --yes', reading);
      expect([code, out.includes('The repository cannot be written to')]).toEqual([1, true]);
      expect(state()).toBe(before);
    },
  );

  it('a folder that is gone is said to be', async () => {
    mkdirSync(folder);
    const child = spawn(
      '/bin/sh',
      ['-c', `rmdir '${folder}' && exec '${process.execPath}' '${join(bundled.directory, 'cli.js')}' models`],
      { cwd: folder },
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(said).toContain('The folder that this was started in is not there any more.');
    expect(existsSync(dirname(folder))).toBe(true);
  });
});
