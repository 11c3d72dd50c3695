import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { checkWeights } from '../../onnx/check/weightRules';
import type { OnnxModel } from '../../onnx/model';
import { openModel } from '../../onnx/open';
import { unfetchedData } from '../../registry/files/unfetched';
import { modelIdentity } from '../../registry/references/identity';
import { resolveModelFile } from '../../registry/references/resolve';
import type { InspectResult } from '../../report/schemas/inspect';
import { defineJob } from '../job';
import { inspectParameters } from './parameters';
import { inspectModel, unreadableModel } from './result';
import { inspectVerdict, unreadableVerdict } from './verdict';

/**
 * Says what a model is made of and what is wrong with it. Opens no runtime session, so that it may be used in an
 * untrusted workspace. A file that cannot be read as a model has a report too, which says why (`readable: false`);
 * one that is not there, not fetched or not to be read from disk is an error (`UserError`).
 */
export const inspectJob = defineJob({
  parameters: inspectParameters,
  schemaVersion: 1,
  async run(parameters, context) {
    const file = await resolveModelFile(parameters.model, context.cwd, context);
    const hashed = (done: number) => context.progress({ message: l10n.t('Hashing'), done, total: file.bytes, unit: 'bytes' });
    const model = opened(file.path);
    if (model instanceof UserError) {
      const identity = await modelIdentity(file, context.signal, hashed);
      const result = unreadableModel(model, identity.path);
      return { result, verdict: unreadableVerdict(identity.name, identity.bytes, model.message), model: identity };
    }
    try {
      const unfetched = await unfetchedData(model, file.path, context.cwd);
      const result: InspectResult = inspectModel(model, unfetched);
      if (parameters.deep && unfetched.length === 0) {
        const total = result.weightBytes;
        const advance = (done: number) => context.progress({ message: l10n.t('Reading weights'), done, total, unit: 'bytes' });
        result.findings.push(...(await checkWeights(model, context.signal, advance)));
      }
      const identity = await modelIdentity(file, context.signal, hashed);
      return { result, verdict: inspectVerdict(identity.name, identity.bytes, result), model: identity };
    } finally {
      model.close();
    }
  },
});

/** The model, or what is wrong with the file's content. What is wrong with the file itself (rights, a failing disk) is thrown. */
function opened(path: string): OnnxModel | UserError {
  try {
    return openModel(path);
  } catch (error) {
    if (error instanceof UserError && error.code.startsWith('onnx.')) return error;
    throw error;
  }
}
