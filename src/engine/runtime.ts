import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type * as ort from 'onnxruntime-node';
import { UserError } from '../base/errors';
import { bindingFolder, customRuntime, loadCustomRuntime } from './customRuntime';

export type Runtime = typeof ort;

/** Platforms ONNX Runtime's Node package has binaries for. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-arm64'];

let loading: Promise<Runtime> | undefined;
let version: string | undefined;

/** The version of ONNX Runtime, once this process, or one that measures for it, has loaded it. */
export function runtimeVersion(): string | undefined {
  return version;
}

/** Notes the version that a process started by this one has loaded. */
export function noteRuntimeVersion(loaded: string): void {
  version ??= loaded;
}

/**
 * Loads ONNX Runtime on first use: a native library, so only in a worker.
 * @throws UserError `runtime.platform`, `runtime.library`, `runtime.load`
 */
export function loadRuntime(): Promise<Runtime> {
  loading ??= load();
  return loading;
}

/** Where the native libraries of the runtime in use are. */
export function runtimeFolder(): string {
  const folder = customRuntime() ?? dirname(createRequire(__filename).resolve('onnxruntime-node/package.json'));
  return bindingFolder(folder);
}

async function load(): Promise<Runtime> {
  const custom = customRuntime();
  if (custom !== undefined) {
    const runtime = await loadCustomRuntime(custom);
    version = runtime.env.versions.node ?? runtime.env.versions.common;
    return runtime;
  }
  try {
    const runtime = await import('onnxruntime-node');
    // Warnings of the library would go to stderr, where they drown what explains a crash.
    runtime.env.logLevel = 'error';
    version = runtime.env.versions.node ?? runtime.env.versions.common;
    return runtime;
  } catch (error) {
    loading = undefined;
    throw runtimeLoadError(error, { platform: process.platform, arch: process.arch, musl: isMusl() });
  }
}

/** A C library other than glibc, as in Alpine Linux. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined;
}

/** What to say where the library does not load. */
export function runtimeLoadError(error: unknown, system: { platform: string; arch: string; musl: boolean }): UserError {
  const name = `${system.platform}-${system.arch}`;
  const more = { where: name, cause: error };
  if (!PLATFORMS.includes(name)) {
    return new UserError('runtime.platform', l10n.t('ONNX Runtime has no build for {0}, so models cannot be run here.', name), {
      ...more,
      remedy: l10n.t('Browsing and inspecting work. To run models use one of: {0}.', PLATFORMS.join(', ')),
    });
  }
  if (system.musl) {
    return new UserError('runtime.platform', l10n.t('ONNX Runtime has no build for musl (Alpine Linux), so models cannot be run here.'), {
      ...more,
      remedy: l10n.t('Browsing and inspecting work. To run models use an image with glibc, such as Debian.'),
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  if (system.platform === 'win32' && /specified module could not be found|ERR_DLOPEN_FAILED/i.test(message)) {
    return new UserError('runtime.library', l10n.t('ONNX Runtime could not be loaded: the Visual C++ runtime is missing.'), {
      ...more,
      remedy: l10n.t('Install the "Microsoft Visual C++ Redistributable" for {0}, then try again.', system.arch),
    });
  }
  return new UserError('runtime.load', l10n.t('ONNX Runtime could not be loaded: {0}', message), {
    ...more,
    remedy: l10n.t('Install Modelwright again for {0}.', name),
  });
}
