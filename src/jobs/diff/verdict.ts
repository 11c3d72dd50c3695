import type { DiffResult } from '../../report/schemas/diff';
import { sideName, sizeText } from './summary';

/** `glyphs@v1.1.0 → glyphs@v1.2.0: nodes +3 −0 ~1, 2 tensors changed, 4.95 MB → 1.31 MB; suggests minor`. */
export function diffVerdict(result: DiffResult): string {
  const title = `${sideName(result.before)} → ${sideName(result.after)}`;
  if (result.same) return `${title}: ${result.before.sha256 === result.after.sha256 ? 'the same file' : 'no difference'}`;
  const { nodes, tensorCounts, bytes } = result;
  const { added, removed, changed } = nodes.counts;
  const tensors = [
    tensorCounts.changed > 0 ? `${tensorCounts.changed} changed` : '',
    tensorCounts.added > 0 ? `${tensorCounts.added} added` : '',
    tensorCounts.removed > 0 ? `${tensorCounts.removed} removed` : '',
  ].filter((part) => part !== '');
  const facts = [
    result.inputs.length + result.outputs.length > 0 ? 'another interface' : '',
    added + removed + changed > 0 ? `nodes +${added} −${removed} ~${changed}` : 'the same nodes',
    tensors.length > 0 ? `tensors ${tensors.join(', ')}` : 'the same weights',
    bytes.before === bytes.after ? '' : `${sizeText(bytes.before)} → ${sizeText(bytes.after)}`,
  ].filter((part) => part !== '');
  return `${title}: ${facts.join(', ')}; suggests ${result.suggestedBump}`;
}
