import * as l10n from '@vscode/l10n';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes for people, with decimal units as file managers and model hubs show them: `4.9 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** A duration for people: `850 ms`, `3.2 s`, `2 min 05 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return l10n.t('{0} ms', Math.round(milliseconds));
  if (milliseconds < 59_950) return l10n.t('{0} s', (milliseconds / 1000).toFixed(milliseconds < 9950 ? 1 : 0));
  const seconds = Math.round(milliseconds / 1000);
  return l10n.t('{0} min {1} s', Math.floor(seconds / 60), String(seconds % 60).padStart(2, '0'));
}

/** How long ago, in the words of a list. */
export function formatAge(from: Date, now = new Date()): string {
  const seconds = Math.max(0, (now.getTime() - from.getTime()) / 1000);
  if (seconds < 60) return l10n.t('just now');
  if (seconds < 3600) return l10n.t('{0} min ago', Math.floor(seconds / 60));
  if (seconds < 86_400) return l10n.t('{0} h ago', Math.floor(seconds / 3600));
  if (seconds < 86_400 * 14) return l10n.t('{0} d ago', Math.floor(seconds / 86_400));
  return from.toLocaleDateString();
}
