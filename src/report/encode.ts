import type { Report } from './report';

/** Envelope keys first and in this order, so that a list can read them without the results. */
const FIRST = ['kind', 'schemaVersion', 'id', 'createdAt', 'durationMs', 'model', 'verdict'] as const;

/**
 * Turns a value into what JSON can hold: NaN and ±∞ become `'NaN'`, `'Infinity'`, `'-Infinity'`; 64-bit integers decimal
 * strings; typed arrays plain ones. Also what crosses to a webview, whose messages are JSON as well.
 */
export function toPlainJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(toPlainJson);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as Iterable<unknown>, toPlainJson);
  // fromEntries defines own keys: a key named __proto__ stays data.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toPlainJson(item)]),
  );
}

/**
 * Writes a report as JSON text, one line unless `indent` asks for more.
 * @param indent spaces a level
 */
export function encodeReport(report: Report, indent = 0): string {
  const { result, ...rest } = report as Report & Record<string, unknown>;
  const ordered: Record<string, unknown> = {};
  for (const key of FIRST) if (rest[key] !== undefined) ordered[key] = rest[key];
  return JSON.stringify(toPlainJson({ ...ordered, ...rest, result }), undefined, indent);
}
