import { describe, expect, it } from 'vitest';
import {
  EXTRA_PATTERNS,
  formatTag,
  isArtifactName,
  isCreationTag,
  isName,
  isVersion,
  parsePattern,
  parseTag,
} from '../../../src/registry/tags/grammar';

describe("GTO's tags", () => {
  it.each([
    ['m@v1.2.3', { event: 'registration', artifact: 'm', version: 'v1.2.3', counter: 0 }],
    ['m@v1.2.3!', { event: 'deregistration', artifact: 'm', version: 'v1.2.3', counter: 0 }],
    ['m@v1.2.3#4', { event: 'registration', artifact: 'm', version: 'v1.2.3', counter: 4 }],
    ['m@v1.2.3!#4', { event: 'deregistration', artifact: 'm', version: 'v1.2.3', counter: 4 }],
    ['m@v1.2.3-rc.1+build.5', { event: 'registration', artifact: 'm', version: 'v1.2.3-rc.1+build.5', counter: 0 }],
    ['m#prod#1', { event: 'assignment', artifact: 'm', stage: 'prod', counter: 1 }],
    ['m#prod', { event: 'assignment', artifact: 'm', stage: 'prod', counter: 0 }],
    ['m#prod!#12', { event: 'unassignment', artifact: 'm', stage: 'prod', counter: 12 }],
    ['m#prod!', { event: 'unassignment', artifact: 'm', stage: 'prod', counter: 0 }],
    ['m#a/b-c_d#007', { event: 'assignment', artifact: 'm', stage: 'a/b-c_d', counter: 7 }],
    // What could be a number is a stage where there is none.
    ['m#1', { event: 'assignment', artifact: 'm', stage: '1', counter: 0 }],
    ['m#1#2', { event: 'assignment', artifact: 'm', stage: '1', counter: 2 }],
    ['m@deprecated', { event: 'deprecation', artifact: 'm', counter: 0 }],
    ['m@deprecated#3', { event: 'deprecation', artifact: 'm', counter: 3 }],
    ['vision/glyphs@v0.0.1', { event: 'registration', artifact: 'vision/glyphs', version: 'v0.0.1', counter: 0 }],
    ['some/dir.d=m@v1.0.0', { event: 'registration', artifact: 'some/dir.d:m', version: 'v1.0.0', counter: 0 }],
    ['../up=m#prod#1', { event: 'assignment', artifact: '../up:m', stage: 'prod', counter: 1 }],
    ['constructor@v1.0.0', { event: 'registration', artifact: 'constructor', version: 'v1.0.0', counter: 0 }],
    ['m@v1.0.0-0a', { event: 'registration', artifact: 'm', version: 'v1.0.0-0a', counter: 0 }],
    ['9@v1.0.0', { event: 'registration', artifact: '9', version: 'v1.0.0', counter: 0 }],
  ])('%s', (tag, wanted) => {
    expect(parseTag(tag)).toEqual({ tag, pattern: 'gto', ...wanted });
    const { artifact, event, version, stage, counter } = parseTag(tag)!;
    if (!tag.includes('#007')) expect(formatTag({ event, artifact, version, stage, counter: counter || undefined })).toBe(tag);
  });

  it.each([
    'v1.2.3',
    'm.onnx@v1.0.0',
    'm@1.0.0',
    'm@v1.0',
    'm@v01.0.0',
    'm@v1.0.0-01',
    'm@v1.0.0-',
    'm@v1.0.0!!',
    'm@v1.0.0#',
    'm@v1.0.0#x',
    'm@v1.0.0#1#2',
    'm@v1.0.0#-1',
    'm@ v1.0.0',
    'm@vv1.0.0',
    'm@created',
    'm@deprecated!',
    'm@latest',
    'm#',
    'm#!',
    'm#-prod',
    'm#prod-',
    'm#prod.1',
    'm#prod#1#2',
    '_m@v1.0.0',
    'm-@v1.0.0',
    '__proto__@v1.0.0',
    '-m@v1.0.0',
    '=m@v1.0.0',
    'a=b=m@v1.0.0',
    'd:m@v1.0.0',
    '@v1.0.0',
    '#prod#1',
    '<b>m</b>@v1.0.0',
    'ü@v1.0.0',
    'm@v١.0.0',
    '',
  ])('%j is none', (tag) => {
    expect(parseTag(tag)).toBeUndefined();
  });

  it('knows the creation tag that ends GTO with an error', () => {
    expect(['m@created', 'm@created#1', 'd=m@created'].map(isCreationTag)).toEqual([true, true, true]);
    expect(['m@created!', 'm@creation', '_@created', 'm@v1.0.0'].map(isCreationTag)).toEqual([false, false, false, false]);
  });

  it('takes the names that GTO takes', () => {
    for (const name of ['m', 'a/b', 'a--b', 'm//x', 'A_1']) expect(isName(name)).toBe(true);
    for (const name of ['', '/m', 'm/', '.m', 'm.x', 'a b', 'm\n', '\u0007']) expect(isName(name)).toBe(false);
    for (const name of ['m', 'd:m', 'a/b.c:m/n']) expect(isArtifactName(name)).toBe(true);
    for (const name of ['d:', ':m', 'a:b:m', 'd d:m']) expect(isArtifactName(name)).toBe(false);
  });

  it('takes the versions of semver.org behind a v', () => {
    // Of the examples that https://semver.org names in its test expression.
    const valid = [
      '0.0.4',
      '1.2.3',
      '1.1.2-prerelease+meta',
      '1.1.2+meta-valid',
      '1.0.0-alpha.beta.1',
      '1.0.0-0A.is.legal',
      '2.0.0+build.1848',
    ];
    const invalid = [
      '1',
      '1.2',
      '1.2.3-0123',
      '1.1.2+.123',
      '+invalid',
      'alpha',
      '1.2.3.DEV',
      '01.1.1',
      '1.2.3----RC-SNAPSHOT.12.09.1--..12',
    ];
    for (const version of valid) expect([version, isVersion(`v${version}`)]).toEqual([version, true]);
    for (const version of invalid) expect([version, isVersion(`v${version}`)]).toEqual([version, false]);
    for (const text of ['1.2.3', 'V1.2.3', ' v1.2.3', 'v1.2.3 ', 'v 1.2.3', 'v=1.2.3', `v1.0.0-${'a'.repeat(300)}`])
      expect(isVersion(text)).toBe(false);
  });

  it('is read in a time that grows with its length', () => {
    const start = process.cpuUsage().user;
    for (const tag of [`${'a-'.repeat(100_000)}@v1.0.0`, `${'-v'.repeat(2000)}`, `m#${'a/'.repeat(100_000)}`, `${'/v1.0.'.repeat(2000)}`]) {
      parseTag(tag);
      parsePattern(tag, EXTRA_PATTERNS);
    }
    // Backtracking would take hours; this is a bound on work, a hundred times what it is.
    expect(process.cpuUsage().user - start).toBeLessThan(10_000_000);
  });
});

