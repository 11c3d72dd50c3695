import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { errorCode } from '../base/files';
import type { Runtime } from './runtime';

const PACKAGE = 'onnxruntime-node';
/** The variable that names another runtime; the setting `modelwright.runtimePath` becomes it. */
export const RUNTIME_VARIABLE = 'MODELWRIGHT_RUNTIME';
/** The list of providers, which is asked for, came with 1.17; another major version may have another interface. */
const OLDEST = { major: 1, minor: 17 };
/** A package's description is a page; a file of many megabytes is something else. */
const MAX_DESCRIPTION = 1_000_000;

/** The folder of the package to use instead of the one that Modelwright comes with, where one was named. */
export function customRuntime(): string | undefined {
  const given = process.env[RUNTIME_VARIABLE];
  if (given === undefined || given === '') return undefined;
  // Many name the folder that they installed it in.
  const installed = join(given, 'node_modules', PACKAGE);
  return existsSync(installed) ? installed : given;
}

/** Where a package has the native libraries for this system: below `bin`, in a folder named by the version of Node's interface for them. */
export function bindingFolder(folder: string): string {
  const bin = join(folder, 'bin');
  const versions = existsSync(bin) ? readdirSync(bin).filter((name) => /^napi-v\d+$/.test(name)) : [];
  const places = versions.map((name) => join(bin, name, process.platform, process.arch));
  return places.find(existsSync) ?? join(bin, versions[0] ?? 'napi-v6', process.platform, process.arch);
}

/**
 * Loads the package in that folder.
 * @throws UserError `runtime.path` with what is wrong with the folder
 */
export async function loadCustomRuntime(folder: string): Promise<Runtime> {
  const found = checkPackage(folder);
  try {
    const runtime: Runtime = createRequire(join(folder, 'package.json'))(folder);
    runtime.env.logLevel = 'error';
    return runtime;
  } catch (error) {
    throw wrongFolder(l10n.t('ONNX Runtime {0} in {1} does not load: {2}', found, folder, loadTrouble(error)), folder, error);
  }
}

/** @returns its version */
function checkPackage(folder: string): string {
  if (!isAbsolute(folder)) throw wrongFolder(l10n.t('{0} is not an absolute path.', folder), folder);
  let isFolder: boolean;
  try {
    isFolder = statSync(folder).isDirectory();
  } catch (error) {
    throw wrongFolder(l10n.t('The folder {0} does not exist, or cannot be read.', folder), folder, error);
  }
  if (!isFolder) throw wrongFolder(l10n.t('{0} is a file, not a folder.', folder), folder);
  const { name, version } = description(folder);
  if (name !== PACKAGE) {
    throw wrongFolder(
      name === undefined
        ? l10n.t('{0} holds no package: there is no package.json that says so.', folder)
        : l10n.t('{0} holds the package {1}, not {2}.', folder, name, PACKAGE),
      folder,
    );
  }
  const [major, minor] = (version ?? '').split('.').map(Number);
  if (major !== OLDEST.major || !(minor! >= OLDEST.minor)) {
    const wanted = `${OLDEST.major}.${OLDEST.minor}`;
    throw wrongFolder(
      l10n.t('{0} holds version {1} of {2}; versions from {3} on, of the same major, work.', folder, version ?? '?', PACKAGE, wanted),
      folder,
    );
  }
  const binding = join(bindingFolder(folder), 'onnxruntime_binding.node');
  if (!existsSync(binding)) {
    const system = `${process.platform}-${process.arch}`;
    throw wrongFolder(l10n.t('The package in {0} has nothing for {1}: {2} is missing.', folder, system, binding), folder);
  }
  return version!;
}

function description(folder: string): { name?: string; version?: string } {
  const path = join(folder, 'package.json');
  try {
    if (statSync(path).size > MAX_DESCRIPTION) return {};
    const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(readFileSync(path, 'utf8'));
    return { ...(typeof name === 'string' ? { name } : {}), ...(typeof version === 'string' ? { version } : {}) };
  } catch (error) {
    // None, or one that is no JSON object: no package either way.
    if (error instanceof SyntaxError || error instanceof TypeError || errorCode(error) === 'ENOENT') return {};
    throw wrongFolder(l10n.t('{0} cannot be read.', path), folder, error);
  }
}

function loadTrouble(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lacking = errorCode(error) === 'MODULE_NOT_FOUND' ? /Cannot find module '([^']+)'/.exec(message)?.[1] : undefined;
  return lacking === undefined ? message : l10n.t('the package {0}, which it uses, is not there.', lacking);
}

function wrongFolder(message: string, where: string, cause?: unknown): UserError {
  return new UserError('runtime.path', message, {
    where,
    remedy: l10n.t(
      'The setting modelwright.runtimePath, or MODELWRIGHT_RUNTIME, names the folder of another onnxruntime-node: install it with npm in an empty folder, and name that. Leave it empty for the one that Modelwright comes with.',
    ),
    cause,
  });
}
