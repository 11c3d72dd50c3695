/**
 * The list of 500 models with 10,000 tags between them, from nothing to models, versions and stages, against `git for-each-ref` printing
 * the same fields, both in one run; and what finding out costs that nothing, or one tag, changed.
 *
 *     npm run bench -- registry
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from '../../src/registry/registry';

const FOLDER = join(process.cwd(), '.bench', 'registry');
const MODELS = 500;
const TAGS = 10_000;
const RUNS = 15;
const ALLOWED = 3;
const FIELDS = ['refname', 'objectname', '*objectname', 'taggername', 'taggeremail', 'taggerdate:unix', 'contents:subject'];
const FORMAT = FIELDS.map((field) => `%(${field})`).join('%00');
const IDENTITY = 'Ada <ada@example.com>';
const START = 1_700_000_000;

function git(args: readonly string[], input?: string): string {
  return execFileSync('git', args, { cwd: FOLDER, input, encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** Models `team3/model42`, each with a version a commit, the newest in a stage or two. */
function make(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  git(['init', '-q', '--template=']);
  const lines: string[] = [];
  const perModel = TAGS / MODELS;
  const releases = (perModel * 3) / 4;
  for (let release = 0; release < releases; release++) {
    lines.push('commit refs/heads/main', `mark :${release + 1}`, `committer ${IDENTITY} ${START + release} +0000`, 'data 1', 'x');
  }
  const tag = (name: string, commit: number, time: number) => {
    const message = `${name}: what is better about it`;
    lines.push(`tag ${name}`, `from :${commit + 1}`, `tagger ${IDENTITY} ${START + time} +0000`, `data ${message.length}`, message);
  };
  for (let model = 0; model < MODELS; model++) {
    const name = `team${model % 20}/model${model}`;
    for (let release = 0; release < releases; release++) tag(`${name}@v1.${release}.0`, release, release * 10);
    for (let stage = 0; stage < perModel - releases; stage++) {
      tag(`${name}#${['staging', 'production'][stage % 2]}#${stage + 1}`, releases - 1 - (stage >> 1), 1000 + stage);
    }
  }
  git(['fast-import', '--quiet', '--force'], `${lines.join('\n')}\n`);
}

/** fast-import leaves loose refs or packed ones as it likes. */
function unpack(): void {
  const refs = git(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/tags']).trim().split('\n');
  if (!existsSync(join(FOLDER, '.git', 'packed-refs'))) return;
  git(['update-ref', '--stdin'], refs.map((ref) => `delete ${ref.split(' ')[1]}\n`).join(''));
  git(['update-ref', '--stdin'], refs.map((ref) => `create ${ref.split(' ')[1]} ${ref.split(' ')[0]}\n`).join(''));
}

async function timed(run: () => unknown): Promise<number> {
  const start = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

async function measure(kind: string): Promise<number> {
  const ours: number[] = [];
  const theirs: number[] = [];
  // Turn by turn, so that a busy moment of the machine meets both.
  for (let run = 0; run <= RUNS; run++) {
    const peer = await timed(() => git(['for-each-ref', `--format=${FORMAT}`, 'refs/tags']));
    const own = await timed(list);
    if (run > 0) theirs.push(peer);
    if (run > 0) ours.push(own);
  }
  const ratio = median(ours) / median(theirs);
  console.log(
    `${kind.padEnd(8)} list of ${MODELS} models, ${TAGS} tags ${ms(median(ours))}   git for-each-ref ${ms(median(theirs))}   ratio ${ratio.toFixed(2)} (at most ${ALLOWED})`,
  );
  return ratio;
}

async function list(): Promise<void> {
  const registry = (await Registry.open(FOLDER))!;
  const { size } = await registry.artifacts();
  registry.dispose();
  if (size !== MODELS) throw new Error(`${size} models were read, not ${MODELS}`);
}

async function refreshes(kind: string): Promise<void> {
  const registry = (await Registry.open(FOLDER))!;
  await registry.artifacts();
  // Until the refs are older than a clock's tick their times prove nothing.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await registry.refresh();
  const nothing: number[] = [];
  for (let run = 0; run < RUNS; run++) nothing.push(await timed(() => registry.refresh()));
  const one: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    git(['tag', '-a', '-m', 'new', `team1/model1@v2.${run}.0`, 'refs/heads/main']);
    one.push(await timed(() => registry.refresh()));
  }
  for (let run = 0; run < RUNS; run++) git(['tag', '-d', `team1/model1@v2.${run}.0`]);
  registry.dispose();
  console.log(`${kind.padEnd(8)} again with nothing new ${ms(median(nothing))}   with one new tag ${ms(median(one))}`);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

function ms(value: number): string {
  return `${value.toFixed(1).padStart(7)} ms`;
}

make();
const ratios: number[] = [];
for (const kind of ['loose', 'packed']) {
  if (kind === 'packed') git(['pack-refs', '--all']);
  else unpack();
  ratios.push(await measure(kind));
  await refreshes(kind);
}
process.exitCode = ratios.every((ratio) => ratio <= ALLOWED) ? 0 : 1;
