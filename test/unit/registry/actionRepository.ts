import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach } from 'vitest';
import { type Job, loaded } from '../../../src/jobs/job';
import { EPOCH, git, scratchFolder } from '../git/scratch';
import { writingContext } from './actionContext';
import { annotate, commitFiles, scaleModel } from './versionModels';

export const ARTIFACTS = '# our models\nm:\n  type: model\n  path: models/m.onnx # the one\n';

/**
 * A repository of its own for each test of a file, with an author and without anybody's configuration, and the jobs that write to it.
 * @param name of the folder, for whoever looks at what is left
 */
export function actionRepository(name: string) {
  const { folder: home, remove } = scratchFolder(name);
  const environment = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', MODELWRIGHT_CACHE: join(home, 'cache') };
  const before = Object.fromEntries(Object.keys(environment).map((key) => [key, process.env[key]]));
  Object.assign(process.env, environment);
  afterAll(() => {
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
    remove();
  });
  let count = 0;
  let root = '';
  const repository = {
    home,
    /** Of the repository of the test that runs. */
    get root(): string {
      return root;
    },
    // biome-ignore lint/suspicious/noExplicitAny: jobs of every parameter type
    async run<Result>(job: Job<any, Result>, parameters: Record<string, unknown>): Promise<Result> {
      const { context, clean } = writingContext(root);
      try {
        return (await loaded(job).run({ yes: true, ...parameters }, context)).result as Result;
      } finally {
        await clean();
      }
    },
    /** A job that only looks. @param cwd the repository's root where left out */
    // biome-ignore lint/suspicious/noExplicitAny: as above
    async look<Result>(job: Job<any, Result>, parameters: Record<string, unknown>, cwd?: string): Promise<Result> {
      return (await loaded(job).run(parameters, writingContext(cwd ?? root).context)).result as Result;
    },
    git: (...args: string[]): string => git(root, args),
    tags: (): string[] => git(root, ['tag']).trim().split('\n').filter(Boolean),
    status: (): string => git(root, ['status', '--porcelain']),
    commit: (files: Readonly<Record<string, Buffer | string>>): string => commitFiles(root, files),
    /** v1.0.0, v1.1.0, v1.2.0 of `m`, each on a commit of its own, a minute apart. @returns the commits */
    threeVersions: (): string[] =>
      ['v1.0.0', 'v1.1.0', 'v1.2.0'].map((version, index) => {
        const commit = commitFiles(root, { 'models/m.onnx': scaleModel([index, 1]), 'artifacts.yaml': ARTIFACTS });
        annotate(root, `m@${version}`, commit, EPOCH + 60 * index);
        return commit;
      }),
  };
  beforeEach(() => {
    root = join(home, `r${count++}`);
    mkdirSync(root);
    repository.git('init', '-q', '--template=');
    repository.git('config', 'user.name', 'Eve');
    repository.git('config', 'user.email', 'eve@example.com');
  });
  return repository;
}
