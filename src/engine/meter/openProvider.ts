import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { InferenceSession } from 'onnxruntime-node';
import { UserError } from '../../base/errors';
import { profileRecords } from '../profile/records';
import { checkProvider, libraryTrouble, providerFailure } from '../providers';
import { loadRuntime, runtimeFolder, runtimeVersion } from '../runtime';
import { openSession, type RuntimeSession } from '../runtimeSession';
import type { FallBack, Feeds } from './protocol';
import { type SessionSettings, sessionOptions } from './settings';

const SYSTEM = `${process.platform}-${process.arch}`;

/** A model on its provider. */
export interface Opened {
  readonly session: RuntimeSession;
  /** Where some of its nodes are executed by the CPU instead. */
  readonly fallBack?: FallBack;
}

/**
 * Loads a model on the provider of the settings. The runtime has the CPU execute what another provider does not take, and says nothing,
 * were it the whole model: so it is told not to first, and where it refuses, a run is profiled to see which node was executed where.
 * @param feeds for that run
 * @throws UserError `provider.unknown`, `provider.unavailable`, `provider.unused`; as {@link openSession}
 */
export async function openOnProvider(path: string, settings: SessionSettings, feeds: Feeds | undefined): Promise<Opened> {
  const { provider } = settings;
  const { listSupportedBackends } = await loadRuntime();
  const listed = listSupportedBackends().map(({ name }) => name);
  checkProvider(provider, { listed, version: runtimeVersion() ?? '', system: SYSTEM });
  const options = sessionOptions(settings);
  if (provider === 'cpu') return { session: await openSession({ path }, options) };
  try {
    return { session: await open(path, provider, withoutFallBack(options)) };
  } catch (error) {
    if (!/CPU EP|CPUExecutionProvider|fallback/i.test(reasonOf(error))) throw error;
  }
  const fallBack = feeds && (await whereExecuted(path, settings, feeds));
  if (fallBack && fallBack.nodes === fallBack.of) {
    throw new UserError(
      'provider.unused',
      l10n.t('The provider {0} takes no node of this model: all {1} would be executed by the CPU.', provider, fallBack.of),
      { where: path, remedy: l10n.t('Measure it with --provider cpu, which is what it would be.') },
    );
  }
  return { session: await open(path, provider, options), ...(fallBack ? { fallBack } : {}) };
}

async function open(path: string, provider: string, options: InferenceSession.SessionOptions): Promise<RuntimeSession> {
  try {
    return await openSession({ path }, options);
  } catch (error) {
    throw providerFailure(reasonOf(error), provider, SYSTEM, () => libraryTrouble(provider, runtimeFolder())) ?? error;
  }
}

/** What the runtime itself said. */
function reasonOf(error: unknown): string {
  const source = error instanceof UserError && error.cause !== undefined ? error.cause : error;
  return source instanceof Error ? source.message : String(source);
}

function withoutFallBack(options: InferenceSession.SessionOptions): InferenceSession.SessionOptions {
  const session = (options.extra?.session ?? {}) as Record<string, unknown>;
  return { ...options, extra: { ...options.extra, session: { ...session, disable_cpu_ep_fallback: '1' } } };
}

/** Runs the model once in a session of its own, to see how many nodes the CPU executes. */
async function whereExecuted(path: string, settings: SessionSettings, feeds: Feeds): Promise<FallBack> {
  const prefix = join(tmpdir(), `modelwright-placement-${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    const session = await open(path, settings.provider, sessionOptions({ ...settings, profile: prefix }));
    try {
      await session.prepare(new Map(feeds))();
      await session.endProfiling();
    } finally {
      await session.release();
    }
    return await countNodes(await written(prefix));
  } finally {
    for (const file of await written(prefix)) await rm(file, { force: true });
  }
}

async function written(prefix: string): Promise<string[]> {
  const names = await readdir(dirname(prefix));
  return names.filter((name) => name.startsWith(basename(prefix))).map((name) => join(dirname(prefix), name));
}

async function countNodes(files: readonly string[]): Promise<FallBack> {
  let [nodes, of] = [0, 0];
  for (const file of files) {
    for await (const { category, name, args } of profileRecords(file, () => undefined)) {
      if (category !== 'Node' || !name.endsWith('_kernel_time')) continue;
      of++;
      if (args.provider === 'CPUExecutionProvider') nodes++;
    }
  }
  return { nodes, of };
}
