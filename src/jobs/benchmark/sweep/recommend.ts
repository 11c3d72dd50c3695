import type { Best, Confirmation, SweepSetting } from '../../../report/schemas/benchmark/sweep';
import type { Standings } from './standings';

/** What is known when the rounds, and the fresh processes after them, are over. */
export interface Findings {
  readonly settings: readonly SweepSetting[];
  /** Undefined where there were too few rounds to compare. */
  readonly found: Standings | undefined;
  /** What was measured in fresh processes: the kindest of the best. */
  readonly chosen: number;
  /** Physical cores: the threads that the runtime takes by itself. */
  readonly cores: number;
  /** The default with the same batch, where it could be measured. */
  readonly usual: number | undefined;
  readonly confirmation?: Confirmation | undefined;
  readonly failure?: Best['failure'] | undefined;
}

/** What can be recommended: what is better only where fresh processes say so too, and the runtime's defaults where nothing is. */
export function recommend({ settings, found, chosen, cores, usual, confirmation, failure }: Findings): Best {
  const extra = { ...(confirmation ? { againstDefault: confirmation } : {}), ...(failure ? { failure } : {}) };
  if (!found) return { best: chosen, equals: [chosen], reason: 'unclear', ...extra };
  const { best, against } = found;
  const equals = settings.flatMap((_, index) => (index === best || against[index]?.behind === false ? [index] : []));
  const made = (recommended: number, reason: Best['reason']): Best => ({
    best,
    equals,
    recommended,
    reason,
    settings: settings[recommended]!.settings,
    ...extra,
  });
  if (chosen === usual) return made(chosen, 'default');
  const { threads } = settings[chosen]!.settings;
  const thrifty = threads !== undefined && threads < cores;
  // Without a default to hold it against, the rounds alone have to do.
  if (usual === undefined) return made(chosen, chosen !== best && thrifty ? 'thrift' : 'fastest');
  if (!confirmation) return { best, equals, reason: 'unclear', ...extra };
  if (confirmation.verdict === 'faster') return made(chosen, 'fastest');
  // Fewer threads need not be faster to be worth it; everything else does.
  return confirmation.verdict !== 'slower' && thrifty ? made(chosen, 'thrift') : made(usual, 'unconfirmed');
}
