import type * as vscode from 'vscode';
import { UserError } from '../../base/errors';
import { findJob } from '../../jobs/table';
import type { Manifest } from '../../manifest/schema';
import type { ValueInfo } from '../../onnx/tensor';
import type { InspectResult } from '../../report/schemas/inspect';
import { placeOf } from '../modelUri';
import type { JobRunner } from './jobRunner';

/** What has to be known of a model before a person can be asked what to feed it with. */
export interface ModelFacts {
  readonly inputs: readonly ValueInfo[];
  /** Absent where there is none. */
  readonly manifest?: Manifest;
}

/** @throws UserError the first finding, where the file is no model */
export async function inspectModel(runner: JobRunner, model: vscode.Uri): Promise<InspectResult> {
  const inspect = findJob('inspect');
  if (!inspect) throw new Error('the job table has no inspect');
  const executed = await runner.run({ job: inspect, model, parameters: {} });
  await executed.release();
  const result = executed.report.result as InspectResult;
  const [finding] = result.findings;
  if (result.readable === false && finding) throw new UserError(finding.code, finding.message, finding);
  return result;
}

/**
 * Looks into a model and its manifest.
 * @returns undefined where the manifest cannot be read: it decides what the inputs are, and the job itself says what is wrong with it
 * @throws UserError as {@link inspectModel}
 */
export async function factsOf(runner: JobRunner, model: vscode.Uri): Promise<ModelFacts | undefined> {
  const [{ inputs }, manifest] = await Promise.all([inspectModel(runner, model), manifestOf(model)]);
  return manifest === 'unreadable' ? undefined : { inputs, ...(manifest ? { manifest } : {}) };
}

/** The manifest that says what to ask for; of a version the one that is in its place now, which the run itself does not go by. */
async function manifestOf(model: vscode.Uri): Promise<Manifest | undefined | 'unreadable'> {
  const { loadManifest } = await import('../../manifest/load');
  try {
    return (await loadManifest(placeOf(model).fsPath))?.manifest;
  } catch (error) {
    if (error instanceof UserError) return 'unreadable';
    throw error;
  }
}
