import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors';
import { seededRandom } from '../../src/base/random';
import { assignJob } from '../../src/jobs/assign/job';
import { deprecateJob } from '../../src/jobs/deprecate/job';
import { deregisterJob } from '../../src/jobs/deregister/job';
import { loaded } from '../../src/jobs/job';
import { registerJob } from '../../src/jobs/register/job';
import { rollbackJob } from '../../src/jobs/rollback/job';
import { unassignJob } from '../../src/jobs/unassign/job';
import { Registry } from '../../src/registry/registry';
import { showRegistry } from '../../src/registry/show';
import { git, scratchFolder } from '../unit/git/scratch';
import { writingContext } from '../unit/registry/actionContext';
import { commitFiles, scaleModel } from '../unit/registry/versionModels';

const python = process.env.MODELWRIGHT_PYTHON;
const available = python !== undefined && hasGto(python);
const SEQUENCES = 4;
const STEPS = 14;

function hasGto(program: string): boolean {
  try {
    execFileSync(program, ['-c', 'import gto.cli'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** GTO's command line. */
function gto(root: string, args: readonly string[]): string {
  return execFileSync(python!, ['-c', 'from gto.cli import app; app()', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const JOBS = {
  register: loaded(registerJob),
  assign: loaded(assignJob),
  unassign: loaded(unassignJob),
  deregister: loaded(deregisterJob),
  deprecate: loaded(deprecateJob),
  rollback: loaded(rollbackJob),
};

describe.skipIf(!available)('actions beside GTO', () => {
  const { folder: home, remove } = scratchFolder('actions-interop');
  Object.assign(process.env, { MODELWRIGHT_CACHE: join(home, 'cache') });
  afterAll(remove);

  it.each(Array.from({ length: SEQUENCES }, (_, seed) => [seed]))(
    'leave what GTO reads alike, and go on from what GTO writes (%i)',
    async (seed) => {
      const root = join(home, `r${seed}`);
      mkdirSync(root);
      git(root, ['init', '-q', '--template=']);
      git(root, ['config', 'user.name', 'Eve']);
      git(root, ['config', 'user.email', 'eve@example.com']);
      const random = seededRandom(seed + 100);
      const pick = <Value>(values: readonly Value[]) => values[random.integer(values.length)]!;
      let commits = 0;
      const commit = () =>
        commitFiles(root, { 'm.onnx': scaleModel([commits++, 1]), 'artifacts.yaml': 'm:\n  type: model\n  path: m.onnx\n' });
      const { context } = writingContext(root);
      const act = (job: keyof typeof JOBS, parameters: Record<string, unknown>) =>
        JOBS[job].run({ model: 'm', yes: true, ...parameters }, context);
      commit();
      let done = 0;
      for (let step = 0; step < STEPS; step++) {
        const registry = (await Registry.open(root))!;
        const versions = (await registry.find('m'))?.versions.map((version) => version.version) ?? [];
        registry.dispose();
        const action =
          step === 0
            ? 'register'
            : pick([
                'register',
                'register',
                'assign',
                'assign',
                'assign',
                'unassign',
                'deregister',
                'rollback',
                'deprecate',
                'gto',
              ] as const);
        const stage = pick(['prod', 'dev']);
        const version = pick(versions);
        try {
          if (action === 'register') {
            commit();
            await act('register', { bump: pick(['major', 'minor', 'patch'] as const) });
          } else if (action === 'gto') {
            commit();
            gto(
              root,
              pick([
                ['register', 'm'],
                ['assign', 'm', '--stage', stage, '--version', version ?? 'v0.0.1'],
              ]),
            );
          } else
            await act(action, {
              ...(action === 'assign' || action === 'deregister' ? { version } : {}),
              ...(action === 'deregister' || action === 'deprecate' ? {} : { stage }),
            });
          done++;
        } catch (error) {
          // What an action refuses, GTO would too, or it would undo nothing.
          const refused = error instanceof UserError || (error instanceof Error && 'status' in error && error.status === 1);
          if (!refused) throw error;
        }
        const again = (await Registry.open(root))!;
        const ours = await showRegistry(again);
        again.dispose();
        expect(JSON.parse(gto(root, ['show', '--json'])), `${seed}: ${action} in step ${step}: ${git(root, ['tag'])}`).toEqual(ours);
      }
      expect(done).toBeGreaterThan(STEPS / 3);
    },
  );
});
