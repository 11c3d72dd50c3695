import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Shell, shellOf, shownCommand, typedCommand } from '../../../src/base/shell';

const HOSTILE = [
  "a'; touch pwned; '.onnx",
  '$(touch pwned).onnx',
  '`touch pwned`.onnx',
  'a & touch pwned.onnx',
  '"; touch pwned; ".onnx',
  "'; touch pwned #\\",
  '%PATH%!HISTSIZE!^.onnx',
  '-rf',
  '~/x',
  'a b',
  '',
  '*?[a-z]{b,c}',
  'größe 模型.onnx',
  'a\\b\\\\c',
];
const WITH_CONTROLS = ["a'\n touch pwned \n'.onnx", 'a\tb\x7f', 'c\x1b[2J\\', '\u0085'];

/** Runs a line in a shell of this machine and returns what a program got as its arguments. */
function received(shell: string, line: string): { words: string[]; pwned: boolean } {
  const cwd = mkdtempSync(join(tmpdir(), 'shell-'));
  try {
    const printed = execFileSync(shell, ['-c', line], { cwd, encoding: 'utf8' });
    return { words: JSON.parse(printed) as string[], pwned: existsSync(join(cwd, 'pwned')) };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

const program = [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--'];

describe.skipIf(process.platform === 'win32')('a command for sh', () => {
  it.each(['sh', 'bash'])('arrives in %s word for word and runs nothing else', (shell) => {
    const line = typedCommand([...program, ...HOSTILE], 'posix')!;
    expect(received(shell, line)).toEqual({ words: HOSTILE, pwned: false });
  });

  it('is one line without control characters, whatever is in a name', () => {
    const line = typedCommand([...program, ...WITH_CONTROLS], 'posix')!;
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(received('bash', line)).toEqual({ words: WITH_CONTROLS, pwned: false });
    // A shell that does not know the notation gets other names, and still runs nothing.
    expect(received('sh', line)).toMatchObject({ words: { length: WITH_CONTROLS.length }, pwned: false });
  });
});

describe('a command for other shells', () => {
  it.each<[Shell, string, string | undefined]>([
    ['powershell', "a'; calc; '.onnx", "'a''; calc; ''.onnx'"],
    ['powershell', 'a\u2019; calc; \u2018b', "'a\u2019\u2019; calc; \u2018\u2018b'"],
    ['powershell', '$(calc) `n @x', "'$(calc) `n @x'"],
    ['powershell', 'a&calc.onnx', undefined],
    ['powershell', 'a"b', undefined],
    ['powershell', 'a b\\', undefined],
    ['powershell', 'a\nb', undefined],
    ['powershell', '-a.b', "'-a.b'"],
    ['cmd', "a'; calc & '.onnx", `"a'; calc & '.onnx"`],
    ['cmd', 'a|b<c>(d)', '"a|b<c>(d)"'],
    ...['%PATH%', 'a!b', 'a^b', 'a"b', 'a\nb', 'a\\'].map((name): [Shell, string, undefined] => ['cmd', name, undefined]),
    ['fish', "a'; calc; \\'", "'a\\'; calc; \\\\\\''"],
    ['fish', 'a\nb', undefined],
    ['posix', 'sub/x-1.onnx', 'sub/x-1.onnx'],
  ])('%s takes %j as %j', (shell, name, wanted) => {
    expect(typedCommand(['git', name], shell)).toBe(wanted === undefined ? undefined : `git ${wanted}`);
  });

  it('is known by its program', () => {
    expect(['/bin/bash', '/usr/bin/zsh', 'fish', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'].map(shellOf)).toEqual([
      'posix',
      'posix',
      'fish',
      'powershell',
    ]);
    expect(['/snap/bin/pwsh', 'C:\\WINDOWS\\system32\\CMD.EXE', '/bin/tcsh', '', 'constructor'].map(shellOf)).toEqual([
      'powershell',
      'cmd',
      undefined,
      undefined,
      undefined,
    ]);
    expect(shownCommand(['dvc', 'pull', "it's.dvc"], 'powershell')).toBe("dvc pull 'it''s.dvc'");
  });
});
