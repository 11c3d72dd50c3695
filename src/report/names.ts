import { randomBytes } from 'node:crypto';

const PLAIN = /^[0-9A-Za-z_][0-9A-Za-z._-]{0,127}$/;
/** Device names that Windows reserves in every folder, with or without an extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Whether `name` may name a report or an attachment: ASCII letters, digits, `._-`, not starting with a dot, no path, no
 * device, nothing a file system would fold into another name.
 */
export function isPlainName(name: string): boolean {
  return PLAIN.test(name) && !RESERVED.test(name) && !name.endsWith('.');
}

/** A new report's id: it sorts by time, and two processes never make the same one. */
export function newReportId(kind: string, now: Date = new Date()): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('.', '-').replace('Z', '');
  const word = kind.replace(/[^0-9A-Za-z]/g, '').slice(0, 24) || 'report';
  return `${time}-${word}-${randomBytes(4).toString('hex')}`;
}
