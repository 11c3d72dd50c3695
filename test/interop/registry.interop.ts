import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random';
import { Registry } from '../../src/registry/registry';
import { type ShownArtifact, showRegistry } from '../../src/registry/show';
import { EPOCH, makeRepository, type ScratchCommit, type ScratchTag, scratchFolder } from '../unit/git/scratch';

const python = process.env.MODELWRIGHT_PYTHON;
const available = python !== undefined && hasGto(python);
const REPOSITORIES = 240;

interface PeerEvent {
  timestamp: number;
  artifact: string;
  event: string;
  version: string | null;
  stage: string | null;
  commit: string;
  author: string;
  author_email: string;
  message: string;
  ref: string;
}

interface Peer {
  error?: string;
  show?: Record<string, ShownArtifact>;
  history?: PeerEvent[];
}

function hasGto(program: string): boolean {
  try {
    execFileSync(program, ['-c', 'import gto.api'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** GTO's view of repositories, in order. */
async function askGto(folders: readonly string[]): Promise<Peer[]> {
  const asked = promisify(execFile)(python!, [join(import.meta.dirname, 'registry.py')], {
    maxBuffer: 1 << 26,
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT|GTO)_/i.test(name))),
  });
  asked.child.stdin!.end(`${folders.join('\n')}\n`);
  const { stdout } = await asked;
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Peer);
}

/** A registry that was used at random: few commits, versions, stages and seconds, so that ties, repetitions and undoing are the rule. */
function randomRegistry(seed: number): { commits: ScratchCommit[]; tags: ScratchTag[] } {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[random.integer(values.length)]!;
  const names = ['m', 'nn', 'a/b', 'dir=x', 'constructor'].slice(0, 1 + random.integer(5));
  const versions = ['v1.0.0', 'v1.0.1', 'v1.1.0-rc.1', 'v1.1.0', 'v1.1.0+a', 'v1.1.0+b', 'v2.0.0-alpha', 'v0.10.0', 'v0.9.0'];
  const stages = ['prod', 'dev', 'a/b'];
  const span = pick([2, 5, 40]);
  const count = 1 + random.integer(5);
  const commits: ScratchCommit[] = Array.from({ length: count }, (_, index) => ({
    // Now and then commits are younger than what happens to them.
    time: EPOCH + (random.next() < 0.2 ? random.integer(60) : index - 100),
    files: {
      [`file${index}`]: String(index),
      ...(random.next() < 0.3
        ? { 'artifacts.yaml': names.map((name) => `${name.replace('dir=', '')}:\n  type: model\n  path: ${name}.onnx\n`).join('') }
        : {}),
      ...(random.next() < 0.1 ? { '.gto': pick(['stages: [prod, dev, unused]\n', 'stages: []\n', 'types: [model]\n']) } : {}),
    },
  }));
  // Mostly a version has a commit of its own: two on one end GTO with an error as soon as a stage comes.
  const orderly = random.next() < 0.85;
  const taken = new Map<string, string>();
  const tags = new Map<string, ScratchTag>();
  const length = 1 + random.integer(25);
  for (let index = 0; index < length; index++) {
    const name = pick(names);
    const commit = random.integer(count);
    const key = `${name} ${commit}`;
    const version = (orderly ? taken.get(key) : undefined) ?? pick(versions);
    taken.set(key, version);
    const action = pick([
      () => `@${version}`,
      () => `@${version}`,
      () => `@${version}!`,
      () => `#${pick(stages)}`,
      () => `#${pick(stages)}`,
      () => `#${pick(stages)}!`,
      () => (random.next() < 0.4 ? '@deprecated' : `@${version}`),
    ])();
    const tag = `${name}${action}${random.next() < 0.6 ? `#${1 + random.integer(30)}` : ''}`;
    tags.set(tag, {
      name: tag,
      commit,
      time: EPOCH + random.integer(span),
      zone: pick(['+0000', '+0530', '-0800']),
      lightweight: random.next() < 0.05,
      message: pick(['plain', 'Größer & <b>wider</b>', 'two\n\nparagraphs']),
      tagger: pick(['Ada <ada@example.com>', 'Jonas Lindqvist <jonas@example.com>']),
    });
  }
  for (const invisible of ['v1.0.0', 'm.onnx@v1.0.0', 'm@v1.0', 'release-2']) {
    if (random.next() < 0.2) tags.set(invisible, { name: invisible, commit: 0 });
  }
  return { commits, tags: [...tags.values()] };
}

