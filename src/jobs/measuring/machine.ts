import { readFile } from 'node:fs/promises';
import { availableParallelism, freemem, loadavg, release, type as systemName } from 'node:os';
import type { BenchmarkWarning, MachineState } from '../../report/schemas/benchmark';

/** Load beside which a measurement is not alone, as a share of the cores. */
const BUSY = 0.3;
/** Memory below which the system may start to swap. */
const LITTLE_MEMORY = 512e6;

/** The machine as it is now, as far as the system tells; nothing is asked that takes a program. */
export async function machineState(providers: readonly string[]): Promise<MachineState> {
  const governor = await line('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor');
  const noTurbo = await line('/sys/devices/system/cpu/intel_pstate/no_turbo');
  const boost = await line('/sys/devices/system/cpu/cpufreq/boost');
  const turbo = noTurbo === undefined ? (boost === undefined ? undefined : boost === '1') : noTurbo === '0';
  // Windows has no load average, and Node says zero.
  const load = process.platform === 'win32' ? undefined : loadavg()[0];
  return {
    os: `${systemName()} ${release()}`,
    freeBytes: freemem(),
    providers: [...providers],
    ...(governor === undefined ? {} : { governor }),
    ...(turbo === undefined ? {} : { turbo }),
    ...(load === undefined ? {} : { loadAverage: load }),
  };
}

/** What in the machine's state speaks against believing figures measured now. */
export async function machineWarnings(machine: MachineState): Promise<BenchmarkWarning[]> {
  const cores = availableParallelism();
  const { loadAverage, governor, freeBytes } = machine;
  const slow = governor !== undefined && governor !== 'performance';
  return [
    ...(loadAverage !== undefined && loadAverage > BUSY * cores ? [{ code: 'load', loadAverage, cores } as const] : []),
    ...((await onBattery()) ? [{ code: 'battery' } as const] : []),
    ...(slow ? [{ code: 'governor', governor } as const] : []),
    ...(freeBytes < LITTLE_MEMORY ? [{ code: 'memory', freeBytes } as const] : []),
  ];
}

/** Linux alone tells it in a file. */
async function onBattery(): Promise<boolean> {
  for (const name of ['AC', 'AC0', 'ACAD', 'ADP0', 'ADP1']) {
    const online = await line(`/sys/class/power_supply/${name}/online`);
    if (online !== undefined) return online === '0';
  }
  return false;
}

/** The one line of a file of the system; undefined where the system has none. */
async function line(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}
