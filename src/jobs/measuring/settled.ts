import { loadManifest } from '../../manifest/load';
import type { ManifestRuntime } from '../../manifest/schema';
import type { GivenParameters, Origins, Settled } from './parameters';

type Given = Pick<GivenParameters, 'batch' | 'optimization' | 'provider' | 'threads' | 'input'>;

/**
 * Puts what the manifest's section `runtime` says, and what is usual, in the place of what no flag says.
 * @param model absolute
 * @param manifest absolute; the one beside the model unless given
 * @throws UserError `manifest.*`, `file.*`
 */
export async function settled<Parameters extends Given>(
  parameters: Parameters,
  model: string,
  manifest: string | undefined,
): Promise<Settled<Parameters>> {
  const found = await loadManifest(model, manifest);
  return settledBy(parameters, found?.manifest.runtime);
}

/** @param runtime the manifest's section */
export function settledBy<Parameters extends Given>(parameters: Parameters, runtime: ManifestRuntime = {}): Settled<Parameters> {
  const { provider, threads, optimization, batch, input } = parameters;
  // What was given as input has rows of its own.
  const own = input.length === 0 ? runtime : { ...runtime, batch: undefined };
  const told = { provider, threads, optimization, batch };
  const origin = (name: keyof Origins) => (told[name] !== undefined ? 'given' : own[name] !== undefined ? 'manifest' : 'default');
  return {
    ...parameters,
    provider: provider ?? own.provider ?? 'cpu',
    threads: threads ?? own.threads,
    optimization: optimization ?? own.optimization ?? 'all',
    batch: batch ?? own.batch ?? 1,
    origins: {
      provider: origin('provider'),
      threads: origin('threads'),
      optimization: origin('optimization'),
      batch: origin('batch'),
    },
  };
}
