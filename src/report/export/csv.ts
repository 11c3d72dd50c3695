import type { Report } from '../report';
import type { ReportTable } from './table';
import { reportTables } from './tables';

/**
 * The tables of a report as CSV (RFC 4180, CRLF). Several follow one another, each under a line with its title and after an
 * empty line. A report without tables gives its envelope's figures.
 */
export function exportCsv(report: Report): string {
  const tables = reportTables(report);
  if (tables.length === 1 && tables[0]) return tableToCsv(tables[0]);
  return tables.map((table) => `${csvCell(table.title)}\r\n${tableToCsv(table)}`).join('\r\n');
}

/** One table: a line of column names, then a line a row. */
export function tableToCsv(table: ReportTable): string {
  return [table.columns, ...table.rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * One cell. A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection): names come
 * from model files, which are untrusted. Numbers keep their sign.
 */
export function csvCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  let text = String(value);
  if (typeof value === 'string' && /^[=+\-@\t\r\n]/.test(text) && !isPlainNumber(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function isPlainNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
}
