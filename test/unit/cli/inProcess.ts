import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, vi } from 'vitest';
import type { Engine } from '../../../src/engine/engine';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * The command line without a process of its own for each call: `main` with streams that are no terminal, and one engine, so one warm
 * worker, for all calls of a test file. Exit codes are those that `main` returns; signals and pipes want a real process.
 * @param directory gives the folder with the built `worker.js` and `webview`, once there is one
 * @returns what runs a command line, and what ends the worker, as the end of a program would
 */
export function inProcess(directory: () => string): {
  call: (args: readonly string[], cwd: string) => Promise<Ended>;
  end: () => Promise<void>;
} {
  const start = process.cwd();
  let engine: Engine | undefined;
  vi.doMock('../../../src/engine/pool', async (original) => {
    const { createEngine } = await original<typeof import('../../../src/engine/pool')>();
    return {
      createEngine: (options: Parameters<typeof createEngine>[0]): Engine => {
        engine ??= createEngine(options);
        const shared = engine;
        return {
          run: (request) => shared.run(request),
          scratch: () => shared.scratch(),
          removeScratch: (path) => shared.removeScratch(path),
          letGo: (path) => shared.letGo(path),
          memory: () => shared.memory(),
          dispose: () => undefined,
          close: async () => undefined,
        };
      },
    };
  });
  const end = async () => {
    await engine?.close();
    engine = undefined;
  };
  afterAll(async () => {
    process.chdir(start);
    await end();
    vi.doUnmock('../../../src/engine/pool');
  });
  const call = async (args: readonly string[], cwd: string): Promise<Ended> => {
    const { main } = await import('../../../src/cli/main');
    const [stdout, stderr, stdin] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const [out, err] = [text(stdout), text(stderr)];
    process.chdir(cwd);
    const code = await main(args, {
      stdout: stdout as unknown as NodeJS.WriteStream,
      stderr: stderr as unknown as NodeJS.WriteStream,
      stdin: stdin.end() as unknown as NodeJS.ReadStream,
      environment: process.env,
      workerPath: `${directory()}/worker.js`,
      webviewDirectory: `${directory()}/webview`,
      signal: new AbortController().signal,
    });
    process.chdir(start);
    stdout.end();
    stderr.end();
    return { code, stdout: await out, stderr: await err };
  };
  return { call, end };
}
