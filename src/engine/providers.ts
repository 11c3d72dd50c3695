import { existsSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { suggest } from '../base/suggest';

/** The runtime's own names of what it can execute on, and the systems whose onnxruntime-node package from npm has them. */
const PACKAGED: Readonly<Record<string, readonly string[]>> = {
  cpu: ['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-arm64'],
  webgpu: ['linux-x64', 'win32-x64', 'win32-arm64', 'darwin-arm64'],
  cuda: ['linux-x64'],
  tensorrt: ['linux-x64'],
  dml: ['win32-x64', 'win32-arm64'],
  coreml: ['darwin-arm64'],
};

/** Those that ONNX Runtime has, in builds of one's own. */
const OTHERS = ['qnn', 'openvino', 'rocm', 'migraphx', 'xnnpack', 'nnapi', 'vitisai', 'webnn'];

/** What people call them elsewhere. */
const ALIASES: Readonly<Record<string, string>> = {
  directml: 'dml',
  metal: 'coreml',
  apple: 'coreml',
  nvidia: 'cuda',
  gpu: 'webgpu',
  trt: 'tensorrt',
  amd: 'migraphx',
  snapdragon: 'qnn',
};

/** Where a measurement is made. */
export interface ProviderPlace {
  /** What the runtime lists here. */
  readonly listed: readonly string[];
  /** Version of the runtime. */
  readonly version: string;
  /** `process.platform` and `process.arch`, with a dash. */
  readonly system: string;
}

/**
 * That the runtime has a provider.
 * @throws UserError `provider.unknown` for a name that is none, with the one that was meant; `provider.unavailable` with what to install
 */
export function checkProvider(provider: string, place: ProviderPlace): void {
  const { listed, version } = place;
  if (listed.includes(provider)) return;
  const here = l10n.t('ONNX Runtime {0} has these here: {1}.', version, listed.join(', '));
  if (provider in PACKAGED || OTHERS.includes(provider)) {
    throw new UserError('provider.unavailable', `${l10n.t('The provider {0} is not available.', provider)} ${here}`, {
      where: provider,
      remedy: whatToInstall(provider, place.system),
    });
  }
  const meant = knownAs(provider, listed);
  throw new UserError('provider.unknown', `${l10n.t('There is no provider "{0}".', provider)} ${here}`, {
    where: provider,
    remedy: meant === undefined ? l10n.t('Give one of those with --provider.') : l10n.t('Did you mean {0}?', meant),
  });
}

/** The runtime's name for what somebody calls otherwise, such as `CUDAExecutionProvider` in Python. */
function knownAs(provider: string, listed: readonly string[]): string | undefined {
  const plain = provider
    .toLowerCase()
    .replace(/_?execution_?provider$/, '')
    .replace(/_?ep$/, '');
  const alias = ALIASES[plain] ?? plain;
  const all = [...new Set([...listed, ...Object.keys(PACKAGED), ...OTHERS])];
  return all.includes(alias) ? alias : suggest(alias, all);
}

/** How one comes to a runtime with that provider. */
export function whatToInstall(provider: string, system: string): string {
  const systems = PACKAGED[provider];
  if (!systems) {
    return l10n.t(
      'No onnxruntime-node from npm has it: build one with it, and name its folder in the setting modelwright.runtimePath or in MODELWRIGHT_RUNTIME.',
    );
  }
  if (!systems.includes(system)) {
    return l10n.t(
      'The onnxruntime-node from npm has it on {0} only, and this is {1}. A build of your own can be named in the setting modelwright.runtimePath or in MODELWRIGHT_RUNTIME.',
      systems.join(', '),
      system,
    );
  }
  const [packages, needs] = needsOf(provider);
  return `${packages} ${needs}`;
}

/** @returns which package has it, and what of the system it needs */
function needsOf(provider: string): [string, string] {
  const another = l10n.t(
    'Install onnxruntime-node with npm in a folder of its own and name that in the setting modelwright.runtimePath, or in MODELWRIGHT_RUNTIME for the command line.',
  );
  switch (provider) {
    case 'cuda':
      return [
        `${another} ${l10n.t('Its installation downloads the libraries for CUDA, unless told --onnxruntime-node-install=skip.')}`,
        l10n.t('It needs an NVIDIA GPU with its driver, CUDA 12 and cuDNN 9.'),
      ];
    case 'tensorrt':
      return [
        `${another} ${l10n.t('Its installation downloads the libraries for CUDA, unless told --onnxruntime-node-install=skip.')}`,
        l10n.t('It needs an NVIDIA GPU with its driver, CUDA 12, cuDNN 9 and TensorRT 10.'),
      ];
    case 'webgpu':
      return [another, webgpuNeeds()];
    case 'dml':
      return [another, l10n.t('It needs a GPU with a driver for DirectX 12.')];
    default:
      return [another, l10n.t('It needs nothing else on this system.')];
  }
}

function webgpuNeeds(): string {
  return l10n.t(
    'It needs a GPU that the system lets programs use: with a Vulkan driver (libvulkan.so.1 and the driver of the GPU) on Linux, DirectX 12 on Windows, Metal on macOS.',
  );
}

/**
 * What went wrong where a listed provider does not start: its library is missing or lacks another one, or there is no such device.
 * @param message of the runtime, when a session was to be made
 * @param library asked for why the provider's library does not load; undefined where it does
 * @returns undefined where it is about something else
 */
export function providerFailure(
  message: string,
  provider: string,
  system: string,
  library: () => string | undefined,
): UserError | undefined {
  if (/Failed to load shared library/i.test(message)) {
    const why = library();
    const known = l10n.t('ONNX Runtime knows the provider {0}, but its library does not load.', provider);
    return new UserError('provider.unavailable', why === undefined ? known : `${known} ${why}`, {
      where: provider,
      remedy: whatToInstall(provider, system),
    });
  }
  if (/Failed to get a WebGPU (adapter|device)|No supported adapters/i.test(message)) {
    return new UserError('provider.unavailable', l10n.t('There is no GPU here that the provider {0} can use.', provider), {
      where: provider,
      remedy: webgpuNeeds(),
    });
  }
  if (/no available backend found|backend not found/i.test(message)) {
    return new UserError('provider.unavailable', l10n.t('The provider {0} is not available.', provider), {
      where: provider,
      remedy: whatToInstall(provider, system),
    });
  }
  if (/no CUDA-capable device|CUDA driver version|CUDA failure|cudaError|cudnn|TensorRT.*(fail|error)|nvinfer/i.test(message)) {
    return new UserError('provider.unavailable', l10n.t('The provider {0} does not start: {1}', provider, message), {
      where: provider,
      remedy: whatToInstall(provider, system),
    });
  }
  return undefined;
}

/**
 * Why the library of a provider does not load, in the system's words.
 * @param binding folder of the runtime's native libraries
 */
export function libraryTrouble(provider: string, binding: string): string | undefined {
  const name = (which: string) =>
    process.platform === 'win32' ? `onnxruntime_providers_${which}.dll` : `libonnxruntime_providers_${which}.so`;
  for (const which of ['shared', provider]) {
    const path = `${binding}/${name(which)}`;
    if (!existsSync(path)) return l10n.t('{0} is missing.', path);
    try {
      process.dlopen({ exports: {} }, path);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // It did load: it is no module of Node's, and nobody said it were one.
      if (/did not self-register/i.test(message)) continue;
      return message;
    }
  }
  return undefined;
}
