import * as l10n from '@vscode/l10n';
import { isAbort } from '../../base/errors';
import { seededRandom } from '../../base/random';
import type { SessionSettings } from '../../engine/meter/settings';
import type { ComparePartial } from '../../report/schemas/compare';
import type { JobContext } from '../job';
import { alternate } from './alternate';
import type { Contender } from './contenders';
import { groupsOf } from './groups';
import type { ComparedInputs } from './inputs';
import { Lane } from './lane';
import type { CompareParameters } from './parameters';

/** A plot of what is still being measured shows no more runs than these, of all models together, and is drawn no oftener than every so many milliseconds. */
const SHOWN = 1500;
const PAUSE = 250;

/** Models that took turns with each other. */
export interface Group {
  readonly turnMs: number;
  readonly rounds: number;
  /** The baseline's first; those of failed candidates are among them. */
  readonly lanes: readonly Lane[];
}

export interface ComparedGroups {
  readonly groups: readonly Group[];
  readonly stopped: boolean;
}

/**
 * Measures the models in turns: all at once where their processes fit into memory, else in groups that have the baseline in common.
 * @param inputs of each; a candidate without is left out
 * @throws what the baseline failed with; AbortError where it was cancelled before there was anything to keep
 */
export async function measureContenders(
  contenders: readonly Contender[],
  inputs: readonly ComparedInputs[],
  settings: SessionSettings,
  parameters: CompareParameters,
  context: JobContext,
): Promise<ComparedGroups> {
  const usable = contenders.map((_, index) => index).filter((index) => inputs[index]!.inputs !== undefined);
  const parts = groupsOf(
    usable.map((index) => contenders[index]!.bytes),
    process.availableMemory(),
  ).map((part) => [0, ...part.map((place) => usable[place]!)]);
  const random = seededRandom(parameters.seed);
  const milliseconds = 1000 * parameters.seconds;
  const groups: Group[] = [];
  for (const [number, part] of parts.entries()) {
    const label = parts.length === 1 ? '' : `${l10n.t('Group {0} of {1}', number + 1, parts.length)}: `;
    const lanes: Lane[] = [];
    try {
      for (const index of part) {
        const { model, title } = contenders[index]!;
        const { feeds } = inputs[index]!.inputs!;
        const meter = context.meter({ path: model.path, settings, feeds: [feeds], timeoutMilliseconds: parameters.timeout * 1000 });
        lanes.push(new Lane(index, title, meter));
      }
      const live = new Live(lanes, parameters.seconds, context);
      const { turnMs, rounds, stopped } = await alternate(lanes, {
        milliseconds,
        random,
        now: () => performance.now(),
        progress: (progress) => context.progress({ ...progress, message: label + progress.message }),
        onLive: (seconds) => live.tell(seconds),
      });
      for (const lane of lanes) if (lane.alive) lane.memory = stopped ? lane.meter.lastMemory : await lane.meter.memory();
      groups.push({ turnMs, rounds, lanes });
      if (stopped) return { groups, stopped };
    } catch (error) {
      if (!isAbort(error) || groups.length === 0) throw error;
      return { groups, stopped: true };
    } finally {
      for (const { meter } of lanes) meter.kill();
    }
  }
  return { groups, stopped: false };
}

/** Tells what there is while it goes on. */
class Live {
  #told = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly lanes: readonly Lane[],
    private readonly of: number,
    private readonly context: Pick<JobContext, 'partial'>,
  ) {}

  tell(seconds: number | undefined): void {
    const now = performance.now();
    if (now - this.#told < PAUSE) return;
    this.#told = now;
    const most = Math.floor(SHOWN / this.lanes.length);
    const partial: ComparePartial = {
      phase: seconds === undefined ? 'warmup' : 'measuring',
      models: this.lanes.map(({ name, turns, alive }) => {
        const runs = turns.reduce((sum, { durations }) => sum + durations.length, 0);
        return {
          name,
          durations: thinned(
            turns.map(({ durations }) => durations),
            runs,
            most,
          ),
          runs,
          ...(alive ? {} : { failed: true as const }),
        };
      }),
      seconds: Math.min(this.of, seconds ?? 0),
      of: this.of,
    };
    this.context.partial(partial);
  }
}

/** Every so manieth value of several lists in a row. */
function thinned(lists: readonly Float64Array[], total: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(total / most));
  const kept: number[] = [];
  let at = 0;
  for (const list of lists) {
    for (let index = (every - (at % every)) % every; index < list.length; index += every) kept.push(list[index]!);
    at += list.length;
  }
  return kept;
}