/**
 * Of two commits without a version that were assigned to one stage in one second GTO takes the older, by a date that tags do not have. Puts
 * GTO's choice in the place of ours where that is the case, and says how often.
 */
function forgiveCommits(shown: Record<string, ShownArtifact>, { show, history }: Peer): number {
  let count = 0;
  for (const [name, { stage }] of Object.entries(shown)) {
    for (const [key, ours] of Object.entries(stage)) {
      const theirs = show![name]?.stage[key];
      if (!theirs || !ours || theirs === ours || !/^[0-9a-f]{40}$/.test(ours) || !/^[0-9a-f]{40}$/.test(theirs)) continue;
      const assigned = (commit: string) =>
        history!.filter(
          (event) => event.artifact === name && event.event === 'assignment' && event.stage === key && event.commit === commit,
        );
      if (!assigned(ours).some(({ timestamp }) => assigned(theirs).some((other) => other.timestamp === timestamp))) continue;
      stage[key] = theirs;
      count++;
    }
  }
  return count;
}

describe.skipIf(!available)('GTO', () => {
  const { folder, remove } = scratchFolder('gto');
  afterAll(remove, 60_000);

  it(`reads ${REPOSITORIES} random registries as we do, event by event`, async () => {
    const folders: string[] = [];
    for (let seed = 0; seed < REPOSITORIES; seed++) {
      const path = join(folder, String(seed));
      const { commits, tags } = randomRegistry(seed);
      makeRepository(path, commits, tags);
      folders.push(path);
      // Between them the test's runner wants to be heard.
      await setImmediate();
    }
    const peers = await askGto(folders);
    const errors = new Map<string, number>();
    let events = 0;
    let alike = 0;
    for (const [seed, peer] of peers.entries()) {
      const registry = (await Registry.open(folders[seed]!, { patterns: [] }))!;
      try {
        const shown = await showRegistry(registry);
        if (peer.error !== undefined) {
          errors.set(peer.error, (errors.get(peer.error) ?? 0) + 1);
          continue;
        }
        alike += forgiveCommits(shown, peer);
        expect({ seed, show: shown }).toEqual({ seed, show: peer.show });
        for (const [name, state] of await registry.artifacts()) {
          const theirs = peer.history!.filter((event) => event.artifact === name);
          const ours = state.events.map((event) => ({
            timestamp: event.time,
            artifact: event.artifact,
            event: event.event,
            // A deprecation has none; a stage of a commit without a version has the commit instead.
            version: event.version ?? (event.event === 'deprecation' ? null : event.commit),
            stage: event.stage ?? null,
            commit: event.commit,
            author: event.author,
            author_email: event.email,
            message: event.message,
            ref: event.tag,
          }));
          const wanted = theirs.map(({ timestamp, artifact, event, version, stage, commit, author, author_email, message, ref }) => ({
            timestamp,
            artifact,
            event,
            version,
            stage,
            commit,
            author,
            author_email,
            message: message.split('\n\n')[0],
            ref,
          }));
          expect({ seed, history: ours }).toEqual({ seed, history: wanted });
          events += ours.length;
        }
      } finally {
        registry.dispose();
      }
    }
    console.log(
      `${REPOSITORIES} registries, ${events} events alike, ${alike} ties by age of commit; GTO refuses ${JSON.stringify([...errors])}`,
    );
    // Two versions on one commit, and nothing else, is what GTO cannot read here.
    expect([...errors.keys()]).toEqual(['ManyVersions']);
    expect(errors.get('ManyVersions')).toBeLessThan(REPOSITORIES / 4);
    expect(alike).toBeLessThan(REPOSITORIES / 50);
  }, 600_000);
});
