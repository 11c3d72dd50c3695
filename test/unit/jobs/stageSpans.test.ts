import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { stageSpans } from '../../../src/jobs/versions/stageSpans';
import { foldArtifact } from '../../../src/registry/tags/fold';
import { parseTag } from '../../../src/registry/tags/grammar';
import type { TagEvent } from '../../../src/registry/tags/state';

const COMMITS = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40));
const [A = '', B = '', C = ''] = COMMITS;
type Tag = readonly [tag: string, commit: string, time: number];

function eventsOf(tags: readonly Tag[]): TagEvent[] {
  return tags.map(([tag, commit, time]) => ({ ...parseTag(tag)!, commit, time, author: 'Ada', email: 'ada@example.com', message: tag }));
}
const spans = (...tags: Tag[]) =>
  stageSpans(foldArtifact('m', eventsOf(tags))).map(({ stage, version, from, to }) => [stage, version.slice(0, 7), from, to]);

describe('stage history', () => {
  it('is one version after the other in each stage, the last one until now', () => {
    expect(
      spans(['m@v1.0.0', A, 1], ['m#prod#1', A, 2], ['m@v2.0.0', B, 3], ['m#dev#2', B, 4], ['m#prod#3', B, 6], ['m#prod#4', A, 9]),
    ).toEqual([
      ['prod', 'v1.0.0', 2, 6],
      ['dev', 'v2.0.0', 4, undefined],
      ['prod', 'v2.0.0', 6, 9],
      ['prod', 'v1.0.0', 9, undefined],
    ]);
  });

  it('falls back where a version is unassigned or deregistered, and comes back with it', () => {
    const twice: Tag[] = [
      ['m@v1.0.0', A, 1],
      ['m@v2.0.0', B, 2],
      ['m#prod#1', A, 3],
      ['m#prod#2', B, 4],
    ];
    expect(spans(...twice, ['m#prod!#3', B, 5])).toEqual([
      ['prod', 'v1.0.0', 3, 4],
      ['prod', 'v2.0.0', 4, 5],
      ['prod', 'v1.0.0', 5, undefined],
    ]);
    expect(spans(...twice, ['m@v2.0.0!', B, 5], ['m@v2.0.0#3', B, 7]).slice(2)).toEqual([
      ['prod', 'v1.0.0', 5, 7],
      ['prod', 'v2.0.0', 7, undefined],
    ]);
    expect(spans(['m@v1.0.0', A, 1], ['m#prod#1', A, 3], ['m#prod!#2', A, 8])).toEqual([['prod', 'v1.0.0', 3, 8]]);
  });

  it('assigning again what is there is no change; what lasts no second is none; a commit without a version is named', () => {
    expect(spans(['m@v1.0.0', A, 1], ['m#prod#1', A, 3], ['m#prod#2', A, 5])).toEqual([['prod', 'v1.0.0', 3, undefined]]);
    expect(spans(['m@v1.0.0', A, 1], ['m#prod#1', A, 3], ['m#prod!#2', A, 3])).toEqual([]);
    expect(spans(['m#prod#1', C, 3])).toEqual([['prod', C.slice(0, 7), 3, undefined]]);
    expect(stageSpans({ events: [] })).toEqual([]);
  });

  it('ends in what the tags say now, and at every second before in what they said then', () => {
    const random = seededRandom(11).next;
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    for (let round = 0; round < 150; round++) {
      const tags: Tag[] = [];
      for (let i = 0; i < 4 + random() * 14; i++) {
        const at = Math.floor(random() * COMMITS.length);
        const version = `v${at + 1}.0.0`;
        // All are registered first: what a stage tag means that comes before its version depends on what came later.
        const name = pick([`m@${version}`, `m@${version}!`, 'm#prod', 'm#prod', 'm#dev', 'm#prod!', 'm#dev!']);
        tags.push([`${name}#${i + 10}`, COMMITS[at]!, 10 + Math.floor(random() * 12)]);
      }
      const registered = COMMITS.map((commit, at): Tag => [`m@v${at + 1}.0.0#${at + 1}`, commit, at + 1]);
      const events = eventsOf([...registered, ...tags]);
      const found = stageSpans(foldArtifact('m', events));
      for (let second = 1; second <= 23; second++) {
        const then = foldArtifact(
          'm',
          events.filter(({ time }) => time <= second),
        );
        const held = [...then.stages].filter(([, version]) => version !== null);
        const told = found
          .filter(({ from, to }) => from <= second && (to === undefined || to > second))
          .map((span) => [span.stage, span.version]);
        expect([round, second, Object.fromEntries(told)]).toEqual([round, second, Object.fromEntries(held)]);
      }
    }
  });
});
