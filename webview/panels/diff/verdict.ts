import * as l10n from '@vscode/l10n';
import type { DiffResult } from '../../../src/report/schemas/diff';
import { count, shorten } from '../../kit/format';
import type { VerdictPart } from '../../kit/sentence';

/** Characters of a name in the line of evidence. */
const MAX_NAME = 64;

/** What the difference comes to, the strongest first. */
export function diffSentence(result: DiffResult): VerdictPart[] {
  if (result.same) {
    const text = result.before.sha256 === result.after.sha256 ? l10n.t('Both are the same file.') : l10n.t('The models do not differ.');
    return [{ text, tone: 'good' }];
  }
  const declared = result.inputs.length + result.outputs.length;
  const parts: VerdictPart[] = [];
  if (declared > 0) {
    const text =
      declared === 1
        ? l10n.t('1 input or output changed: programs that call this model are affected.')
        : l10n.t('{0} inputs and outputs changed: programs that call this model are affected.', count(declared));
    parts.push({ text, tone: 'bad' });
  }
  const text = graphSentence(result);
  return [...parts, { text: parts.length > 0 ? ` ${text}` : text }];
}

function graphSentence({ nodes, tensorCounts, opsets, suggestedBump }: DiffResult): string {
  const changes = nodes.counts.added + nodes.counts.removed + nodes.counts.changed;
  const tensors = tensorCounts.added + tensorCounts.removed + tensorCounts.changed;
  if (changes === 0 && tensors === 0 && opsets.length === 0) {
    return suggestedBump === 'major' ? l10n.t('Graph and weights are as before.') : l10n.t('Only what the file says about itself changed.');
  }
  if (changes === 0) {
    if (tensors === 0) return l10n.t('Another opset; nodes and weights are as before.');
    return tensors === 1
      ? l10n.t('The same graph with another tensor of weights.')
      : l10n.t('The same graph; {0} tensors of weights differ.', count(tensors));
  }
  const graph =
    changes === 1
      ? l10n.t('The graph changed in 1 node')
      : l10n.t('The graph changed in {0} nodes ({1} are as before)', count(changes), count(nodes.unchanged));
  if (tensors === 0) return l10n.t('{0}; the weights are as before.', graph);
  return tensors === 1 ? l10n.t('{0} and 1 tensor of weights.', graph) : l10n.t('{0} and {1} tensors of weights.', graph, count(tensors));
}

/** Which two models, as far as a name tells, and what was compared. */
export function diffEvidence(result: DiffResult): string {
  return [
    l10n.t('before: {0}', sideText(result.before)),
    l10n.t('after: {0}', sideText(result.after)),
    l10n.t('values and nodes under other names count as the same'),
  ].join(' · ');
}

function sideText({ name, path, ref, sha256 }: DiffResult['before']): string {
  const tagged = ref !== undefined && (ref.startsWith(`${name}@`) || ref.startsWith(`${name}#`));
  const text = ref === undefined ? path : tagged ? ref : l10n.t('{0} at {1}', name, ref);
  return `${shorten(text, MAX_NAME)} (${sha256.slice(0, 7)})`;
}
