import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../../package.json';
import { makeValueInfo } from '../../../src/onnx/edit/make';
import { ModelProtoSchema, TensorProto_DataLocation } from '../../../src/onnx/gen/onnx-ml_pb';
import { bundle } from '../engine/bundle';
import { SHARED } from '../engine/dataSets';
import { type Ended, inProcess } from './inProcess';

let bundled: Awaited<ReturnType<typeof bundle>>;
let folder: string;

/** The program itself: what a process is by, its exit code and its pipes. */
const start = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [join(bundled.directory, 'cli.js'), ...args], { cwd: folder });

function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

const { call } = inProcess(() => bundled.directory);
const modelwright = (args: readonly string[], options: { cwd?: string } = {}) => call(args, options.cwd ?? folder);

/** y = x + z, of two numbers each. @param weights where z is kept, rather than an input */
function addModel(weights?: string): Uint8Array {
  const value = (name: string) => makeValueInfo(name, 'float32', [2]);
  const graph = {
    name: 'g',
    input: weights === undefined ? [value('x'), value('z')] : [value('x')],
    output: [value('y')],
    node: [{ opType: 'Add', input: ['x', 'z'], output: ['y'] }],
    initializer:
      weights === undefined
        ? []
        : [
            {
              name: 'z',
              dims: [2n],
              dataType: 1,
              dataLocation: TensorProto_DataLocation.EXTERNAL,
              externalData: [{ key: 'location', value: weights }],
            },
          ],
  };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }], graph }));
}

