import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BenchmarkResult } from '../../report/schemas/benchmark';
import { referenceOf } from '../modelUri';
import type { ShownReport, SurfaceAction } from '../panels/surface';

/** Writes a benchmark's figures beside its model, where that is in the work tree and they are not there yet. */
export function saveAction({ report }: ShownReport, model: vscode.Uri): SurfaceAction[] {
  const { saved, cancelled } = report.result as BenchmarkResult;
  const past = report.model?.ref !== undefined || referenceOf(model) !== undefined;
  if (past || cancelled || report.model?.sha256 === undefined || (saved && !saved.error)) return [];
  const run = async () => {
    const { saveReport } = await import('../../jobs/measuring/saveReport');
    const path = await saveReport(report, model.fsPath);
    const open = l10n.t('Open');
    // Not awaited: the button is done when the file is written.
    void vscode.window
      .showInformationMessage(l10n.t('Saved in {0}: commit it with the model.', basename(path)), open)
      .then(async (answer) => {
        if (answer === open) await vscode.window.showTextDocument(vscode.Uri.file(path));
      });
  };
  return [{ id: 'save', label: l10n.t('Save Beside Model'), run }];
}
