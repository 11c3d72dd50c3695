import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crashError } from '../../../src/engine/crash';
import { workerEnvironment } from '../../../src/engine/environment';
import { runtimeLoadError } from '../../../src/engine/runtime';
import { openSession } from '../../../src/engine/runtimeSession';
import { SessionCache } from '../../../src/engine/sessionCache';
import { readAll, SHARED } from './dataSets';

describe('a runtime that does not load', () => {
  const error = new Error('The specified module could not be found.\n\\\\?\\C:\\x\\onnxruntime_binding.node');
  it.each([
    [{ platform: 'darwin', arch: 'x64', musl: false }, 'runtime.platform', 'darwin-x64', 'darwin-arm64'],
    [{ platform: 'linux', arch: 'x64', musl: true }, 'runtime.platform', 'musl', 'Debian'],
    [{ platform: 'win32', arch: 'x64', musl: false }, 'runtime.library', 'Visual C++', 'Redistributable'],
    [{ platform: 'linux', arch: 'arm64', musl: false }, 'runtime.load', 'could not be loaded', 'linux-arm64'],
  ])('%j', (system, code, message, remedy) => {
    expect(runtimeLoadError(error, system)).toMatchObject({
      code,
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });
});

describe('a worker that died', () => {
  it('is told with its signal or exit code, Windows’ in hexadecimal', () => {
    expect(crashError('run', { code: null, signal: 'SIGSEGV' }, ['last words']).message).toMatch(/SIGSEGV.*\nlast words$/s);
    expect(crashError('run', { code: -1073741819, signal: null }, []).message).toContain('0xC0000005');
    expect(crashError('run', { code: 134, signal: null }, ['JavaScript heap out of memory']).remedy).toContain('memory');
  });
});

describe('the environment of a worker', () => {
  it('is the parent’s but for what changes Node or says VS Code', () => {
    const parent = {
      PATH: '/bin',
      VSCODE_IPC_HOOK: 'x',
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--inspect',
      NODE_ENV: 'test',
      HOME: '/h',
    };
    expect(workerEnvironment(parent, false)).toEqual({ PATH: '/bin', NODE_ENV: 'test', HOME: '/h' });
    expect(workerEnvironment(parent, true)).toEqual({ PATH: '/bin', NODE_ENV: 'test', HOME: '/h', ELECTRON_RUN_AS_NODE: '1' });
  });
});

describe.skipIf(!existsSync(SHARED))('models that the runtime refuses', () => {
  it.each([
    ['custom_op_noisy_relu', 'model.operator', 'MyNoisyReluDomain.NoisyRelu'],
    ['example_needs_extensions', 'model.operator', 'ai.onnx.contrib.StringUpper'],
    ['ir_999', 'model.irVersion', '999'],
    ['ext_past_end', 'model.externalData', 'out of bounds'],
    ['ext_dotdot', 'model.externalData', 'escapes model directory'],
    ['cycle', 'model.load', 'not acyclic'],
    ['missing_input', 'model.load', "Node input 'ghost'"],
    ['no_opset', 'model.load', 'Missing opset'],
    ['dims_overflow', 'model.load', 'Incompatible dimensions'],
  ])('%s', async (name, code, message) => {
    const path = join(SHARED, 'edge', `${name}.onnx`);
    const error = await openSession({ path }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'UserError', code, where: path, message: expect.stringContaining(message) });
    // Of the runtime's own source nothing a person could use.
    expect((error as Error).message).not.toMatch(/onnxruntime_src|\.cc:\d/);
  });

  it('name the operator that failed in a run', async () => {
    const directory = join(SHARED, 'onnx_node/test_convinteger_with_padding');
    const session = await openSession({ path: join(directory, 'model.onnx') });
    const inputs = readAll(join(directory, 'test_data_set_0'), 'input');
    const run = session.run(new Map(session.inputs.map(({ name }, index) => [name, inputs[index]!.tensor])));
    await expect(run).rejects.toMatchObject({
      code: 'run.failed',
      message: expect.stringMatching(/^Running the model failed: ConvInteger: /),
    });
    await session.release();
  });

  it.each(['truncated', 'text', 'varint_too_long'])('%s is no readable model', async (name) => {
    await expect(openSession({ path: join(SHARED, 'edge', `${name}.onnx`) })).rejects.toMatchObject({ name: 'UserError' });
  });
});

describe.skipIf(!existsSync(SHARED))('the sessions of a worker', () => {
  const path = join(SHARED, 'edge/base_ok.onnx');

  it('are kept between jobs and let go on request', async () => {
    const cache = new SessionCache();
    const first = cache.lease(true);
    expect((await first.open({ path })).loadMilliseconds).toBeGreaterThan(0);
    await first.end();
    const second = cache.lease(true);
    expect((await second.open({ path })).loadMilliseconds).toBe(0);
    let gone = false;
    const letGo = cache.letGo(path).then(() => {
      gone = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    // The second job still holds it.
    expect(gone).toBe(false);
    await second.end();
    await letGo;
    const third = cache.lease(true);
    expect((await third.open({ path })).loadMilliseconds).toBeGreaterThan(0);
    await third.end();
    await cache.letGo(path);
  });

  it('are refused where they are not allowed', async () => {
    await expect(new SessionCache().lease(false).open({ path })).rejects.toMatchObject({ code: 'workspace.untrusted' });
  });

  it('name a file that is missing', async () => {
    await expect(new SessionCache().lease(true).open({ path: `${path}.no` })).rejects.toMatchObject({ code: 'file.missing' });
  });

  it('return exposed values', async () => {
    const session = await openSession({ path: join(SHARED, 'sklearn_rf/sklearn_randomforest.onnx'), expose: ['probabilities'] });
    expect(session.outputs).toMatchObject([
      { name: 'output_label', type: 'int64', isTensor: true },
      { name: 'output_probability', type: 'sequence(map(int64,float32))', isTensor: false },
      { name: 'probabilities', type: 'float32', isTensor: true },
    ]);
    await session.release();
  });
});
