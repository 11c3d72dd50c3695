import { execFile } from 'node:child_process';
import { availableParallelism, cpus, freemem, loadavg, release, type as systemName } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Loaded } from '../../engine/meter/protocol';
import type { Quiet } from '../../engine/quiet';
import type { BenchmarkWarning, MachineState } from '../../report/schemas/benchmark';
import { isVirtual, line, linuxCounters, onBattery, physicalCores, quotaCores } from './linuxCounters';
import { counterWarnings } from './machineWarnings';

/** How long is looked at what others do, before anything is measured. */
const LOOK_MS = 250;
/** Beside others that are at work on so great a share of the processors, a measurement is not alone. */
const BUSY = 0.3;
/** Memory below which the system may start to swap. */
const LITTLE_MEMORY = 512e6;
/** What macOS may take to say what it draws its power from. */
const PATIENCE_MS = 1000;

/** The machine while something is measured on it. */
export interface MachineWatch {
  /** As it was when it began. */
  readonly state: MachineState;
  /**
   * What speaks against believing what was measured since.
   * @param loaded what the measuring processes said when they had loaded a model
   */
  end(
    loaded: readonly Pick<Loaded, 'providers' | 'fallBack' | 'build'>[],
    provider: string,
  ): Promise<{ machine: MachineState; warnings: BenchmarkWarning[] }>;
}

/** Looks at the machine just before something is measured. Takes a quarter of a second. */
export async function watchMachine(quiet: Quiet): Promise<MachineWatch> {
  const busy = await busyShare();
  const [state, battery, before] = await Promise.all([machineState(), runsOnBattery(), linuxCounters()]);
  const warnings = stateWarnings(state, busy, battery);
  return {
    state,
    async end(loaded, provider) {
      const fallBack = loaded.find((one) => one.fallBack)?.fallBack;
      const build = loaded.find((one) => one.build !== undefined)?.build;
      return {
        machine: { ...state, providers: [...(loaded[0]?.providers ?? [])] },
        warnings: [
          ...warnings,
          ...counterWarnings(before, await linuxCounters()),
          ...(quiet.waited ? [{ code: 'otherMeasurement', when: 'before' } as const] : []),
          ...((await quiet.disturbed()) ? [{ code: 'otherMeasurement', when: 'during' } as const] : []),
          ...(fallBack ? [{ code: 'fallBack', provider, ...fallBack } as const] : []),
          ...(build === undefined || /^(Release|RelWithDebInfo|MinSizeRel)$/.test(build) ? [] : [{ code: 'debugBuild', build } as const]),
        ],
      };
    },
  };
}

/** The machine as it is now, as far as the system tells. */
async function machineState(): Promise<MachineState> {
  const [governor, noTurbo, boost, physical, quota, virtual] = await Promise.all([
    line('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    line('/sys/devices/system/cpu/intel_pstate/no_turbo'),
    line('/sys/devices/system/cpu/cpufreq/boost'),
    physicalCores(),
    quotaCores(),
    isVirtual(),
  ]);
  const turbo = noTurbo === undefined ? (boost === undefined ? undefined : boost === '1') : noTurbo === '0';
  // Windows has no load average, and Node says zero.
  const load = process.platform === 'win32' ? undefined : loadavg()[0];
  const megahertz = Math.max(...cpus().map(({ speed }) => speed), 0);
  return {
    os: `${systemName()} ${release()}`,
    freeBytes: freemem(),
    logicalCores: availableParallelism(),
    providers: [],
    ...(physical === undefined ? {} : { physicalCores: physical }),
    ...(quota === undefined ? {} : { quotaCores: quota }),
    ...(virtual === undefined ? {} : { virtual }),
    ...(megahertz === 0 ? {} : { megahertz }),
    ...(governor === undefined ? {} : { governor }),
    ...(turbo === undefined ? {} : { turbo }),
    ...(load === undefined ? {} : { loadAverage: load }),
  };
}

function stateWarnings(state: MachineState, busy: number, battery: boolean): BenchmarkWarning[] {
  const cores = availableParallelism();
  const { governor, freeBytes, quotaCores: quota } = state;
  const slow = governor !== undefined && governor !== 'performance';
  return [
    // The average alone would blame one measurement for the one before.
    ...(busy > BUSY ? [{ code: 'load', loadAverage: state.loadAverage ?? busy * cores, cores } as const] : []),
    ...(battery ? [{ code: 'battery' } as const] : []),
    ...(slow ? [{ code: 'governor', governor } as const] : []),
    ...(freeBytes < LITTLE_MEMORY ? [{ code: 'memory', freeBytes } as const] : []),
    ...(quota !== undefined && quota < cores ? [{ code: 'quota', cores: quota, of: cores } as const] : []),
  ];
}

/** The share of all processors' time that is spent on something, while this process does nothing. */
async function busyShare(): Promise<number> {
  const before = processorTimes();
  await sleep(LOOK_MS);
  const after = processorTimes();
  const all = after.all - before.all;
  return all > 0 ? (after.busy - before.busy) / all : 0;
}

function processorTimes(): { all: number; busy: number } {
  let [all, idle] = [0, 0];
  for (const { times } of cpus()) {
    all += times.user + times.nice + times.sys + times.idle + times.irq;
    idle += times.idle;
  }
  return { all, busy: all - idle };
}

/** Windows tells it to programs of its own kind alone: there it stays unknown, and is not warned of. */
async function runsOnBattery(): Promise<boolean> {
  if (process.platform === 'linux') return onBattery();
  if (process.platform !== 'darwin') return false;
  return new Promise((resolve) => {
    execFile('/usr/bin/pmset', ['-g', 'batt'], { timeout: PATIENCE_MS }, (error, stdout) =>
      resolve(error === null && stdout.includes("'Battery Power'")),
    );
  });
}
