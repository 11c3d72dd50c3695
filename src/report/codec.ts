import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { jsonFault } from '../base/jsonFault';
import { type Problem, problemText, readBy } from '../base/wanted';
import { type Report, type ReportEnvelope, zReportEnvelope } from './report';
import { REPORT_SCHEMAS, type ReportSchemas } from './schemas';

/** A report as read: typed where its kind and version are known, raw JSON where they come from a later Modelwright. */
export type DecodedReport =
  | { state: 'report'; report: Report }
  /** `reason`: the kind is not known here, or its schema version is newer than this Modelwright's. */
  | { state: 'raw'; reason: 'kind' | 'version'; envelope: ReportEnvelope; raw: Record<string, unknown> };

/**
 * Reads a report written by `encodeReport` (encode.ts), by this version of Modelwright or an older one.
 * @throws UserError `report.json` for text that is not JSON, `report.envelope` for JSON that is not a report,
 * `report.result` where the results do not have the shape their version says
 */
export function decodeReport(text: string, schemas: ReportSchemas = REPORT_SCHEMAS): DecodedReport {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    const fault = jsonFault(text);
    if (!fault) throw error;
    const { line, column, reason } = fault;
    throw new UserError('report.json', l10n.t('The report is not JSON, line {0}, column {1}: {2}.', line, column, reason), {
      cause: error,
    });
  }
  const envelope = readBy(zReportEnvelope, raw);
  if (!envelope.success) throw unreadable('report.envelope', l10n.t('This is not a Modelwright report.'), envelope.problems);
  const record = raw as Record<string, unknown>;
  const { kind, schemaVersion } = envelope.data;
  const schema = schemas.get(kind);
  if (!schema) return { state: 'raw', reason: 'kind', envelope: envelope.data, raw: record };
  if (schemaVersion > schema.version) return { state: 'raw', reason: 'version', envelope: envelope.data, raw: record };
  let result: unknown = record.result;
  for (let version = schemaVersion; version < schema.version; version++) {
    const upgrade = schema.upgrades?.[version];
    if (!upgrade) throw new Error(`No upgrade of ${kind} reports from version ${version}`);
    result = upgrade(result);
  }
  const parsed = readBy(schema.result, result);
  if (!parsed.success) {
    throw unreadable('report.result', l10n.t('The results of this {0} report are damaged.', kind), parsed.problems);
  }
  return { state: 'report', report: { ...envelope.data, schemaVersion: schema.version, result: parsed.data } };
}

function unreadable(code: string, message: string, [problem]: readonly [Problem, ...Problem[]]): UserError {
  const where = problem.path.join('.') || undefined;
  return new UserError(code, `${message} ${where ? `${where}: ` : ''}${problemText(problem)}.`, { where });
}

/**
 * The members of a JSON object that are complete within a piece of its beginning: what a list needs, without reading results.
 * @param text the first characters of a document; may end anywhere
 * @returns undefined where not even the first member is complete, or the text is not an object
 */
export function decodeBeginning(text: string): Record<string, unknown> | undefined {
  const end = lastMemberEnd(text);
  if (end === undefined) return undefined;
  try {
    return JSON.parse(`${text.slice(0, end)}}`) as Record<string, unknown>;
  } catch {
    // Not JSON: the caller lists the entry as unreadable.
    return undefined;
  }
}

/** Where the last complete top-level member ends: at a comma or the closing brace of depth one. */
function lastMemberEnd(text: string): number | undefined {
  let depth = 0;
  let end: number | undefined;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') {
      if (depth === 1) return i;
      depth--;
    } else if (c === ',' && depth === 1) end = i;
  }
  return end;
}
