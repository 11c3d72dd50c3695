import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { Report } from '../../report/report';
import type { InspectResult } from '../../report/schemas/inspect';
import { wrap } from '../help';
import { printable, type Style } from '../style';
import { renderFindings } from './findings';
import { bytes, columns, typeText } from './text';

/** Facts, inputs and outputs, operators by count, findings. */
export function renderInspect(result: InspectResult, style: Style, width: number): string[] {
  const opsets = Object.entries(result.opsets).map(([domain, version]) => `${printable(domain)} ${version}`);
  const facts = [
    [l10n.t('IR version'), String(result.irVersion)],
    [l10n.t('Producer'), printable(result.producer) || '–'],
    [l10n.t('Opsets'), opsets.join(', ') || '–'],
    [l10n.t('Nodes'), result.nodeCount.toLocaleString('en')],
    [l10n.t('Parameters'), `${result.parameterCount.toLocaleString('en')} (${bytes(result.weightBytes)})`],
  ];
  const operators = Object.entries(result.operators).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return [
    ...columns(facts),
    '',
    ...values(l10n.t('Inputs'), result.inputs, style),
    ...values(l10n.t('Outputs'), result.outputs, style),
    style.bold(l10n.t('Operators')),
    ...wrap(operators.map(([name, count]) => `${printable(name)} ${count}`).join(', ') || '–', width - 2).map((line) => `  ${line}`),
    ...renderFindings(result.findings, style),
  ];
}

/**
 * A file that cannot be read as a model: what is known of it all the same. What is wrong, and what to do, standard error says
 * ({@link unreadableError}): on a terminal both stand together, and it is said once.
 */
export function renderUnreadable({ model }: Report, style: Style): string[] {
  if (!model) return [];
  return [
    style.bold(l10n.t('{0} cannot be read as a model', printable(model.path))),
    ...columns([[l10n.t('Size'), bytes(model.bytes)], ...(model.sha256 === undefined ? [] : [['SHA-256', model.sha256]])]),
  ];
}

/** What standard error says of a file that cannot be read as a model; undefined for any other report. */
export function unreadableError(report: Report): UserError | undefined {
  if (report.kind !== 'inspect') return undefined;
  const { readable, findings } = report.result as InspectResult;
  const [finding] = findings;
  if (readable !== false || !finding) return undefined;
  return new UserError(finding.code, `${finding.where}: ${finding.message}`, { where: finding.where, remedy: finding.remedy });
}

function values(title: string, infos: InspectResult['inputs'], style: Style): string[] {
  return [style.bold(title), ...columns(infos.map((info) => [`  ${printable(info.name)}`, typeText(info.type, info.shape)])), ''];
}
