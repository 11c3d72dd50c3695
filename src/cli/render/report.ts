import type { Report } from '../../report/report';
import { zInspectResult } from '../../report/schemas/inspect';
import { zModelsResult } from '../../report/schemas/models';
import { zRunResult } from '../../report/schemas/run';
import type { Style } from '../style';
import { renderInspect } from './inspect';
import { renderModels } from './models';
import { renderRun } from './run';

/** A report as text for a terminal. @param width columns */
export function renderReport(report: Report, style: Style, width: number): string {
  const lines = [style.bold(report.verdict), ...body(report, style, width)];
  return `${lines.join('\n')}\n`;
}

function body(report: Report, style: Style, width: number): string[] {
  switch (report.kind) {
    case 'models':
      return renderModels(zModelsResult.parse(report.result), style);
    case 'inspect':
      return renderInspect(zInspectResult.parse(report.result), style, width);
    case 'run':
      return renderRun(zRunResult.parse(report.result), style, width);
    default:
      return [];
  }
}
