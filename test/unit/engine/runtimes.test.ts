import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Meter } from '../../../src/engine/meter/meter';
import { createEngine } from '../../../src/engine/pool';
import { checkProvider, libraryTrouble, providerFailure } from '../../../src/engine/providers';
import type { Tensor } from '../../../src/onnx/tensor';
import { bundle } from './bundle';
import { installedRuntime, standInRuntime } from './standInRuntime';

const GLYPHS = join(import.meta.dirname, '../../../samples/models/glyphs/glyphs-1.0.0.onnx');
const picture: Tensor = { type: 'float32', dims: [1, 3, 48, 48], data: new Float32Array(3 * 48 * 48).fill(0.5) };

let directory: string;
let folder: string;
beforeAll(async () => {
  directory = (await bundle({ worker: 'src/worker.ts', testWorker: 'test/unit/engine/worker.ts' })).directory;
  folder = mkdtempSync(join(tmpdir(), 'runtimes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  delete process.env.MODELWRIGHT_RUNTIME;
});

const place = (name: string) => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};

/** Loads the model on a provider in a measuring process. */
async function load(provider = 'cpu') {
  const meter = new Meter({
    workerPath: join(directory, 'worker.js'),
    path: GLYPHS,
    settings: { provider, threads: 1, optimization: 'all', spinning: false },
    feeds: [[['image', picture]]],
    timeoutMilliseconds: 20_000,
    signal: new AbortController().signal,
  });
  try {
    return await meter.load();
  } finally {
    meter.kill();
  }
}

describe('another runtime', () => {
  it('is loaded where its package is named, or the folder it was installed in', async () => {
    const installed = place('installed');
    const path = installedRuntime(installed);
    for (const named of [path, installed]) {
      process.env.MODELWRIGHT_RUNTIME = named;
      expect((await load()).providers).toContain('cpu');
    }
    process.env.MODELWRIGHT_RUNTIME = standInRuntime(place('standIn'));
    expect(await load()).toMatchObject({ runtime: '1.99.0', providers: ['cpu', 'coreml'] });
  });

  it('says what is wrong with a folder', async () => {
    writeFileSync(join(folder, 'file'), '');
    const cases: [string, RegExp][] = [
      ['somewhere', /not an absolute path/],
      [join(folder, 'none'), /does not exist/],
      [join(folder, 'file'), /is a file/],
      [place('empty'), /no package\.json/],
      [standInRuntime(place('other'), { name: 'onnxruntime-web' }), /holds the package onnxruntime-web, not onnxruntime-node/],
      [standInRuntime(place('old'), { version: '1.9.0' }), /version 1\.9\.0 .* from 1\.17/],
      [standInRuntime(place('next'), { version: '2.0.0' }), /version 2\.0\.0/],
      [standInRuntime(place('elsewhere'), { binding: false }), /nothing for \w+-\w+: .*onnxruntime_binding\.node is missing/],
    ];
    for (const [path, message] of cases) {
      process.env.MODELWRIGHT_RUNTIME = path;
      const loading = load();
      await expect(loading).rejects.toThrow(message);
      await expect(loading).rejects.toMatchObject({ code: 'runtime.path', remedy: expect.stringContaining('modelwright.runtimePath') });
    }
  });

  it('says which package it lacks', async () => {
    const path = standInRuntime(place('alone'));
    writeFileSync(join(path, 'index.js'), "require('no-package-has-this-name');");
    process.env.MODELWRIGHT_RUNTIME = path;
    await expect(load()).rejects.toThrow(/does not load: the package no-package-has-this-name, which it uses, is not there/);
  });

  it('takes the place of the one a warm worker has, when the setting changes', async () => {
    let named = '';
    const engine = createEngine({
      workerPath: join(directory, 'testWorker.js'),
      journalDirectory: join(folder, 'journal'),
      environment: () => ({ MODELWRIGHT_RUNTIME: named }),
    });
    const run = () =>
      engine.run({
        job: 'session',
        parameters: { path: GLYPHS },
        worker: 'warm',
        cwd: folder,
        trusted: true,
        attachmentsDirectory: folder,
      });
    try {
      const first = await run();
      expect(first.runtimePath).toBeUndefined();
      const [before] = await engine.memory();
      named = join(folder, 'standIn');
      expect(await run()).toMatchObject({ runtime: '1.99.0', runtimePath: named });
      expect((await engine.memory()).at(-1)!.pid).not.toBe(before!.pid);
      named = '';
      expect(await run()).toMatchObject({ runtime: first.runtime });
    } finally {
      await engine.close();
    }
  });
});

describe('a provider', () => {
  it('that executes nothing of the model is not reported as what it was measured on', async () => {
    process.env.MODELWRIGHT_RUNTIME = join(folder, 'standIn');
    const loading = load('coreml');
    await expect(loading).rejects.toMatchObject({ code: 'provider.unused', where: GLYPHS });
    await expect(loading).rejects.toThrow(/takes no node of this model: all \d+ would be executed by the CPU/);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('modelwright-placement-'))).toEqual([]);
  });

  it('that the runtime here lacks, lists but cannot start, or nobody knows, is an error before anything is measured', async () => {
    await expect(load('dml')).rejects.toMatchObject({ code: 'provider.unavailable', where: 'dml' });
    await expect(load('cup')).rejects.toMatchObject({ code: 'provider.unknown', remedy: expect.stringContaining('cpu') });
  });

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('whose library is not there is said to lack it', async () => {
    const loading = load('cuda');
    await expect(loading).rejects.toMatchObject({
      code: 'provider.unavailable',
      message: expect.stringMatching(/libonnxruntime_providers_shared\.so is missing/),
      remedy: expect.stringMatching(/modelwright\.runtimePath.*CUDA 12 and cuDNN 9/),
    });
  });

  const system = (name: string, listed = ['cpu', 'webgpu']) => ({ listed, version: '1.30.0', system: name });
  const remedyOf = (provider: string, on: string) => {
    try {
      checkProvider(provider, system(on));
    } catch (error) {
      return error as { code: string; message: string; remedy: string };
    }
    throw new Error('nothing was wrong');
  };

  it('is named by the runtime’s own names; others lead to them', () => {
    expect(() => checkProvider('webgpu', system('linux-x64'))).not.toThrow();
    for (const [given, meant] of [
      ['CUDAExecutionProvider', 'cuda'],
      ['DmlExecutionProvider', 'dml'],
      ['directml', 'dml'],
      ['CPU', 'cpu'],
      ['webgup', 'webgpu'],
    ] as const) {
      expect(remedyOf(given, 'linux-x64')).toMatchObject({ code: 'provider.unknown', remedy: expect.stringContaining(meant) });
    }
    expect(remedyOf('abacus', 'linux-x64').remedy).toContain('--provider');
  });

  it('comes with what to install, by system', () => {
    expect(remedyOf('cuda', 'linux-x64').message).toContain('ONNX Runtime 1.30.0 has these here: cpu, webgpu.');
    expect(remedyOf('cuda', 'linux-x64').remedy).toMatch(/npm.*cuDNN 9/);
    expect(remedyOf('cuda', 'win32-x64').remedy).toMatch(/on linux-x64 only, and this is win32-x64.*MODELWRIGHT_RUNTIME/);
    expect(remedyOf('tensorrt', 'linux-x64').remedy).toContain('TensorRT 10');
    expect(remedyOf('dml', 'win32-x64').remedy).toContain('DirectX 12');
    expect(remedyOf('coreml', 'linux-x64').remedy).toContain('darwin-arm64 only');
    expect(remedyOf('qnn', 'win32-arm64').remedy).toMatch(/build one/);
  });

  it('that does not start says why', () => {
    const failure = (message: string, provider: string, why?: string) => providerFailure(message, provider, 'linux-x64', () => why);
    expect(
      failure('OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library', 'cuda', 'libcudnn.so.9: cannot open'),
    ).toMatchObject({
      code: 'provider.unavailable',
      message: expect.stringContaining('libcudnn.so.9: cannot open'),
    });
    expect(failure('… Failed to get a WebGPU adapter: No supported adapters', 'webgpu')).toMatchObject({
      message: expect.stringContaining('no GPU'),
      remedy: expect.stringContaining('Vulkan'),
    });
    expect(failure('CUDA failure 100: no CUDA-capable device is detected', 'cuda')).toMatchObject({ code: 'provider.unavailable' });
    expect(failure('Protobuf parsing failed', 'cuda')).toBeUndefined();
    expect(libraryTrouble('cuda', join(folder, 'none'))).toContain('is missing');
  });
});
