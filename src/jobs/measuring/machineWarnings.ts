import type { BenchmarkWarning } from '../../report/schemas/benchmark';
import type { LinuxCounters } from './linuxCounters';

/** What other virtual machines may take before it shows in a median. */
const STOLEN = 0.01;

/** What happened to the processors between two looks. */
export function counterWarnings(before: LinuxCounters, after: LinuxCounters): BenchmarkWarning[] {
  const warnings: BenchmarkWarning[] = [];
  if (before.periods && after.periods) {
    const [all, throttled] = [after.periods.all - before.periods.all, after.periods.throttled - before.periods.throttled];
    if (throttled > 0) warnings.push({ code: 'throttled', periods: throttled, of: all });
  }
  if (before.heat !== undefined && after.heat !== undefined && after.heat > before.heat) {
    warnings.push({ code: 'heat', times: after.heat - before.heat });
  }
  if (before.ticks && after.ticks) {
    const share = (after.ticks.stolen - before.ticks.stolen) / Math.max(1, after.ticks.all - before.ticks.all);
    if (share > STOLEN) warnings.push({ code: 'steal', share });
  }
  return warnings;
}
