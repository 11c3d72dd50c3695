import { describe, expect, it } from 'vitest';
import { foldArtifact } from '../../../src/registry/tags/fold';
import { parsePattern, parseTag } from '../../../src/registry/tags/grammar';
import type { TagEvent } from '../../../src/registry/tags/state';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);

/** Tags of `m` as [name, second, commit]; without a second, one after the other. */
function fold(...tags: [string, string, number?][]) {
  const events = tags.map(([tag, commit, time], index): TagEvent => {
    const name = parseTag(tag) ?? parsePattern(tag, ['name-v', 'name/v'])!;
    return { ...name, commit, time: time ?? index, author: 'Ada', email: 'ada@example.com', message: tag };
  });
  return foldArtifact('m', events);
}
const stages = (...tags: [string, string, number?][]) => Object.fromEntries(fold(...tags).stages);
const versions = (...tags: [string, string, number?][]) =>
  fold(...tags).versions.map(({ version, active }) => (active ? version : `${version}!`));

describe('versions', () => {
  it('are sorted by SemVer, a pre-release below its release', () => {
    const state = fold(['m@v1.0.0', A], ['m@v1.10.0-rc.2', B], ['m@v1.2.0', C], ['m@v1.10.0-rc.10', A], ['m@v1.10.0-beta', B]);
    expect(state.versions.map(({ version }) => version)).toEqual(['v1.10.0-rc.10', 'v1.10.0-rc.2', 'v1.10.0-beta', 'v1.2.0', 'v1.0.0']);
    expect(state.latest).toBe('v1.10.0-rc.10');
    expect(fold(['m@v1.0.0', A], ['m@v1.0.0-rc.1', B]).latest).toBe('v1.0.0');
  });

  it('of equal precedence (build metadata) count by who came last', () => {
    expect(fold(['m@v1.0.0+b', A], ['m@v1.0.0+a', B]).latest).toBe('v1.0.0+a');
    expect(fold(['m@v1.0.0+b', A, 9], ['m@v1.0.0+a', B, 1]).latest).toBe('v1.0.0+b');
  });

  it('are out of force when deregistered, and back when registered again', () => {
    expect(fold(['m@v1.0.0', A], ['m@v2.0.0', B], ['m@v2.0.0!', B]).latest).toBe('v1.0.0');
    expect(versions(['m@v1.0.0', A], ['m@v2.0.0', B], ['m@v2.0.0!', B])).toEqual(['v2.0.0!', 'v1.0.0']);
    expect(versions(['m@v1.0.0', A], ['m@v1.0.0!', A], ['m@v1.0.0#1', A])).toEqual(['v1.0.0']);
    expect(fold(['m@v1.0.0', A], ['m@v1.0.0!', A]).latest).toBeUndefined();
  });

  it('of one second are deregistered', () => {
    expect(versions(['m@v1.0.0', A, 5], ['m@v1.0.0!', A, 5])).toEqual(['v1.0.0!']);
    expect(versions(['m@v1.0.0!', A, 5], ['m@v1.0.0', A, 5])).toEqual(['v1.0.0!']);
  });

  it('are not touched by a deregistration at another commit', () => {
    const state = fold(['m@v1.0.0', A], ['m@v1.0.0!', B]);
    expect(state.latest).toBe('v1.0.0');
    expect(state.versions).toHaveLength(1);
    expect(state.events).toHaveLength(2);
  });

  it('of one name at two commits are two, the one in force first', () => {
    const twice = fold(['m@v1.0.0', A], ['m@v1.0.0#1', B]);
    expect(twice.versions.map(({ commit }) => commit)).toEqual([B, A]);
    const undone = fold(['m@v1.0.0', A], ['m@v1.0.0#1', B], ['m@v1.0.0!#2', B]);
    expect(undone.versions.map(({ commit, active }) => [commit, active])).toEqual([
      [A, true],
      [B, false],
    ]);
  });
});

