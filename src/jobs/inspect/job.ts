import * as l10n from '@vscode/l10n';
import { checkWeights } from '../../onnx/check/weightRules';
import { openModel } from '../../onnx/open';
import { modelIdentity } from '../../registry/identity';
import { resolveModelFile } from '../../registry/resolve';
import type { InspectResult } from '../../report/schemas/inspect';
import { defineJob } from '../job';
import { inspectParameters } from './parameters';
import { inspectModel } from './result';
import { inspectVerdict } from './verdict';

/**
 * Says what a model is made of and what is wrong with it. Opens no runtime session, so that it may be used in an
 * untrusted workspace. A file that is no model at all is an error (`UserError`); one that opens has a report,
 * whatever was found.
 */
export const inspectJob = defineJob({
  parameters: inspectParameters,
  schemaVersion: 1,
  async run(parameters, context) {
    const file = await resolveModelFile(parameters.model, context.cwd, context);
    const model = openModel(file.path);
    try {
      const result: InspectResult = inspectModel(model);
      if (parameters.deep) {
        const total = result.weightBytes;
        const advance = (done: number) => context.progress({ message: l10n.t('Reading weights'), done, total });
        result.findings.push(...(await checkWeights(model, context.signal, advance)));
      }
      const hashed = (done: number) => context.progress({ message: l10n.t('Hashing'), done, total: file.bytes });
      const identity = await modelIdentity(file, context.signal, hashed);
      return { result, verdict: inspectVerdict(identity.name, identity.bytes, result), model: identity };
    } finally {
      model.close();
    }
  },
});
