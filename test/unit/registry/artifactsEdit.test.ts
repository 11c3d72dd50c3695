import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withArtifact } from '../../../src/registry/declared/artifactsEdit';

const NEW = { name: 'n', path: 'models/n.onnx', type: 'model' };
const ENTRY = 'n:\n  type: model\n  path: models/n.onnx\n';
const add = (text: string | undefined) => withArtifact(text, NEW, 'artifacts.yaml');

describe('an entry more in artifacts.yaml', () => {
  it.each([
    ['no file', undefined, ENTRY],
    ['an empty file', '', ENTRY],
    ['comments alone', '# ours\n', `# ours\n\n${ENTRY}`],
    [
      'comments, quotes and order',
      "b: {path: 'b.onnx'} # b\n\n# a\na:\n    path: a.onnx\n",
      `b: {path: 'b.onnx'} # b\n\n# a\na:\n    path: a.onnx\n${ENTRY}`,
    ],
    ['no line end', 'a:\n  path: a.onnx', `a:\n  path: a.onnx\n${ENTRY}`],
    ['Windows line ends', 'a:\r\n  path: a.onnx\r\n', `a:\r\n  path: a.onnx\r\n${ENTRY.replaceAll('\n', '\r\n')}`],
  ])('keeps every character of %s', (_, before, after) => {
    expect(add(before)).toBe(after);
  });

  it.each([['m: &a {path: m.onnx}\nb: *a\n'], ['n: &a [x]\nm: [*a, *a]\n']])(
    'is refused where the file has aliases, and so is not read: %j',
    (before) => {
      expect(() => add(before)).toThrow('artifacts.yaml cannot be added to: it has aliases, which are not unfolded');
    },
  );

  it.each([['{a: {path: a.onnx}}\n'], ['---\na:\n  path: a.onnx\n...\n'], ['  a:\n    path: a.onnx\n  b:\n    path: b.onnx\n'], ['{}\n']])(
    'is valid where the text is written another way: %j',
    (before) => {
      expect(parse(add(before))).toEqual({ ...(parse(before) as object), n: { type: 'model', path: 'models/n.onnx' } });
    },
  );

  it('quotes what needs it', () => {
    const text = withArtifact(undefined, { name: 'yes', path: 'a: b.onnx', description: '#1\n: two' }, 'f');
    expect(parse(text)).toEqual({ yes: { path: 'a: b.onnx', description: '#1\n: two' } });
    expect(parse(withArtifact(undefined, { name: '123', path: '1.onnx' }, 'f'))).toEqual({ 123: { path: '1.onnx' } });
  });

  it.each([['- a\n- b\n'], ['a: [\n'], ['just text\n'], ['n:\n  path: other.onnx\n'], ['a: 1\na: 2\n']])('refuses %j', (text) => {
    expect(() => add(text)).toThrow(expect.objectContaining({ code: 'artifacts.yaml' }));
  });
});
