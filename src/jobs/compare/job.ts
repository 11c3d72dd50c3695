import { resolve } from 'node:path';
import { defineJob, type JobContext } from '../job';
import { watchMachine } from '../measuring/machine';
import { settingsOf } from '../measuring/settings';
import { settled } from '../measuring/settled';
import { accuracies } from './accuracy';
import { type Contender, findContender, toldApart } from './contenders';
import { comparedInputs } from './inputs';
import { joinTurns, turnsOf } from './lane';
import { type ComparedGroups, measureContenders } from './measure';
import { compareParameters } from './parameters';
import { type Comparison, compareResult, refuseWithoutCandidates } from './result';
import { refuseUnsavable, saveCompared } from './save';
import { sidesOf } from './sides';
import { compareVerdict } from './verdict';

/** Says whether models differ in speed, by measuring them in turns, and what else speaks for one or the other. */
export const compareJob = defineJob({
  parameters: compareParameters,
  schemaVersion: 1,
  async run(given, context) {
    const { all, lastVersion } = await sidesOf(given.baseline, given.candidates, context.cwd, context.signal);
    const found: Contender[] = [];
    for (const side of all) found.push(await findContender(side, context));
    const contenders = toldApart(found);
    const manifest = given.manifest === undefined ? undefined : resolve(context.cwd, given.manifest);
    const parameters = await settled(given, contenders[0]!.model.path, manifest);
    if (parameters.save) await refuseUnsavable(contenders);
    // What is wrong with the baseline's inputs is said before another measurement is waited for.
    const inputs = await comparedInputs(contenders, parameters, context);
    // Before it is measured: where that is cancelled, there is no time left to ask git.
    const figures = await accuracies(contenders, context.signal);
    const settings = { ...settingsOf(parameters), spinning: false };
    const { measured, machine, warnings } = await context.undisturbed(async (quiet) => {
      const watch = await watchMachine(quiet);
      const measured = await measureContenders(contenders, inputs, settings, parameters, context);
      const loaded = measured.groups.flatMap(({ lanes }) => lanes.flatMap(({ ready }) => (ready ? [ready.loaded] : [])));
      return { measured, ...(await watch.end(loaded, settings.provider)) };
    });
    const comparison: Comparison = {
      contenders,
      inputs,
      accuracies: figures,
      measured,
      files: await attachRuns(contenders, measured, context),
      settings,
      machine,
      warnings,
      lastVersion,
    };
    refuseWithoutCandidates(comparison);
    const result = compareResult(comparison, parameters);
    const { runtime } = measured.groups[0]!.lanes[0]!.ready!.loaded;
    if (parameters.save && !measured.stopped) result.saved = await saveCompared(contenders, result, runtime, context);
    return {
      result,
      verdict: compareVerdict(result),
      model: contenders[0]!.identity,
      ...(result.limit && ['broken', 'failed'].includes(result.limit.state) ? { failedCheck: true } : {}),
      ...(measured.stopped ? { cancelled: true as const } : {}),
    };
  },
});

/** Every run of each model, starts of turns left out: durations as 64-bit floats, little-endian where Node runs; milliseconds. */
async function attachRuns(
  contenders: readonly Contender[],
  { groups }: ComparedGroups,
  context: JobContext,
): Promise<(string | undefined)[]> {
  const files: (string | undefined)[] = [];
  for (const [index] of contenders.entries()) {
    const lanes = groups.flatMap(({ lanes }) => lanes.filter((lane) => lane.index === index && lane.alive && lane.turns.length > 0));
    const runs = joinTurns(turnsOf(lanes));
    const bytes = new Uint8Array(runs.buffer);
    files.push(runs.length === 0 ? undefined : await context.attach(`runs-${index}.bin`, 'application/octet-stream', bytes));
  }
  return files;
}
