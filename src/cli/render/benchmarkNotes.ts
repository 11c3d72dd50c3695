import * as l10n from '@vscode/l10n';
import type { BenchmarkResult, BenchmarkWarning, MachineState } from '../../report/schemas/benchmark';
import type { Style } from '../style';
import { number } from './text';

type Reason = BenchmarkResult['stability']['reasons'][number];

const percent = (share: number) => `${number(100 * share)} %`;

/** What speaks against believing a measurement: in how it went, and in the machine; nothing where nothing does. */
export function renderNotes(reasons: readonly Reason[], warnings: readonly BenchmarkWarning[], style: Style): string[] {
  const notes = [...reasons.map(reasonText), ...warnings.map(warningText)];
  return notes.length === 0 ? [] : ['', style.bold(l10n.t('Against the figures')), ...notes.map((note) => `  ${note}`)];
}

function reasonText(reason: Reason): string {
  switch (reason.code) {
    case 'fewSamples':
      return l10n.t('{0} runs are too few to say more; {1} are wanted', reason.runs, reason.needed);
    case 'drifting':
      return reason.change > 0
        ? l10n.t('it became {0} slower while it was measured', percent(reason.change))
        : l10n.t('it became {0} faster while it was measured', percent(-reason.change));
    case 'bimodal': {
      const speeds = reason.modes.map(({ ms, share }) => `${number(ms)} ms (${percent(share)})`);
      return l10n.t('it has several speeds: {0}', speeds.join(', '));
    }
    case 'noisy':
      return l10n.t('half of the runs spread over {0} of the median', percent(reason.spread));
    case 'interrupted':
      return l10n.t('{0} of the runs were interrupted by something else', percent(reason.share));
    case 'heavyTailed':
      return l10n.t('P99 is {0} times the median', number(reason.ratio));
  }
}

function warningText(warning: BenchmarkWarning): string {
  switch (warning.code) {
    case 'load':
      return l10n.t('other programs were at work: a load of {0} on {1} cores', number(warning.loadAverage), warning.cores);
    case 'battery':
      return l10n.t('the machine ran on its battery');
    case 'governor':
      return l10n.t('the frequency governor is {0}, not performance', warning.governor);
    case 'memory':
      return l10n.t('hardly any memory was free: {0} MB', number(warning.freeBytes / 1e6));
    case 'quota':
      return l10n.t('processor time is rationed to {0} of {1} cores', number(warning.cores), warning.of);
    case 'throttled':
      return l10n.t('the ration of processor time was used up in {0} of {1} periods', warning.periods, warning.of);
    case 'heat':
      return l10n.t('the processors slowed down {0} times for heat or power', warning.times);
    case 'steal':
      return l10n.t('other virtual machines took {0} of the time', percent(warning.share));
    case 'otherMeasurement':
      return warning.when === 'before' ? l10n.t('another measurement had just ended') : l10n.t('another measurement was begun meanwhile');
    case 'fallBack':
      return l10n.t('the CPU executed {0} of {1} nodes, which {2} does not take', warning.nodes, warning.of, warning.provider);
    case 'debugBuild':
      return l10n.t('this ONNX Runtime was built as {0}', warning.build);
    case 'unsteadyWarmup':
      return l10n.t('it was not steady after {0} ms of warm-up', number(warning.ms));
    case 'overhead':
      return l10n.t('calling the runtime takes {0} of the median', percent(warning.share));
  }
}

/** The machine in a line: what is known of it. */
export function machineText(machine: MachineState): string {
  const { os, logicalCores, physicalCores, quotaCores, virtual, megahertz, governor, turbo, loadAverage, freeBytes, providers } = machine;
  return [
    os,
    ...(logicalCores === undefined ? [] : [l10n.t('{0} threads', logicalCores)]),
    ...(physicalCores === undefined ? [] : [l10n.t('{0} cores', physicalCores)]),
    ...(quotaCores === undefined ? [] : [l10n.t('rationed to {0}', number(quotaCores))]),
    ...(virtual ? [l10n.t('virtual machine')] : []),
    ...(megahertz === undefined ? [] : [`${megahertz} MHz`]),
    ...(governor === undefined ? [] : [l10n.t('governor {0}', governor)]),
    ...(turbo === undefined ? [] : [turbo ? l10n.t('turbo on') : l10n.t('turbo off')]),
    ...(loadAverage === undefined ? [] : [l10n.t('load {0}', number(loadAverage))]),
    l10n.t('{0} MB free', number(freeBytes / 1e6)),
    l10n.t('providers {0}', providers.join(', ')),
  ].join(' · ');
}
