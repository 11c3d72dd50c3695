import { describe, expect, it } from 'vitest';
import type { ActionResult } from '../../../src/report/schemas/action';
import type { Version, VersionsResult } from '../../../src/report/schemas/versions';
import { nextVersions } from '../../../src/ui/registry/actions/nextVersions';
import { actionText, printable, pushText, restoreText } from '../../../src/ui/registry/actions/previewText';

const version = (name: string, active = true): Version => ({
  version: name,
  tag: `m@${name}`,
  commit: 'a'.repeat(40),
  stages: [],
  registeredAt: '2025-02-03T00:00:00.000Z',
  active,
  author: 'Ada',
  message: name,
});

const result = (...versions: Version[]): VersionsResult => ({ name: 'm', deprecated: false, stages: {}, versions, events: [] });

const action = (more: Partial<ActionResult>): ActionResult => ({
  tags: [],
  dryRun: true,
  digest: 'd',
  writes: [],
  deletes: [],
  consequences: [],
  ...more,
});

describe('the versions offered', () => {
  const labels = (choices: ReturnType<typeof nextVersions>) => choices.map((choice) => choice.label);

  it('begin with the one suggested and why', () => {
    const choices = nextVersions(result(version('v1.2.0')), 'v1.3.0', { bump: 'minor', reasons: ['1 node added.', 'Opset 17 → 18.'] });
    expect(labels(choices)).toEqual(['v1.3.0', 'v2.0.0', 'v1.2.1', 'Another version…']);
    expect(choices[0]).toMatchObject({
      description: 'suggested: minor',
      detail: '1 node added. Opset 17 → 18.',
      value: { version: 'v1.3.0' },
    });
    expect(choices.at(-1)?.value).toBeUndefined();
  });

  it('pass over numbers that were used, and step from a pre-release to its release', () => {
    expect(labels(nextVersions(result(version('v1.2.2', false), version('v1.2.1')), 'v1.3.0', undefined))).toEqual([
      'v1.3.0',
      'v2.0.0',
      'v1.2.3',
      'Another version…',
    ]);
    expect(labels(nextVersions(result(version('v2.0.0-rc.1')), 'v2.0.0', undefined))).toEqual(['v2.0.0', 'Another version…']);
  });

  it('start where nothing is registered, with the name of no commit taken for a version', () => {
    expect(labels(nextVersions(result(version('b'.repeat(40))), 'v0.0.1', { bump: 'first', reasons: [] }))).toEqual([
      'v0.0.1',
      'v1.0.0',
      'v0.1.0',
      'Another version…',
    ]);
  });
});

describe('previews', () => {
  it('say all that an action writes', () => {
    const text = actionText(
      action({
        version: 'v1.0.0',
        commit: {
          message: 'm: version v1.0.0\n\nmore',
          files: [
            { path: 'models/m.onnx', change: 'changed' },
            { path: 'artifacts.yaml', change: 'added' },
          ],
        },
        writes: [
          { tag: 'm@v1.0.0', event: 'registration', commit: '', version: 'v1.0.0', message: 'first' },
          { tag: 'm#prod#1', event: 'assignment', commit: 'c'.repeat(40), stage: 'prod', message: 'go' },
        ],
        deletes: ['m@v0.9.0'],
        suggestion: { bump: 'major', reasons: ['Input x is gone.'] },
        consequences: [
          { code: 'a', severity: 'warning', message: 'HEAD is detached.' },
          { code: 'b', severity: 'info', message: 'For your information.' },
        ],
      }),
    );
    expect(text).toBe(`A commit of these files, and nothing else:
  ~ models/m.onnx
  + artifacts.yaml
  “m: version v1.0.0”

The tags:
  m@v1.0.0 at the new commit
    “first”
  m#prod#1 at cccccccccc
    “go”

Deleted:
  m@v0.9.0

Why v1.0.0:
  Input x is gone.

⚠ HEAD is detached.
• For your information.`);
  });

  it('say how many more there are than are listed', () => {
    const tags = Array.from({ length: 45 }, (_, index) => `m@v1.0.${index}`);
    const text = pushText({ dryRun: true, digest: 'd', remote: 'origin', tags, differ: ['m@v0.1.0'], command: 'git push origin …' });
    expect(text).toContain('  m@v1.0.29\n  and 15 more\n');
    expect(text).toContain('left alone:\n  m@v0.1.0');
  });

  it('say of each file what becomes of it', () => {
    const file = (path: string, state: 'written' | 'same' | 'replaced' | 'kept') => ({ path, role: 'model' as const, bytes: 1500, state });
    const files = [file('a', 'written'), file('b', 'same'), file('c', 'replaced'), file('d', 'kept')];
    const lines = restoreText({ dryRun: true, digest: 'd', commit: 'c', files, consequences: [] }).split('\n');
    expect(lines.slice(1)).toEqual([
      '  a (1.5 kB): new',
      '  b (1.5 kB): stays as it is',
      '  c (1.5 kB): replaced; a commit has what is there',
      '  d (1.5 kB): replaced; yours is moved aside to NAME.mine-1',
    ]);
  });

  it('show what would break a line or turn its direction as what it is', () => {
    expect(printable('a\nb\u202ec')).toBe('a\\u000ab\\u202ec');
    const text = actionText(action({ deletes: ['m@v1.0.0\u2066evil'] }));
    expect(text).toContain('m@v1.0.0\\u2066evil');
  });
});
