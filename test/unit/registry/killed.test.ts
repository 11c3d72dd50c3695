import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findRepository } from '../../../src/git/repository';
import { registerJob } from '../../../src/jobs/register/job';
import { recoverIfUnfinished } from '../../../src/registry/actions/unfinished';
import { diagnose } from '../../../src/registry/doctor/doctor';
import { Registry } from '../../../src/registry/registry';
import { bundle } from '../engine/bundle';
import { CLEAN_ENVIRONMENT } from '../git/scratch';
import { actionRepository } from './actionRepository';
import { scaleModel } from './versionModels';

const repository = actionRepository('killed');
const { run, commit, status, tags, home } = repository;
const at = (path: string) => join(repository.root, path);
const OTHERS = '# ours\nother:\n  path: other.onnx\n';
const PARAMETERS = { model: 'm.onnx', commit: true, version: 'v1.0.0', stage: 'prod', yes: true };
let bundled: Awaited<ReturnType<typeof bundle>>;

/** A git that kills whoever started it before or after its Nth command that writes, and is the real one else. */
beforeAll(async () => {
  bundled = await bundle({ child: 'test/unit/registry/registerChild.ts' });
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  mkdirSync(join(home, 'bin'));
  writeFileSync(
    join(home, 'bin/git'),
    `#!/bin/sh
case "$1" in add|commit|tag|mktag|update-ref) ;; *) exec '${real}' "$@" ;; esac
count=$(($(cat "$COUNT" 2>/dev/null || echo 0) + 1))
echo $count > "$COUNT"
if [ "$KILL" = "before $count" ]; then kill -9 $PPID; exit 1; fi
'${real}' "$@"
code=$?
if [ "$KILL" = "after $count" ]; then kill -9 $PPID; fi
exit $code
`,
  );
  chmodSync(join(home, 'bin/git'), 0o755);
});

/** What the doctor says. */
async function inspected() {
  const registry = (await Registry.open(repository.root))!;
  try {
    return await diagnose(registry);
  } finally {
    registry.dispose();
  }
}

/** @returns the signal that ended it */
function registerKilled(kill: string): Promise<NodeJS.Signals | null> {
  rmSync(join(home, 'count'), { force: true });
  const env = {
    ...CLEAN_ENVIRONMENT,
    MODELWRIGHT_CACHE: join(home, 'cache'),
    PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`,
    COUNT: join(home, 'count'),
    KILL: kill,
  };
  const child = spawn(process.execPath, [join(bundled.directory, 'child.js'), JSON.stringify(PARAMETERS)], {
    cwd: repository.root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));
}

/** One model declared and committed, another that git does not know, and something of the person's own staged. */
function prepare(): void {
  commit({ 'artifacts.yaml': OTHERS, 'other.onnx': scaleModel([0, 1]) });
  writeFileSync(at('m.onnx'), scaleModel([1, 2]));
  writeFileSync(at('staged.txt'), 'mine');
  repository.git('add', 'staged.txt');
}

const UNTOUCHED = 'A  staged.txt\n?? m.onnx\n';

describe.skipIf(process.platform === 'win32')('a registration that is killed', () => {
  // add, commit, an object for each of two tags, both tags at once
  const steps = [1, 2, 3, 4, 5].flatMap((step) => [`before ${step}`, `after ${step}`]);

  it.each(steps)(
    '%s of its commands leaves what the next one puts right',
    async (kill) => {
      prepare();
      const head = repository.git('rev-parse', 'HEAD');
      expect(await registerKilled(kill)).toBe('SIGKILL');
      const isCommitted = repository.git('rev-parse', 'HEAD') !== head;
      expect(isCommitted).toBe(!['before 1', 'after 1', 'before 2'].includes(kill));
      // Both tags or none.
      expect(tags()).toEqual(kill === 'after 5' ? ['m#prod#1', 'm@v1.0.0'] : []);
      expect(existsSync(at('.git/modelwright.lock'))).toBe(true);
      const isCut = existsSync(at('.git/modelwright.unfinished.json'));
      if (['after 1', 'before 2'].includes(kill)) expect(isCut).toBe(true);
      const { findings } = await inspected();
      expect(findings.some(({ message }) => message.startsWith('A registration was cut off'))).toBe(isCut);
      const again = run(registerJob, { ...PARAMETERS, yes: false, dryRun: true });
      if (kill === 'after 5') await expect(again).rejects.toMatchObject({ code: 'version.registered' });
      else await again;
      // Looking is enough to have everything as it was, or as it was to be.
      expect(status()).toBe(isCommitted ? 'A  staged.txt\n' : UNTOUCHED);
      expect(readFileSync(at('artifacts.yaml'), 'utf8')).toBe(isCommitted ? `${OTHERS}m:\n  type: model\n  path: m.onnx\n` : OTHERS);
      if (kill !== 'after 5') await run(registerJob, PARAMETERS);
      expect(tags()).toEqual(['m#prod#1', 'm@v1.0.0']);
      expect(repository.git('show', '--format=', '--name-only', 'm@v1.0.0^{commit}')).toBe('artifacts.yaml\nm.onnx\n');
      expect(status()).toBe('A  staged.txt\n');
      if (kill !== 'after 5') expect(readdirSync(at('.git')).filter((name) => name.startsWith('modelwright'))).toEqual([]);
    },
    60_000,
  );

  it('is not killed by a git that is not told to', async () => {
    prepare();
    expect(await registerKilled('')).toBeNull();
    expect(readFileSync(join(home, 'count'), 'utf8')).toBe('5\n');
    expect(status()).toBe('A  staged.txt\n');
  });

  it('leaves alone what the person has changed since, and what they have staged', async () => {
    prepare();
    await registerKilled('before 2');
    writeFileSync(at('artifacts.yaml'), 'mine: {path: m.onnx}\n');
    repository.git('add', 'm.onnx');
    await recoverIfUnfinished((await findRepository(repository.root))!);
    expect(readFileSync(at('artifacts.yaml'), 'utf8')).toBe('mine: {path: m.onnx}\n');
    expect(status()).toBe(' M artifacts.yaml\nA  m.onnx\nA  staged.txt\n');
    expect(existsSync(at('.git/modelwright.unfinished.json'))).toBe(false);
  });

  it('is not put back while its commit may be under way', async () => {
    prepare();
    await registerKilled('before 2');
    writeFileSync(at('.git/index.lock'), '');
    await expect(run(registerJob, PARAMETERS)).rejects.toMatchObject({ code: 'git.locked' });
    rmSync(at('.git/index.lock'));
    await run(registerJob, PARAMETERS);
    expect(status()).toBe('A  staged.txt\n');
  });

  it('cannot have a path put back that leaves the work tree', async () => {
    prepare();
    writeFileSync(join(home, 'outside'), 'after');
    const edits = [{ path: '../outside', before: 'before', after: 'after' }];
    writeFileSync(at('.git/modelwright.unfinished.json'), JSON.stringify({ edits, untracked: [] }));
    await recoverIfUnfinished((await findRepository(repository.root))!);
    expect(readFileSync(join(home, 'outside'), 'utf8')).toBe('after');
  });
});
