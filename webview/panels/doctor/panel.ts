import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { DoctorResult } from '../../../src/report/schemas/doctor';
import type { Panel } from '../../app';
import { findings } from '../../kit/findings';
import { count } from '../../kit/format';
import { sentence, type VerdictPart } from '../../kit/sentence';
import { note } from '../../kit/states';
import { type Tile, tiles } from '../../kit/tiles';

/** What is wrong with a repository's registry. */
export const doctorPanel: Panel = {
  title: () => l10n.t('Check Registry'),
  draw(report, context) {
    const result = report.result as DoctorResult;
    const { models, tags } = result.checked;
    return html`${sentence(doctorSentence(result), l10n.t('tags, what declares models, and the files of versions were looked at; nothing was changed'))}
    ${findings(result.findings, context)} ${tiles(doctorTiles(result))}
    ${models === 0 ? note(l10n.t('There are no models here yet: nothing is declared, tagged or tracked as .onnx.')) : tags === 0 ? note(l10n.t('There are no tags here yet: register a model to give it a version.')) : ''}`;
  },
};

function doctorSentence({ findings: list }: DoctorResult): VerdictPart[] {
  const [errors, warnings] = [counted(list, 'error'), counted(list, 'warning')];
  const warned =
    warnings === 0
      ? undefined
      : warnings === 1
        ? l10n.t('1 thing may not be as meant.')
        : l10n.t('{0} things may not be as meant.', count(warnings));
  if (errors > 0) {
    const text = errors === 1 ? l10n.t('1 error in this registry.') : l10n.t('{0} errors in this registry.', count(errors));
    return [{ text, tone: 'bad' }, ...(warned === undefined ? [] : [{ text: ` ${warned}` }])];
  }
  return warned === undefined ? [{ text: l10n.t('Nothing is wrong with this registry.'), tone: 'good' }] : [{ text: warned }];
}

function doctorTiles({ findings: list, checked }: DoctorResult): Tile[] {
  return [
    { label: l10n.t('Errors'), value: count(counted(list, 'error')) },
    { label: l10n.t('Warnings'), value: count(counted(list, 'warning')) },
    { label: l10n.t('Notes'), value: count(counted(list, 'info')) },
    { label: l10n.t('Models'), value: count(checked.models) },
    { label: l10n.t('Versions'), value: count(checked.versions) },
    { label: l10n.t('Tags'), value: count(checked.tags) },
  ];
}

function counted(list: DoctorResult['findings'], severity: DoctorResult['findings'][number]['severity']): number {
  return list.filter((finding) => finding.severity === severity).length;
}
