import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import { flagName } from '../../readParameters';
import type { GivenBenchmark } from '../parameters';
import { measureSingle } from '../single';
import { sweepOf } from '../sweep/sweepOf';
import { measureConcurrency } from './concurrency';
import { lengthsOf } from './lengths';
import { measureOffline } from './offline';
import type { Bench, ScenarioOutcome } from './scenario';
import { measureServer } from './server';

/** Measures as the scenario of the parameters says. */
export async function measureScenario(bench: Bench): Promise<ScenarioOutcome> {
  if (bench.parameters.sweep) return sweepOf(bench);
  switch (bench.parameters.scenario) {
    case 'single':
      return single(bench);
    case 'offline':
      return measureOffline(bench);
    case 'server':
      return measureServer(bench);
    case 'concurrency':
      return measureConcurrency(bench);
  }
}

async function single(bench: Bench): Promise<ScenarioOutcome> {
  const { parameters, settings } = bench;
  const { batch } = parameters;
  const { feeds, described } = await bench.inputs(batch);
  const meter = bench.start(feeds, settings);
  try {
    const measured = await measureSingle(meter, lengthsOf(parameters).final, bench);
    return { scenario: 'single', measured, settings, described, batch };
  } finally {
    meter.kill();
  }
}

/** Parameters that are for one scenario only. */
const SWEEP = ['sweepThreads', 'sweepOptimizations', 'sweepProviders', 'sweepBatches', 'apply'] as const;
const OWN = { batches: 'offline', rate: 'server', bound: 'server', processes: 'concurrency' } as const;

/**
 * What of the parameters does not go together.
 * @throws UserError `parameters.invalid`
 */
export function checkScenario(parameters: GivenBenchmark): void {
  const { scenario, batch } = parameters;
  for (const [name, wanted] of Object.entries(OWN) as [keyof typeof OWN, string][]) {
    if (parameters[name] === undefined || scenario === wanted) continue;
    throw new UserError('parameters.invalid', l10n.t('--{0} is of the scenario {1}, and the scenario is {2}.', name, wanted, scenario), {
      where: `--${name}`,
      remedy: l10n.t('Leave --{0} out, or give --scenario {1}.', name, wanted),
    });
  }
  if (!parameters.sweep) {
    const [own] = SWEEP.filter((name) => parameters[name] !== undefined && parameters[name] !== false);
    if (own !== undefined) {
      throw new UserError('parameters.invalid', l10n.t('{0} is of a sweep, and --sweep is not given.', flagName(own)), {
        where: flagName(own),
        remedy: l10n.t('Give --sweep too, or leave {0} out.', flagName(own)),
      });
    }
  } else if (scenario !== 'single') {
    throw new UserError('parameters.invalid', l10n.t('A sweep measures one request after the other, and the scenario is {0}.', scenario), {
      where: '--scenario',
      remedy: l10n.t('Leave --scenario out, or --sweep.'),
    });
  }
  if (scenario === 'offline' && batch !== undefined) {
    throw new UserError('parameters.invalid', l10n.t('The scenario offline tries batch sizes, and --batch gives one.'), {
      where: '--batch',
      remedy: l10n.t('Give --batches {0} to measure that one alone.', batch),
    });
  }
}
