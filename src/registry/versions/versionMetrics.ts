import { isAbort, UserError } from '../../base/errors';
import { parseMetrics } from '../../report/metricsFile';
import type { MetricsNote, VersionMetric } from '../../report/schemas/versions';
import type { CommitTree } from '../files/commitTree';
import { locateFile } from '../files/locate';
import type { LocatedFile } from '../files/located';
import { smallText } from '../files/smallText';

/** Largest metrics file that is read. */
const MAX_BYTES = 1 << 20;

/** What is committed beside a version's model. */
export interface CommittedMetrics {
  readonly metrics: readonly VersionMetric[];
  readonly note?: MetricsNote;
}

/**
 * The metrics in `NAME.metrics.json` beside a model at a commit, wherever it is kept.
 * @param model path from the root of the repository
 * @param sha256 of the model, where it is known: parts of the file about another one are left out
 * @param limit metrics to take at most
 */
export async function committedMetrics(
  tree: CommitTree,
  model: string,
  sha256: string | undefined,
  limit: number,
): Promise<CommittedMetrics> {
  const path = `${model.replace(/\.onnx$/i, '')}.metrics.json`;
  const noted = (code: MetricsNote['code'], metrics: VersionMetric[] = []) => ({ metrics, note: { code, path } });
  const located = await locate(tree, path);
  if (!located) return { metrics: [] };
  if (located.bytes !== undefined && located.bytes > MAX_BYTES) return noted('large');
  const text = await smallText(tree, located, MAX_BYTES);
  if (text === undefined) return noted('missing');
  const parsed = parseMetrics(text, sha256, limit);
  if (!parsed) return noted('invalid');
  if (parsed.other) return noted('other', parsed.metrics);
  return parsed.cut ? noted('cut', parsed.metrics) : { metrics: parsed.metrics };
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