describe('stages', () => {
  it('hold the version assigned last', () => {
    expect(stages(['m@v1.0.0', A], ['m@v2.0.0', B], ['m#prod#1', A], ['m#prod#2', B])).toEqual({ prod: 'v2.0.0' });
  });

  it('are rolled back by assigning the old version again', () => {
    expect(stages(['m@v1.0.0', A], ['m@v2.0.0', B], ['m#prod#1', A], ['m#prod#2', B], ['m#prod#3', A])).toEqual({ prod: 'v1.0.0' });
  });

  it('fall back to the one before when the current is unassigned', () => {
    expect(stages(['m@v1.0.0', A], ['m@v2.0.0', B], ['m#prod#1', A], ['m#prod#2', B], ['m#prod!#3', B])).toEqual({ prod: 'v1.0.0' });
    expect(stages(['m@v1.0.0', A], ['m#prod#1', A], ['m#prod!#2', A])).toEqual({ prod: null });
  });

  it('fall back when the current is deregistered', () => {
    expect(stages(['m@v1.0.0', A], ['m@v2.0.0', B], ['m#prod#1', A], ['m#prod#2', B], ['m@v2.0.0!', B])).toEqual({ prod: 'v1.0.0' });
  });

  it('keep the current when an older one is unassigned', () => {
    expect(stages(['m@v1.0.0', A], ['m@v2.0.0', B], ['m#prod#1', A], ['m#prod#2', B], ['m#prod!#3', A])).toEqual({ prod: 'v2.0.0' });
  });

  it('are unassigned where both came in one second', () => {
    expect(stages(['m@v1.0.0', A, 0], ['m#prod#1', A, 5], ['m#prod!#2', A, 5])).toEqual({ prod: null });
    expect(stages(['m@v1.0.0', A, 0], ['m#prod!#1', A, 5], ['m#prod#2', A, 5])).toEqual({ prod: null });
  });

  it('go to the version registered earlier of two assigned in one second', () => {
    expect(stages(['m@v2.0.0', B, 0], ['m@v1.0.0', A, 1], ['m#prod#1', A, 5], ['m#prod#2', B, 5])).toEqual({ prod: 'v2.0.0' });
  });

  it('go by the commit, whenever it was registered', () => {
    const state = fold(['m#prod#1', A], ['m@v1.0.0', A]);
    expect(Object.fromEntries(state.stages)).toEqual({ prod: 'v1.0.0' });
    expect(state.events.map(({ event, version }) => [event, version])).toEqual([
      ['assignment', 'v1.0.0'],
      ['registration', 'v1.0.0'],
    ]);
  });

  it('hold a commit that no tag registers, and unassigning that has no effect', () => {
    const state = fold(['m#prod#1', A], ['m#prod!#2', A]);
    expect(Object.fromEntries(state.stages)).toEqual({ prod: A });
    expect(state.versions).toMatchObject([{ version: A, registered: false, active: true, stages: ['prod'], tag: 'm#prod#1' }]);
    expect(state.latest).toBeUndefined();
    expect(state.events.map(({ version }) => version)).toEqual([undefined, undefined]);
  });

  it('of a commit with two versions mean the one registered last until then', () => {
    expect(stages(['m@v1.0.0', A], ['m#prod#1', A], ['m@v2.0.0', A])).toEqual({ prod: 'v1.0.0' });
    expect(stages(['m@v1.0.0', A], ['m@v2.0.0', A], ['m#prod#1', A])).toEqual({ prod: 'v2.0.0' });
    expect(stages(['m@v1.0.0', A], ['m@v2.0.0', A], ['m#prod#1', A], ['m@v2.0.0!', A])).toEqual({ prod: 'v1.0.0' });
    expect(stages(['m#prod#1', A], ['m@v1.0.0', A], ['m@v2.0.0', A])).toEqual({ prod: 'v1.0.0' });
  });

  it('are listed in the order of their first assignment, each version with its own', () => {
    const state = fold(['m@v1.0.0', A], ['m@v2.0.0', B], ['m#z#1', A], ['m#a#2', B], ['m#z#3', B], ['m#k#4', A]);
    expect([...state.stages.keys()]).toEqual(['z', 'a', 'k']);
    expect(state.versions.map((version) => version.stages)).toEqual([['z', 'a'], ['k']]);
  });

  it('may be called constructor', () => {
    expect(stages(['m@v1.0.0', A], ['m#constructor#1', A])).toEqual({ constructor: 'v1.0.0' });
  });
});

describe('an artifact', () => {
  it('is deprecated until something happens to it, in that second too', () => {
    expect(fold(['m@v1.0.0', A], ['m@deprecated', A]).deprecated).toBe(true);
    expect(fold(['m@deprecated', A]).deprecated).toBe(true);
    expect(fold(['m@v1.0.0', A], ['m@deprecated', A], ['m@v1.1.0', B]).deprecated).toBe(false);
    expect(fold(['m@v1.0.0', A], ['m@deprecated', A], ['m#prod#1', A]).deprecated).toBe(false);
    expect(fold(['m@deprecated', A, 5], ['m@v1.0.0', A, 5]).deprecated).toBe(false);
  });

  it('counts over all its tags, an uncounted one as 0', () => {
    expect(fold(['m@v1.0.0', A]).counter).toBe(0);
    expect(fold(['m@v1.0.0#7', A], ['m#prod#3', A], ['m@deprecated#5', A]).counter).toBe(7);
    expect(foldArtifact('m', [], 9).counter).toBe(9);
  });

  it('has its events by time, and by kind in one second', () => {
    const state = fold(
      ['m#prod!#1', A, 5],
      ['m#prod#2', A, 5],
      ['m@v1.0.0!', A, 5],
      ['m@v1.0.0', A, 5],
      ['m@deprecated', A, 5],
      ['m@v2.0.0', B, 1],
    );
    expect(state.events.map(({ event }) => event)).toEqual([
      'registration',
      'deprecation',
      'registration',
      'deregistration',
      'assignment',
      'unassignment',
    ]);
  });

  it('does not depend on the order in which its tags are read', () => {
    const tags: [string, string, number][] = [
      ['m@v1.0.0', A, 1],
      ['m@v2.0.0', B, 1],
      ['m#prod#1', A, 2],
      ['m#prod#2', B, 2],
      ['m@v1.0.0!', A, 3],
      ['m@deprecated', A, 3],
    ];
    expect(fold(...[...tags].reverse())).toEqual(fold(...tags));
  });

  it("takes a version of another pattern where GTO's tags do not have it", () => {
    const state = fold(['m-v1.0.0', A], ['m-v1.1.0', B], ['m@v1.1.0', C], ['m-v2.0.0', B], ['m@v2.0.0!', B], ['m#prod#1', A]);
    expect(state.versions.map(({ version, pattern, commit }) => [version, pattern, commit])).toEqual([
      ['v1.1.0', 'gto', C],
      ['v1.0.0', 'name-v', A],
    ]);
    expect(Object.fromEntries(state.stages)).toEqual({ prod: 'v1.0.0' });
  });
});
