import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from '../../../src/report/schemas/benchmark';
import type { NodeTimeRow } from '../../../src/report/schemas/benchmark/profile';
import { count, figure, num, percent } from '../../kit/format';
import type { VerdictPart } from '../../kit/sentence';
import { ms } from './verdict';

/** What of a result is a profile. */
export type Profiled = BenchmarkResult & Required<Pick<BenchmarkResult, 'operators' | 'nodes' | 'profile' | 'roof'>>;

export function isProfiled(result: BenchmarkResult): result is Profiled {
  return result.operators !== undefined && result.nodes !== undefined && result.profile !== undefined && result.roof !== undefined;
}

/** From this share of the time on, what holds nodes up is what the sentence is about. */
const MOST = 0.5;
/** Nodes this near to the roof have nothing left to gain. */
const NEAR = 0.6;
/** Where the good runs of nodes take less than this share of their means, the machine was busy. */
const QUIET = 0.7;

/** What takes the time, what holds it up, and what to do about it. */
export function profileSentence(result: Profiled): VerdictPart[] {
  const [first] = result.operators;
  if (!first) return [{ text: l10n.t('The model has no node that is executed.') }];
  const takes = l10n.t('{0} takes {1} of the nodes’ time.', first.op, percent(num(first.share)));
  return [{ text: `${takes} ` }, { text: adviceText(result) }];
}

function adviceText({ nodes, profile, roof }: Profiled): string {
  const [slow] = nodes.filter(({ slowForKind }) => slowForKind !== undefined).sort((a, b) => num(b.ms) - num(a.ms));
  if (slow) {
    return l10n.t(
      'Look at {0} first: other {1} nodes come {2} times nearer to what the machine can do.',
      slow.name,
      slow.op,
      figure(num(slow.slowForKind), 2),
    );
  }
  const shares = { memory: 0, compute: 0, overhead: 0 };
  let [allowed, taken] = [0, 0];
  for (const { bound, share, efficiency, ms: own } of nodes) {
    if (bound) shares[bound] += num(share);
    if (bound !== 'compute') continue;
    allowed += num(efficiency) * num(own);
    taken += num(own);
  }
  if (shares.overhead >= MOST || num(profile.gapMs) > num(profile.nodesMs)) {
    return l10n.t(
      'Most of a run is the runtime’s own work on small nodes: fewer nodes or a larger batch make it faster, smaller numbers do not.',
    );
  }
  if (shares.memory >= MOST) {
    return l10n.t('Most of it waits for memory: smaller numbers (float16, int8) or fused nodes make it faster, more threads hardly.');
  }
  if (shares.compute >= MOST && allowed >= NEAR * taken) {
    return l10n.t(
      'Most of it computes at {0} of what this machine can do: only less work makes it faster: 8-bit integers, a smaller model, more threads.',
      percent(allowed / taken),
    );
  }
  if (shares.compute >= MOST) {
    return l10n.t(
      'Most of it computes, at {0} of the {1} GFLOP/s that this machine can do: try other batch sizes, threads and optimization (--sweep).',
      percent(allowed / taken),
      figure(num(roof.gflops), 3),
    );
  }
  return l10n.t('Nothing by itself holds most of it up: see the nodes below.');
}

/** What the times rest on. */
export function profileEvidence({ profile, nodes, roof }: Profiled): string {
  return [
    l10n.t('{0} profiled runs, the quickest {1} count', count(profile.runs), count(profile.counted)),
    l10n.t('{0} nodes', count(nodes.length)),
    l10n.t('a run of {0}: nodes {1}, the runtime’s own {2}', ms(profile.modelRunMs), ms(profile.nodesMs), ms(profile.gapMs)),
    l10n.t('{0} times the undisturbed run', figure(num(profile.profiledOverUndisturbed), 3)),
    l10n.t('roof {0} GFLOP/s, {1} GB/s', figure(num(roof.gflops), 3), figure(num(roof.gbytesPerSecond), 3)),
  ].join(' · ');
}

/** What is not as one would expect: nodes that are none of the model's, what the profiler left out, a busy machine. */
export function profileNotes({ profile, nodes }: Profiled): string[] {
  const part = (kind: NodeTimeRow['matched']) => profile.matched.find((one) => one.kind === kind);
  const [fused, own, unmatched] = [part('fused'), part('runtime'), part('unmatched')];
  const good = nodes.reduce((sum, { spread, ms: mean }) => sum + Math.min(num(spread[0]), num(mean)), 0);
  return [
    ...(fused
      ? [
          fused.nodes === 1
            ? l10n.t(
                '1 node does the work of several of the model’s, fused by the runtime ({0} of the time); the table says of which.',
                percent(num(fused.share)),
              )
            : l10n.t(
                '{0} nodes do the work of several of the model’s, fused by the runtime ({1} of the time); the table says of which.',
                count(fused.nodes),
                percent(num(fused.share)),
              ),
        ]
      : []),
    ...(own
      ? [
          own.nodes === 1
            ? l10n.t(
                '1 node was put in by the runtime, to bring data into another layout or type ({0} of the time).',
                percent(num(own.share)),
              )
            : l10n.t(
                '{0} nodes were put in by the runtime, to bring data into another layout or type ({1} of the time).',
                count(own.nodes),
                percent(num(own.share)),
              ),
        ]
      : []),
    ...(unmatched
      ? [
          unmatched.nodes === 1
            ? l10n.t('1 node was not found in the model ({0} of the time): the runtime rewrote it there.', percent(num(unmatched.share)))
            : l10n.t(
                '{0} nodes were not found in the model ({1} of the time): the runtime rewrote it there.',
                count(unmatched.nodes),
                percent(num(unmatched.share)),
              ),
        ]
      : []),
    ...(profile.executedGraph
      ? []
      : [l10n.t('The runtime could not write out the graph that it executes: nodes were looked for by their names.')]),
    ...(profile.full
      ? [l10n.t('The profiler stops at a million events: {0} calls after the last whole run were left out.', count(profile.dropped))]
      : []),
    ...(profile.damaged > 0 ? [l10n.t('{0} records of the profile could not be read.', count(profile.damaged))] : []),
    ...(good < QUIET * num(profile.nodesMs)
      ? [
          l10n.t(
            'Nodes were held up in most runs: other programs were at work. Close them and measure again before you trust single nodes.',
          ),
        ]
      : []),
  ];
}

export function boundText(bound: NodeTimeRow['bound']): string {
  switch (bound) {
    case 'memory':
      return l10n.t('memory');
    case 'compute':
      return l10n.t('computing');
    case 'overhead':
      return l10n.t('overhead');
    case undefined:
      return '';
  }
}

/** Whether it is the model's node, and if not, what. */
export function matchedText({ matched, covers }: NodeTimeRow): string {
  switch (matched) {
    case 'same':
      return l10n.t('as in the model');
    case 'rewritten':
      return l10n.t('another operator');
    case 'fused':
      return l10n.t('{0} fused', count(covers?.length ?? 0));
    case 'runtime':
      return l10n.t('the runtime’s');
    case 'unmatched':
      return l10n.t('not found');
  }
}
