import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../../scripts/package/notices.mjs';
import { keeps } from '../../../scripts/package/stage.mjs';
import { runtimeFolder, TARGETS } from '../../../scripts/package/targets.mjs';
import { verdict } from '../../../scripts/test/stages.mjs';
import { parseArguments, testLine } from '../../../scripts/vscode/launch.mjs';
import { workbenchUrl } from '../../../scripts/vscode/server.mjs';

describe('the launcher', () => {
  it('reads what the desktop gets from the test runner', () => {
    const options = parseArguments([
      '/a/workspace',
      '--no-sandbox',
      '--disable-workspace-trust',
      '--extensionTestsPath=/a/tests/index.js',
      '--extensionDevelopmentPath=/a/extension',
      '--user-data-dir=/tmp/user',
    ]);
    expect(options).toMatchObject({
      folder: '/a/workspace',
      workspace: undefined,
      extension: '/a/extension',
      tests: '/a/tests/index.js',
      userDataDir: '/tmp/user',
      trust: true,
    });
    expect(parseArguments(['/a/x.code-workspace'])).toMatchObject({ folder: undefined, workspace: '/a/x.code-workspace', trust: false });
  });

  it('opens paths with blanks, signs and letters of any alphabet', () => {
    const url = new URL(workbenchUrl(1234, { folder: '/a b/ü#1', extension: '/x', tests: '/x/t.js' }));
    expect(url.searchParams.get('folder')).toBe('/a b/ü#1');
    expect(JSON.parse(url.searchParams.get('payload') ?? '')).toContainEqual([
      'extensionDevelopmentPath',
      'vscode-remote://127.0.0.1:1234/x',
    ]);
  });

  it('tells lines of the tests from the workbench’s own', () => {
    expect(testLine('%c INFO color: #33f modelwright-test:  ✔ works')).toEqual({ text: '  ✔ works', error: false });
    expect(testLine('%c  ERR color: #f33 modelwright-test:1) fails\nat x')).toEqual({ text: '1) fails\nat x', error: true });
    expect(testLine('%c INFO color: #33f Resolving connection token')).toBeUndefined();
  });
});

describe('a package', () => {
  const runtime = join('bin', 'napi-v6', 'linux', 'x64');

  it('keeps one platform’s runtime', () => {
    const kept = (path: string) => keeps('onnxruntime-node', path.replaceAll('/', sep), runtime);
    for (const path of ['', 'bin', 'bin/napi-v6', 'bin/napi-v6/linux', 'bin/napi-v6/linux/x64/libonnxruntime.so.1', 'dist/index.js'])
      expect(kept(path), path).toBe(true);
    for (const path of ['bin/napi-v6/linux/arm64', 'bin/napi-v6/win32', 'script/install.js', 'dist/index.js.map'])
      expect(kept(path), path).toBe(false);
  });

  it('names the package of a bundled file', () => {
    expect(packageFolder('node_modules/@bufbuild/protobuf/dist/index.js')).toBe('node_modules/@bufbuild/protobuf');
    expect(packageFolder('node_modules/a/node_modules/b/x.js')).toBe('node_modules/a/node_modules/b');
    expect(packageFolder('src/cli.ts')).toBeUndefined();
  });

  it('exists for each platform of the runtime, and says why not for the others', () => {
    for (const target of TARGETS) expect(runtimeFolder(target)).toContain('napi');
    expect(() => runtimeFolder('darwin-x64')).toThrow(/Intel/);
    expect(() => runtimeFolder('alpine-x64')).toThrow(/musl/);
    expect(() => runtimeFolder('plan9-x64')).toThrow(/Unknown target/);
  });
});

describe('a stage of npm test', () => {
  const skipped = [{ name: 'a' }];
  it('fails where it ran nothing, or ended badly', () => {
    expect(verdict('x', { passed: 0, failed: 0, skipped }, false).failed).toBe(1);
    expect(verdict('x', { passed: 3, failed: 0, skipped: [] }, true).failed).toBe(1);
    expect(verdict('x', { passed: 3, failed: 2, skipped: [] }, true).failed).toBe(2);
    expect(verdict('x', { passed: 3, failed: 0, skipped }, false)).toEqual({ passed: 3, failed: 0, skipped });
  });
});
