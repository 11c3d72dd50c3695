import * as l10n from '@vscode/l10n';
import type { DiffResult } from '../../../src/report/schemas/diff';
import { amount, bytes, count, joined } from '../../kit/format';
import type { Tile } from '../../kit/tiles';

/** The figures after, each with what it was. */
export function diffTiles(result: DiffResult): Tile[] {
  const { nodes, tensorCounts, parameters } = result;
  const { added, removed, changed } = nodes.counts;
  return [
    { label: l10n.t('Size'), ...bytes(result.bytes.after), note: was(result.bytes, (value) => joined(bytes(value))) },
    { label: l10n.t('Parameters'), ...amount(parameters.after), note: was(parameters, (value) => joined(amount(value))) },
    opsetTile(result),
    {
      label: l10n.t('Nodes'),
      value: added + removed + changed === 0 ? l10n.t('as before') : `+${count(added)} −${count(removed)} ~${count(changed)}`,
      note: l10n.t('{0} as before', count(nodes.unchanged)),
    },
    {
      label: l10n.t('Tensors changed'),
      value: count(tensorCounts.changed),
      note: l10n.t('+{0} −{1}, {2} as before', count(tensorCounts.added), count(tensorCounts.removed), count(result.tensorsUnchanged)),
    },
    { label: l10n.t('Suggested bump'), value: bumpName(result.suggestedBump), note: bumpNote(result) },
  ];
}

function was({ before, after }: { before: number; after: number }, text: (value: number) => string): string {
  if (before === after) return l10n.t('as before');
  if (before === 0) return l10n.t('was {0}', text(before));
  const change = (after / before - 1) * 100;
  const percent = Math.abs(change).toFixed(Math.abs(change) < 10 ? 1 : 0);
  return Number(percent) === 0
    ? l10n.t('was {0}', text(before))
    : l10n.t('was {0}, {1}', text(before), `${change < 0 ? '−' : '+'}${percent} %`);
}

function opsetTile({ opsets, irVersion }: DiffResult): Tile {
  const main = opsets.find((entry) => entry.name === 'ai.onnx') ?? opsets[0];
  if (!main) {
    const note =
      irVersion.before === irVersion.after ? l10n.t('all domains') : l10n.t('IR version {0}, was {1}', irVersion.after, irVersion.before);
    return { label: l10n.t('Opset'), value: l10n.t('as before'), note };
  }
  const others = opsets.length - 1;
  const before = main.before === undefined ? l10n.t('new: {0}', main.name) : l10n.t('was {0}', String(main.before));
  return {
    label: l10n.t('Opset'),
    value: main.after === undefined ? '–' : String(main.after),
    note: others === 0 ? before : l10n.t('{0}; {1} more domains', before, count(others)),
  };
}

function bumpName(bump: DiffResult['suggestedBump']): string {
  return { major: l10n.t('major'), minor: l10n.t('minor'), patch: l10n.t('patch'), none: l10n.t('none') }[bump];
}

/** Codes of `suggestBump`; a later one is shown in its own English. */
function bumpNote({ bumpReasons }: DiffResult): string {
  const [first] = bumpReasons;
  if (!first) return l10n.t('nothing differs');
  const words = new Map([
    ['inputs', l10n.t('inputs changed')],
    ['outputs', l10n.t('outputs changed')],
    ['opset', l10n.t('the opset changed')],
    ['nodes', l10n.t('the graph changed')],
    ['tensors', l10n.t('tensors of another kind')],
    ['weights', l10n.t('weights alone changed')],
    ['metadata', l10n.t('metadata alone changed')],
  ]);
  return words.get(first.code) ?? first.message;
}
