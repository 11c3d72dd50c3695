import { describe, expect, it } from 'vitest';
import { parseReference } from '../../../src/registry/references/reference';

describe('a model reference', () => {
  it.each([
    ['glyphs.onnx', { kind: 'path', path: 'glyphs.onnx' }],
    ['models/glyphs.onnx', { kind: 'path', path: 'models/glyphs.onnx' }],
    ['glyphs', { kind: 'path', path: 'glyphs' }],
    ['glyphs@v1.2.0', { kind: 'version', name: 'glyphs', version: 'v1.2.0' }],
    ['vision/glyphs@v1.2.0-rc.1', { kind: 'version', name: 'vision/glyphs', version: 'v1.2.0-rc.1' }],
    ['glyphs@latest', { kind: 'version', name: 'glyphs', version: 'latest' }],
    ['models:glyphs@v1.2.0', { kind: 'version', name: 'models:glyphs', version: 'v1.2.0' }],
    ['models=glyphs#prod', { kind: 'stage', name: 'models:glyphs', stage: 'prod' }],
    ['glyphs#team/prod', { kind: 'stage', name: 'glyphs', stage: 'team/prod' }],
    ['glyphs@1.2.0', { kind: 'ref', path: 'glyphs', ref: '1.2.0' }],
    ['glyphs#prod', { kind: 'stage', name: 'glyphs', stage: 'prod' }],
    ['glyphs.onnx@HEAD~1', { kind: 'ref', path: 'glyphs.onnx', ref: 'HEAD~1' }],
    ['models/glyphs.onnx@feature/a@b', { kind: 'ref', path: 'models/glyphs.onnx', ref: 'feature/a@b' }],
    ['glyphs.onnx@glyphs@v1.0.0', { kind: 'ref', path: 'glyphs.onnx', ref: 'glyphs@v1.0.0' }],
    ['a@b/glyphs.onnx', { kind: 'ref', path: 'a', ref: 'b/glyphs.onnx' }],
    ['glyphs.onnx@v1.2.0', { kind: 'ref', path: 'glyphs.onnx', ref: 'v1.2.0' }],
    ['glyphs@main', { kind: 'ref', path: 'glyphs', ref: 'main' }],
    ['@v1.0.0', { kind: 'path', path: '@v1.0.0' }],
    ['glyphs@', { kind: 'path', path: 'glyphs@' }],
    ['C:\\models\\a#b.onnx', { kind: 'path', path: 'C:\\models\\a#b.onnx' }],
  ])('%s', (text, wanted) => {
    expect(parseReference(text)).toEqual(wanted);
  });
});