beforeAll(async () => {
  bundled = await bundle({ cli: 'src/cli.ts', worker: 'src/worker.ts' });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it.each([
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/, /^$/],
    [['run'], 2, /^$/, /^modelwright: Which model\?/],
    [['inspect', 'nothing.onnx'], 1, /^$/, /^modelwright: There is no model nothing\.onnx\./],
    [['inspect', 'm.onnx', '--json', '--no-history'], 0, /^\{\n/, /^$/],
  ])('as a program: %j ends with exit code %i', async (args, code, stdout, stderr) => {
    writeFileSync(join(folder, 'm.onnx'), addModel());
    expect(await ended(start(args))).toEqual({ code, stdout: expect.stringMatching(stdout), stderr: expect.stringMatching(stderr) });
  });

  it('tells its version and its jobs', async () => {
    expect(await modelwright(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await modelwright(['--help']);
    expect(help.code).toBe(0);
    for (const job of ['models', 'inspect', 'run']) expect(help.stdout).toMatch(new RegExp(`^  ${job}\\s`, 'm'));
    for (const code of [0, 1, 2, 3, 130]) expect(help.stdout).toMatch(new RegExp(`^  ${code} +\\S`, 'm'));
    expect(help.stdout).not.toContain('\u001b');
  });

  it('tells a job’s flags from its schema', async () => {
    const { code, stdout } = await modelwright(['run', '--help']);
    expect(code).toBe(0);
    expect((await modelwright(['help', 'run'])).stdout).toBe(stdout);
    for (const flag of ['--input VALUE', '--top NUMBER', '--mean NUMBER,…', '--json', '--no-history', 'NCHW, NHWC'])
      expect(stdout).toContain(flag);
    expect(stdout).toMatch(/Usage: modelwright run MODEL/);
    expect(stdout).toMatch(/--no-history +Do not keep the report in .modelwright\/reports of the repository$/m);
  });

  it.each([
    [[], 'Usage: modelwright'],
    [['rnu'], 'There is no job "rnu". Did you mean run?'],
    [['run'], 'Which model? modelwright run MODEL'],
    [['run', 'a.onnx', 'b.onnx'], 'What is "b.onnx" for?'],
    [['run', 'a.onnx', '--tpo', '3'], 'There is no flag --tpo. Did you mean --top?'],
    [['run', 'a.onnx', '--top', '0'], '--top: '],
    [['run', 'a.onnx', '--top', '1.5'], '--top: '],
    [['models', '--cwd', 'nowhere'], '--cwd: '],
  ])('%j is wrong usage: exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await modelwright(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('writes no page over the model, an input or any file that is no page, and says so before the job runs', async () => {
    for (const name of ['m.onnx', 'in.png', 'page.html', 'notes.txt']) writeFileSync(join(folder, name), `bytes of ${name}`);
    const run = (html: string) => modelwright(['run', 'm.onnx', '--input', 'x=in.png', '--input', 'y=page.html', '--html', html]);
    for (const name of ['m.onnx', 'in.png', 'page.html', 'notes.txt']) {
      const { code, stdout, stderr } = await run(name);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(name === 'notes.txt' ? /exists and is no HTML file/ : /goes into this job/);
      expect(readFileSync(join(folder, name), 'utf8')).toBe(`bytes of ${name}`);
    }
    mkdirSync(join(folder, 'pages'));
    expect(await run('pages')).toEqual({
      code: 2,
      stdout: '',
      stderr: `modelwright: --html: ${join(folder, 'pages')} is a folder, not a file.\nName a file in it, such as report.html.\n`,
    });
  });

  it.skipIf(process.platform !== 'linux')('says plainly that a page cannot be where the system makes no file', async () => {
    const { code, stdout, stderr } = await modelwright(['models', '--html', '/dev/null/x.html']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('is not a folder');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('says what is wrong and what to do, with exit code 1 and nothing on standard output', async () => {
    const missing = await modelwright(['run', 'nothing.onnx', '--json']);
    expect([missing.code, missing.stdout]).toEqual([1, '']);
    expect(missing.stderr).toBe(
      'modelwright: There is no model nothing.onnx.\nGive the path of an .onnx file. "modelwright models" lists those found here.\n',
    );
    const version = await modelwright(['inspect', 'glyphs@v1.2.0']);
    expect([version.code, version.stderr]).toEqual([1, expect.stringContaining('is not in a git repository, so it has no versions')]);
  });

  it('prints the report of a file that is no model, with exit code 1 and the reason on standard error', async () => {
    writeFileSync(join(folder, 'cut.onnx'), Uint8Array.of(0x08, 8, 0x3a, 100, 0x12, 1, 0x67));
    const cut = await modelwright(['inspect', 'cut.onnx', '--json']);
    expect([cut.code, cut.stderr]).toEqual([1, expect.stringMatching(/^modelwright: \S+cut\.onnx: .+\.\n.+\.\n$/)]);
    expect(JSON.parse(cut.stdout)).toMatchObject({
      kind: 'inspect',
      model: { name: 'cut', bytes: 7 },
      result: { readable: false, findings: [{ severity: 'error', code: expect.stringMatching(/^onnx\./) }] },
    });
    const text = await modelwright(['inspect', 'cut.onnx']);
    // No figure of a model that there is not; and on a terminal, which shows both, the reason once.
    expect(text).toEqual({
      code: 1,
      stderr: cut.stderr,
      stdout: expect.stringMatching(/^\S+cut\.onnx cannot be read as a model\nSize +7 bytes\nSHA-256 +[0-9a-f]{64}\n$/),
    });
  });

  it('names a pointer and the command that fetches it', async () => {
    writeFileSync(join(folder, 'big.onnx'), `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`);
    const { code, stderr } = await modelwright(['run', 'big.onnx']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/Run:\s+git lfs pull --include \/big\.onnx$/m)]);
    const { stdout } = await modelwright(['models', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'models',
      schemaVersion: 1,
      result: {
        models: [{ name: 'big', path: 'big.onnx', bytes: 12345, state: 'pointer', pointer: { kind: 'lfs', oid: 'a'.repeat(64) } }],
      },
    });
  });

  it.skipIf(process.platform === 'win32')('waits for no pipe, and says of each thing that is no file what it is', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('gone', join(folder, 'dead'));
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'm.onnx'), addModel());
    const kinds = { pipe: 'is a pipe', '/dev/zero': 'is a device', loop: 'is a link that leads to itself', folder: 'is a folder' };
    for (const [name, what] of Object.entries(kinds)) {
      const { code, stderr } = await modelwright(['run', 'm.onnx', '--input', `x=${name}`]);
      expect([name, code, stderr]).toEqual([name, 1, expect.stringMatching(new RegExp(`${what}.*\\n\\S.*\\n$`))]);
    }
    for (const flag of ['--manifest', '--classes']) {
      expect((await modelwright(['run', 'm.onnx', flag, 'pipe'])).stderr).toContain('is a pipe');
    }
    for (const [name, what] of [
      ['loop', kinds.loop],
      ['dead', 'is a link to gone, which is not there'],
    ]) {
      expect((await modelwright(['inspect', name!])).stderr).toContain(what);
    }
  });

  it('takes no Git LFS pointer for the file it stands for', async () => {
    writeFileSync(join(folder, 'm.onnx'), addModel());
    for (const name of ['x.csv', 'x.png', 'x.txt']) {
      writeFileSync(join(folder, name), `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`);
      const { code, stderr } = await modelwright(['run', 'm.onnx', '--input', `x=${name}`]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^modelwright: x\.\w+ is not fetched yet: only its Git LFS pointer/)]);
    }
  });

  it('writes no output over the weights of the model, which may be called as it', async () => {
    writeFileSync(join(folder, 'm.onnx'), addModel('y.npy'));
    writeFileSync(join(folder, 'y.npy'), new Uint8Array(8));
    const run = (out: string) => modelwright(['run', 'm.onnx', '--input', '[1, 2]', '--no-history', '--out', out]);
    expect(await run('.')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('y.npy goes into this job') });
    expect([...readFileSync(join(folder, 'y.npy'))]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(await run('out')).toMatchObject({ code: 0, stdout: expect.stringContaining('out/y.npy') });
  });

  it('keeps the SHA-256 of a file that an input came from, and shows it only as JSON', async () => {
    writeFileSync(join(folder, 'add.onnx'), addModel());
    writeFileSync(join(folder, 'x.json'), '[1, 2]');
    // `printf '[1, 2]' | sha256sum`
    const sha256 = '3a316d6d3226f84c1e46e4447fa8d5fd800bff4a1bc6498152523cd4a602b69b';
    const args = ['run', 'add.onnx', '--input', 'x=x.json', '--input', 'z=[3, 4]', '--no-history'];
    const { code, stdout, stderr } = await modelwright([...args, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const { result } = JSON.parse(stdout) as { result: { inputs: { name: string; sha256?: string }[] } };
    expect(result.inputs.map((input) => [input.name, input.sha256])).toEqual([
      ['x', sha256],
      ['z', undefined],
    ]);
    expect((await modelwright(args)).stdout).not.toContain(sha256.slice(0, 7));
  });

  it('bears a reader that leaves', async () => {
    mkdirSync(join(folder, 'many'));
    // Several times what a pipe holds.
    for (let i = 0; i < 1000; i++) writeFileSync(join(folder, 'many', `model-${String(i).padStart(200, '0')}.onnx`), '');
    const child = start(['models', '--json']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { code, stderr } = await ended(child);
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe.skipIf(!existsSync(SHARED))('the command line on the shared models', () => {
  it('lists models, with paths from where it was called', async () => {
    const { code, stdout, stderr } = await modelwright(['models', '--json'], { cwd: join(SHARED, 'squeezenet') });
    expect([code, stderr]).toEqual([0, '']);
    const { result } = JSON.parse(stdout) as { result: { models: { name: string; path: string; bytes: number }[] } };
    expect(result.models.map(({ name }) => name)).toEqual(['SqueezeNet_fp16', 'squeezenet_op13']);
    expect(result.models[1]).toMatchObject({ path: 'squeezenet_op13.onnx', state: 'file' });
    const text = await modelwright(['models', '--folder', 'squeezenet'], { cwd: SHARED });
    expect(text.stdout).toMatch(/^2 models\nSqueezeNet_fp16 .* squeezenet\/SqueezeNet_fp16\.onnx\n/);
  });

  it('inspects a model', async () => {
    const { code, stdout, stderr } = await modelwright(['inspect', join(SHARED, 'squeezenet/squeezenet_op13.onnx'), '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'inspect',
      result: { opsets: { 'ai.onnx': 13 }, inputs: [{ name: 'data_0', shape: [1, 3, 224, 224] }] },
    });
    const text = await modelwright(['inspect', join(SHARED, 'squeezenet/squeezenet_op13.onnx')]);
    expect(text.stdout).toMatch(/data_0 +float32\[1,3,224,224\]/);
  });

  it('says what the runtime refuses', async () => {
    const { code, stdout, stderr } = await modelwright(['run', join(SHARED, 'edge/ir_999.onnx')]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('IR version 999');
  });
});
