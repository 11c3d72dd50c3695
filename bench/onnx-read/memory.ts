import { readFileSync, writeFileSync } from 'node:fs';

/** Starts a measurement of this process's peak memory. @returns its end: bytes the peak was above what was resident at the start. Linux only. */
export function peakAbove(): () => number {
  // 5: the kernel forgets the peak so far.
  writeFileSync('/proc/self/clear_refs', '5');
  const before = status('VmRSS');
  return () => status('VmHWM') - before;
}

function status(key: string): number {
  const line = readFileSync('/proc/self/status', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`${key}:`));
  return Number(line?.match(/\d+/)?.[0]) * 1024;
}
