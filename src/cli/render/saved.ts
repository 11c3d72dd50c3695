import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { Report } from '../../report/report';
import type { Saved } from '../../report/schemas/saved';
import { printable } from '../style';

/** What a report says of the metrics files that were asked for with `--save`. */
function savedIn(report: Report): readonly Saved[] {
  const { saved } = (report.result ?? {}) as { saved?: Saved | readonly Saved[] };
  return saved === undefined ? [] : [saved].flat();
}

/** The metrics files that were written. */
export function savedLines(report: Report): string[] {
  const paths = savedIn(report).flatMap(({ path, error }) => (error ? [] : printable(path)));
  return paths.length === 0 ? [] : ['', l10n.t('Saved in {0}: commit it with the model.', paths.join(', '))];
}

/** What standard error says where figures were measured and could not be saved. */
export function savedError(report: Report): UserError | undefined {
  const [error] = savedIn(report).flatMap((saved) => saved.error ?? []);
  if (!error) return undefined;
  return new UserError(error.code, l10n.t('The figures were not saved. {0}', error.message), { where: error.where, remedy: error.remedy });
}
