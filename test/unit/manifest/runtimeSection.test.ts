import { describe, expect, it } from 'vitest';
import { withRuntime } from '../../../src/manifest/runtimeSection';

const PATH = '/models/a.model.json';

describe('the section runtime of a manifest', () => {
  it('makes a manifest where there is none', () => {
    expect(JSON.parse(withRuntime(undefined, { threads: 2, optimization: 'all' }, PATH))).toEqual({
      schemaVersion: 1,
      runtime: { threads: 2, optimization: 'all' },
    });
  });

  it('leaves all else as it stands, byte for byte', () => {
    const before = '\ufeff{\r\n\t"schemaVersion": 1,\r\n\t"task": "other",\r\n\t"attention": {"prefix":  1}\r\n}\r\n';
    const after = withRuntime(before, { threads: 2 }, PATH);
    expect(after.startsWith('\ufeff{\r\n')).toBe(true);
    expect(after).toContain('"attention": {"prefix":  1}');
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(JSON.parse(after.slice(1))).toMatchObject({ task: 'other', runtime: { threads: 2 } });
  });

  it('takes out what it no longer says, and keeps what it does not know', () => {
    const before = '{"schemaVersion": 1, "runtime": {"threads": 8, "batch": 4, "zzz": true}}';
    expect(JSON.parse(withRuntime(before, { threads: 2 }, PATH)).runtime).toEqual({ threads: 2, zzz: true });
  });

  it('writes into nothing that is no manifest, or in which it is not clear where', () => {
    expect(() => withRuntime('{', {}, PATH)).toThrowError(expect.objectContaining({ code: 'manifest.syntax' }));
    const twice = '{"schemaVersion": 1, "runtime": {"threads": 1}, "runtime": {"threads": 2}}';
    expect(() => withRuntime(twice, { threads: 4 }, PATH)).toThrowError(expect.objectContaining({ code: 'manifest.twice' }));
  });
});
