import type { PreparedInput } from '../../data/request';
import type { RunResult } from '../../report/schemas/run';
import { type Candidate, classify } from './classify';
import type { RunManifest } from './manifest';

/** Rows of a batch whose classes a report lists; the output's file has them all. */
const MAX_ROWS = 200;
/** Classes of each: the list is to be read down, the first row's plot has more. */
const TOP_OF_ROW = 3;

/**
 * The classes of the first row and, of a batch, those of each row, with the file it came from where it was given one by one.
 * @param top how many classes of the first
 */
export function classifyRows(
  candidates: readonly Candidate[],
  manifest: RunManifest,
  prepared: readonly PreparedInput[],
  top: number,
): Pick<RunResult, 'top' | 'scores' | 'rows'> {
  const scored = classify(candidates, manifest, top);
  if (!scored) return {};
  const { rows: total, scores, topOf } = scored;
  const first = { ...(scored.top ? { top: scored.top } : {}), scores };
  if (total < 2) return first;
  const parts = prepared.find((input) => input.parts?.length === total)?.parts;
  const list = Array.from({ length: Math.min(total, MAX_ROWS) }, (_, row) => ({
    row,
    ...(parts ? { source: parts[row]!.source } : {}),
    top: topOf(row).slice(0, TOP_OF_ROW),
  }));
  return { ...first, rows: { total, list } };
}
