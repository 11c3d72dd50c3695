import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach } from 'vitest';
import { type Job, loaded } from '../../../src/jobs/job';
import { EPOCH, git, scratchFolder } from '../git/scratch';
import { writingContext } from './actionContext';
import { annotate, commitFiles, scaleModel } from './versionModels';

export const ARTIFACTS = '# our models\nm:\n  type: model\n  path: models/m.onnx # the one\n';

/** Repositories as a test finds them, made once in a file and copied for each test: most of making one is starting git. */
export function templates(home: string) {
  let count = 0;
  let empty = '';
  let versions: { root: string; commits: string[] } | undefined;
  const own = () => join(home, 'templates', String(count++));
  const templates = {
    /** An empty repository with an author. */
    start(root: string): void {
      if (!empty) {
        empty = own();
        mkdirSync(empty, { recursive: true });
        git(empty, ['init', '-q', '--template=']);
        git(empty, ['config', 'user.name', 'Eve']);
        git(empty, ['config', 'user.email', 'eve@example.com']);
      }
      cpSync(empty, root, { recursive: true });
    },
    /** v1.0.0, v1.1.0, v1.2.0 of `m` in an empty repository, each on a commit of its own, a minute apart. @returns the commits */
    threeVersions(root: string): string[] {
      if (!versions) {
        const made = own();
        templates.start(made);
        const commits = ['v1.0.0', 'v1.1.0', 'v1.2.0'].map((version, index) => {
          const commit = commitFiles(made, { 'models/m.onnx': scaleModel([index, 1]), 'artifacts.yaml': ARTIFACTS });
          annotate(made, `m@${version}`, commit, EPOCH + 60 * index);
          return commit;
        });
        versions = { root: made, commits };
      }
      const config = join(versions.root, '.git', 'config');
      // What the test has configured stays.
      cpSync(versions.root, root, { recursive: true, filter: (path) => path !== config });
      // The index knows the files by their inodes.
      git(root, ['update-index', '-q', '--refresh']);
      return versions.commits;
    },
  };
  return templates;
}

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
  const template = templates(home);
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
    /** {@link templates} */
    threeVersions: (): string[] => template.threeVersions(root),
  };
  beforeEach(() => {
    root = join(home, `r${count++}`);
    template.start(root);
  });
  return repository;
}
