import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isVirtual, linuxCounters, onBattery, physicalCores, quotaCores } from '../../../src/jobs/measuring/linuxCounters';
import { watchMachine } from '../../../src/jobs/measuring/machine';
import { counterWarnings } from '../../../src/jobs/measuring/machineWarnings';
import { zMachine, zWarning } from '../../../src/report/schemas/benchmark';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'machine-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (files: Record<string, string>) => {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${content}\n`);
  }
};

describe('a machine', () => {
  it('says itself what it is, and what speaks against a measurement on it', async () => {
    const quiet = { waited: true, disturbed: async () => true };
    const watch = await watchMachine(quiet);
    const loaded = [{ providers: ['cpu', 'coreml'], fallBack: { nodes: 3, of: 9 }, build: 'Debug' }];
    const { machine, warnings } = await watch.end(loaded, 'coreml');
    expect(zMachine.parse(machine)).toEqual(machine);
    for (const warning of warnings) expect(zWarning.parse(warning)).toEqual(warning);
    expect(machine.providers).toEqual(['cpu', 'coreml']);
    expect(warnings).toEqual(
      expect.arrayContaining([
        { code: 'otherMeasurement', when: 'before' },
        { code: 'otherMeasurement', when: 'during' },
        { code: 'fallBack', provider: 'coreml', nodes: 3, of: 9 },
        { code: 'debugBuild', build: 'Debug' },
      ]),
    );
    const alone = await (await watchMachine({ waited: false, disturbed: async () => false })).end(
      [{ providers: ['cpu'], build: 'Release' }],
      'cpu',
    );
    expect(alone.warnings.map(({ code }) => code)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(otherMeasurement|fallBack|debugBuild)$/)]),
    );
  });

  it('has cores that several threads share', async () => {
    for (let thread = 0; thread < 8; thread++) {
      put({
        [`sys/devices/system/cpu/cpu${thread}/topology/core_id`]: String(thread % 2),
        [`sys/devices/system/cpu/cpu${thread}/topology/physical_package_id`]: String(thread >> 2),
      });
    }
    expect(await physicalCores(root)).toBe(4);
    expect(await physicalCores(join(root, 'none'))).toBeUndefined();
  });

  it('is virtual where its processor says so', async () => {
    put({ 'proc/cpuinfo': 'processor : 0\nflags\t\t: fpu vme hypervisor lahf_lm' });
    expect(await isVirtual(root)).toBe(true);
    put({ 'proc/cpuinfo': 'processor : 0\nflags\t\t: fpu vme' });
    expect(await isVirtual(root)).toBe(false);
    expect(await isVirtual(join(root, 'none'))).toBeUndefined();
  });

  it('is on its battery where nothing feeds it, whatever its mouse is', async () => {
    put({ 'sys/class/power_supply/hidpp_battery_0/type': 'Battery', 'sys/class/power_supply/hidpp_battery_0/status': 'Discharging' });
    expect(await onBattery(root)).toBe(false);
    put({ 'sys/class/power_supply/ADP1/type': 'Mains', 'sys/class/power_supply/ADP1/online': '0' });
    expect(await onBattery(root)).toBe(true);
    put({ 'sys/class/power_supply/ucsi/type': 'USB', 'sys/class/power_supply/ucsi/online': '1' });
    expect(await onBattery(root)).toBe(false);
  });

  it('rations processor time, by either version of control groups', async () => {
    put({ 'proc/self/cgroup': '0::/docker/x', 'sys/fs/cgroup/docker/x/cpu.max': 'max 100000', 'sys/fs/cgroup/cpu.max': '150000 100000' });
    expect(await quotaCores(root)).toBe(1.5);
    put({ 'sys/fs/cgroup/docker/x/cpu.max': '50000 100000' });
    expect(await quotaCores(root)).toBe(0.5);
    rmSync(join(root, 'sys'), { recursive: true });
    put({
      'proc/self/cgroup': '4:cpu,cpuacct:/docker/x',
      'sys/fs/cgroup/cpu,cpuacct/docker/x/cpu.cfs_quota_us': '200000',
      'sys/fs/cgroup/cpu,cpuacct/docker/x/cpu.cfs_period_us': '100000',
    });
    expect(await quotaCores(root)).toBe(2);
    put({ 'sys/fs/cgroup/cpu,cpuacct/docker/x/cpu.cfs_quota_us': '-1' });
    expect(await quotaCores(root)).toBeUndefined();
  });

  it('counts what slowed it down meanwhile', async () => {
    const state = (throttled: number, heat: number, stolen: number) =>
      put({
        'proc/self/cgroup': '0::/',
        'sys/fs/cgroup/cpu.stat': `usage_usec 5\nnr_periods ${100 + throttled * 2}\nnr_throttled ${throttled}`,
        'sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count': String(heat),
        'sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count': '1',
        'proc/stat': `cpu  1000 0 0 ${9000 - stolen} 0 0 0 ${stolen} 0 0`,
      });
    state(5, 0, 0);
    const before = await linuxCounters(root);
    put({ 'proc/stat': 'cpu  2000 0 0 9000 0 0 0 0 0 0' });
    expect(counterWarnings(before, await linuxCounters(root))).toEqual([]);
    state(15, 2, 0);
    put({ 'proc/stat': 'cpu  1800 0 0 9000 0 0 0 200 0 0' });
    expect(counterWarnings(before, await linuxCounters(root))).toEqual([
      { code: 'throttled', periods: 10, of: 20 },
      { code: 'heat', times: 2 },
      { code: 'steal', share: 0.2 },
    ]);
    expect(counterWarnings({}, {})).toEqual([]);
  });
});
