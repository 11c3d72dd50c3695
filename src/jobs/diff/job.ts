import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { diffModels } from '../../onnx/diff/diff';
import type { OnnxModel } from '../../onnx/model';
import { openModel } from '../../onnx/open';
import { modelIdentity } from '../../registry/references/identity';
import { type ResolvedModel, resolveModelFile } from '../../registry/references/resolve';
import { defineJob, type JobContext } from '../job';
import { externalWeights } from './external';
import { diffParameters } from './parameters';
import { type ComparedModel, diffResult } from './result';
import { type Sides, withWorkingCopy } from './sides';
import { diffVerdict } from './verdict';

/**
 * Says what differs between two models: interface, graph, weights, size. Opens no runtime session, so that it may be used
 * in an untrusted workspace.
 */
export const diffJob = defineJob({
  parameters: diffParameters,
  schemaVersion: 1,
  async run(parameters, context) {
    const { cwd, signal } = context;
    const sides: Sides =
      parameters.after === undefined
        ? await withWorkingCopy(parameters.before, cwd, signal)
        : { before: parameters.before, after: parameters.after, cwd };
    const before = await open(sides.before, sides.cwd, context);
    try {
      const after = await open(sides.after, sides.cwd, context);
      try {
        const compared = (done: number, total: number) =>
          context.progress({ message: l10n.t('Comparing weights'), done, total, unit: 'bytes' });
        const newer = sameFiles(before, after) ? before.model : after.model;
        const diff = await diffModels(before.model, newer, context.signal, compared);
        const result = diffResult(before, after, diff);
        return { result, verdict: diffVerdict(result), model: after.identity };
      } finally {
        after.model.close();
      }
    } finally {
      before.model.close();
    }
  },
});

/** Whether both are the same bytes, those of external data included: then no weight has to be read. */
function sameFiles(before: ComparedModel, after: ComparedModel): boolean {
  if (before.identity.sha256 === undefined || before.identity.sha256 !== after.identity.sha256) return false;
  return before.model.directory === after.model.directory || externalWeights(after.model).length === 0;
}

/** With two models in question, an error says which one it is about. */
function opened(file: ResolvedModel): OnnxModel {
  try {
    return openModel(file.path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, where, remedy, actions } = error;
    throw new UserError(code, `${basename(file.path)}: ${error.message}`, { where, remedy, actions: [...actions], cause: error });
  }
}

async function open(reference: string, cwd: string, context: JobContext): Promise<ComparedModel> {
  const file: ResolvedModel = await resolveModelFile(reference, cwd, context);
  const model = opened(file);
  try {
    const hashed = (done: number) => context.progress({ message: l10n.t('Hashing'), done, total: file.bytes, unit: 'bytes' });
    const identity = await modelIdentity(file, context.signal, hashed);
    return { model, identity };
  } catch (error) {
    model.close();
    throw error;
  }
}
