import { commitAt } from '../../registry/actions/commitAt';
import { planAssignAt } from '../../registry/actions/plan/assignAt';
import { planAssign } from '../../registry/actions/plan/stages';
import { actionOn } from '../actionJob';
import { defineJob } from '../job';
import { assignParameters } from './parameters';

/** Puts a version in a stage, or a commit, which is registered first where it has no version. */
export const assignJob = defineJob({
  parameters: assignParameters,
  schemaVersion: 1,
  run: (parameters, context) =>
    actionOn(parameters.model, parameters, context, async (situation, { registry, path }) => {
      const { ref } = parameters;
      if (ref === undefined) return planAssign(situation, parameters);
      return planAssignAt(situation, { ...parameters, path, commit: await commitAt(registry, ref) }, context.signal);
    }),
});
