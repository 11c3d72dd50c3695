import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What Linux counts of what slows processors down; left out is what it does not tell here. */
export interface LinuxCounters {
  /** Periods in which processor time is rationed, and those in which the ration was used up. */
  readonly periods?: { readonly all: number; readonly throttled: number };
  /** How often the processors slowed down for heat or power. */
  readonly heat?: number;
  /** Ticks of all processors, and those that other virtual machines took. */
  readonly ticks?: { readonly all: number; readonly stolen: number };
}

const CPUS = '/sys/devices/system/cpu';

/** @param root `/`, or where a test has its own */
export async function linuxCounters(root = '/'): Promise<LinuxCounters> {
  const [periods, heat, ticks] = await Promise.all([rationPeriods(root), heatEvents(root), processorTicks(root)]);
  return { ...(periods ? { periods } : {}), ...(heat === undefined ? {} : { heat }), ...(ticks ? { ticks } : {}) };
}

/** Cores whose time this process is granted; undefined where it is not rationed. */
export async function quotaCores(root = '/'): Promise<number | undefined> {
  for (const folder of await groupFolders(root)) {
    const [quota, period] = ((await line(join(folder, 'cpu.max'))) ?? '').split(' ');
    if (quota !== undefined && period !== undefined && quota !== 'max') return Number(quota) / Number(period);
    const [old, oldPeriod] = [await line(join(folder, 'cpu.cfs_quota_us')), await line(join(folder, 'cpu.cfs_period_us'))];
    if (old !== undefined && oldPeriod !== undefined && Number(old) > 0) return Number(old) / Number(oldPeriod);
  }
  return undefined;
}

/** Cores, each of which may hold several threads. */
export async function physicalCores(root = '/'): Promise<number | undefined> {
  const cores = new Set<string>();
  for (const folder of await processorFolders(root)) {
    const [core, chip] = [await line(join(folder, 'topology/core_id')), await line(join(folder, 'topology/physical_package_id'))];
    if (core !== undefined && chip !== undefined) cores.add(`${chip}/${core}`);
  }
  return cores.size === 0 ? undefined : cores.size;
}

/** Whether the processor says that a hypervisor stands between it and us. */
export async function isVirtual(root = '/'): Promise<boolean | undefined> {
  const flags = /^flags\s*:(.*)$/m.exec((await text(join(root, 'proc/cpuinfo'))) ?? '')?.[1];
  return flags === undefined ? undefined : / hypervisor\b/.test(flags);
}

/** Whether it runs on its battery: what feeds it from outside says that it does not. */
export async function onBattery(root = '/'): Promise<boolean> {
  const supplies = join(root, 'sys/class/power_supply');
  const found = { outside: false, online: false, discharging: false };
  for (const name of await readdir(supplies).catch(() => [])) {
    const type = await line(join(supplies, name, 'type'));
    if (type === 'Battery') found.discharging ||= (await line(join(supplies, name, 'status'))) === 'Discharging';
    if (type !== 'Mains' && type !== 'USB') continue;
    found.outside = true;
    found.online ||= (await line(join(supplies, name, 'online'))) === '1';
  }
  // A mouse has a battery that discharges, too: it counts only where nothing else tells.
  return found.outside ? !found.online && found.discharging : false;
}

async function rationPeriods(root: string): Promise<LinuxCounters['periods']> {
  for (const folder of await groupFolders(root)) {
    const stat = await text(join(folder, 'cpu.stat'));
    const count = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stat ?? '')?.[1] ?? Number.NaN);
    const [all, throttled] = [count('nr_periods'), count('nr_throttled')];
    if (!Number.isNaN(all) && !Number.isNaN(throttled)) return { all, throttled };
  }
  return undefined;
}

async function heatEvents(root: string): Promise<number | undefined> {
  let events: number | undefined;
  for (const folder of await processorFolders(root)) {
    const count = await line(join(folder, 'thermal_throttle/core_throttle_count'));
    if (count !== undefined) events = (events ?? 0) + Number(count);
  }
  return events;
}

async function processorTicks(root: string): Promise<LinuxCounters['ticks']> {
  const first = /^cpu +(.*)$/m.exec((await text(join(root, 'proc/stat'))) ?? '')?.[1];
  if (first === undefined) return undefined;
  // user nice system idle iowait irq softirq steal; guests are in user already.
  const ticks = first.split(' ').slice(0, 8).map(Number);
  return { all: ticks.reduce((sum, value) => sum + value, 0), stolen: ticks[7] ?? 0 };
}

/** Where the limits of this process's group lie, by version 2 of control groups or 1; in a container its group is the root. */
async function groupFolders(root: string): Promise<string[]> {
  const base = join(root, 'sys/fs/cgroup');
  const folders = [base, join(base, 'cpu'), join(base, 'cpu,cpuacct')];
  for (const entry of ((await text(join(root, 'proc/self/cgroup'))) ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.+)$/.exec(entry) ?? [];
    if (path === undefined || path.includes('..')) continue;
    if (controllers === '') folders.unshift(join(base, path));
    else if (controllers!.split(',').includes('cpu')) folders.unshift(join(base, controllers!, path), join(base, 'cpu', path));
  }
  return folders;
}

async function processorFolders(root: string): Promise<string[]> {
  const cpus = join(root, CPUS);
  const names = await readdir(cpus).catch(() => []);
  return names.filter((name) => /^cpu\d+$/.test(name)).map((name) => join(cpus, name));
}

/** The one line of a file of the system; undefined where the system has none. */
export async function line(path: string): Promise<string | undefined> {
  return (await text(path))?.trim();
}

async function text(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
