import * as l10n from '@vscode/l10n';
import type { DoctorResult } from '../../report/schemas/doctor';
import type { Finding } from '../../report/schemas/inspect';
import { printable, type Style } from '../style';

/** What was found, with what to do about it. */
export function renderFindings(list: readonly Finding[], style: Style): string[] {
  if (list.length === 0) return [];
  const colour = { error: style.red, warning: style.yellow, info: style.dim };
  return [
    '',
    style.bold(l10n.t('Findings')),
    ...list.flatMap((finding) => [
      `  ${colour[finding.severity](finding.severity)} ${printable(finding.where)}: ${printable(finding.message)}`,
      ...(finding.remedy ? [`    ${printable(finding.remedy)}`] : []),
    ]),
  ];
}

/** What is wrong with a registry. */
export function renderDoctor({ findings }: DoctorResult, style: Style): string[] {
  return renderFindings(findings, style);
}
