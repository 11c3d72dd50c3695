import type { Report } from '../../report/report';
import type { InspectResult } from '../../report/schemas/inspect';
import type { ModelsResult } from '../../report/schemas/models';
import type { RunResult } from '../../report/schemas/run';
import { printable, type Style } from '../style';
import { renderInspect } from './inspect';
import { renderModels } from './models';
import { renderRun } from './run';

/** A report's results as lines, by its kind. The report comes from this Modelwright's own worker: its result is of that kind's shape. */
const RENDERERS: Record<string, (result: unknown, style: Style, width: number) => string[]> = {
  models: (result, style) => renderModels(result as ModelsResult, style),
  inspect: (result, style, width) => renderInspect(result as InspectResult, style, width),
  run: (result, style, width) => renderRun(result as RunResult, style, width),
};

/** A report as text for a terminal. @param width columns */
export function renderReport(report: Report, style: Style, width: number): string {
  const lines = [style.bold(printable(report.verdict)), ...(RENDERERS[report.kind]?.(report.result, style, width) ?? [])];
  return `${lines.join('\n')}\n`;
}
