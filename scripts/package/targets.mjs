import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/project.mjs';

/** VS Code's names for the platforms that onnxruntime-node carries a binary for. */
export const TARGETS = ['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-arm64'];

/** Why the others that VS Code knows have no package. @type {Record<string, string>} */
const WITHOUT_RUNTIME = {
  'darwin-x64': 'onnxruntime-node has no build for Macs with an Intel processor',
  'linux-armhf': 'onnxruntime-node has no build for 32-bit ARM',
  'alpine-x64': 'onnxruntime-node has no build for musl, the C library of Alpine Linux',
  'alpine-arm64': 'onnxruntime-node has no build for musl, the C library of Alpine Linux',
  web: 'a browser cannot start the worker process that ONNX Runtime runs in',
};

/** VS Code's name for the machine this runs on. */
export const HOST_TARGET = `${process.platform}-${process.arch}`;

/**
 * A target's folder of runtime binaries. @throws {Error} saying why, for a platform that has none
 * @param {string} target
 */
export function runtimeFolder(target) {
  const why = WITHOUT_RUNTIME[target];
  if (why) throw new Error(`There is no package for ${target}: ${why}.`);
  if (!TARGETS.includes(target)) throw new Error(`Unknown target ${target}. There are ${TARGETS.join(', ')}.`);
  const [platform = '', arch = ''] = target.split('-');
  const folder = join('bin', 'napi-v6', platform, arch);
  if (!existsSync(join(ROOT, 'node_modules', 'onnxruntime-node', folder)))
    throw new Error(`There is no package for ${target}: the installed onnxruntime-node has no ${folder}.`);
  return folder;
}
