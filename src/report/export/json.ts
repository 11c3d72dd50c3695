import { encodeReport } from '../encode';
import type { Report } from '../report';

/** A report as indented JSON, as `--json` prints it, with a line end. */
export function exportJson(report: Report): string {
  return `${encodeReport(report, 2)}\n`;
}