describe('tags of other patterns', () => {
  it.each([
    ['glyphs-v1.0.0', 'name-v', 'glyphs', 'v1.0.0'],
    ['a-v2-v1.0.0', 'name-v', 'a-v2', 'v1.0.0'],
    ['a/b-v1.0.0-rc.1', 'name-v', 'a/b', 'v1.0.0-rc.1'],
    ['m.int8-v1.0.0', 'name-v', 'm.int8', 'v1.0.0'],
    ['glyphs/v1.0.0', 'name/v', 'glyphs', 'v1.0.0'],
    ['a/b/v1.0.0+x', 'name/v', 'a/b', 'v1.0.0+x'],
    ['v1.0.0', 'v', '', 'v1.0.0'],
  ])('%s', (tag, pattern, artifact, version) => {
    expect(parsePattern(tag, EXTRA_PATTERNS)).toEqual({ tag, event: 'registration', pattern, artifact, version, counter: 0 });
    expect(
      parsePattern(
        tag,
        EXTRA_PATTERNS.filter((other) => other !== pattern),
      ),
    ).toBeUndefined();
  });

  it.each(['1.0.0', 'glyphs-1.0.0', 'glyphs-v1', '-v1.0.0', '/v1.0.0', '<b>-v1.0.0', 'a b-v1.0.0'])('%s is none', (tag) => {
    expect(parsePattern(tag, EXTRA_PATTERNS)).toBeUndefined();
  });
});
