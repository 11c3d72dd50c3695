import { isAbort, UserError } from '../../base/errors';
import { type ParsedMetrics, parseMetrics } from '../../report/metricsFile';
import type { MetricsNote, VersionMetric } from '../../report/schemas/versions';
import type { CommitTree } from '../files/commitTree';
import { locateFile } from '../files/locate';
import type { LocatedFile } from '../files/located';
import { smallText } from '../files/smallText';

/** Largest metrics file that is read. */
export const MAX_BYTES = 1 << 20;

/** What is committed beside a version's model. */
export interface CommittedMetrics {
  readonly metrics: readonly VersionMetric[];
  readonly note?: MetricsNote;
}

/**
 * The metrics in `NAME.metrics.json` beside a model at a commit, wherever it is kept.
 * @param model path from the root of the repository
 * @param sha256 of the model, where it is known: figures of the file about another one are stale
 * @param limit metrics to take at most
 */
export async function committedMetrics(
  tree: CommitTree,
  model: string,
  sha256: string | undefined,
  limit: number,
): Promise<CommittedMetrics> {
  const path = metricsPath(model);
  const located = await locate(tree, path);
  if (!located) return { metrics: [] };
  if (located.bytes !== undefined && located.bytes > MAX_BYTES) return notedMetrics('large', path);
  const text = await smallText(tree, located, MAX_BYTES);
  return notedMetrics(text === undefined ? 'missing' : parseMetrics(text, sha256, limit), path);
}

/** Where the metrics of a model are: beside it. */
export function metricsPath(model: string): string {
  return `${model.replace(/\.onnx$/i, '')}.metrics.json`;
}

/** Metrics, and what is to be said of their file. @param parsed what it says, or why nothing; undefined: it is no JSON object */
export function notedMetrics(parsed: ParsedMetrics | 'large' | 'missing' | undefined, path: string): CommittedMetrics {
  if (parsed === undefined) return { metrics: [], note: { code: 'invalid', path } };
  if (typeof parsed === 'string') return { metrics: [], note: { code: parsed, path } };
  const { metrics, other, cut } = parsed;
  const code = other ? 'other' : cut ? 'cut' : undefined;
  return { metrics, ...(code === undefined ? {} : { note: { code, path } }) };
}

/** A link out of the repository, or a file in a submodule, is no metrics file. */
async function locate(tree: CommitTree, path: string): Promise<LocatedFile | undefined> {
  try {
    return await locateFile(tree, path);
  } catch (error) {
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    return undefined;
  }
}
