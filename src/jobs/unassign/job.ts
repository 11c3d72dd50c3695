import { planUnassign } from '../../registry/actions/plan/stages';
import { actionOn } from '../actionJob';
import { defineJob } from '../job';
import { unassignParameters } from './parameters';

/** Takes a version out of a stage, which falls back to the one before. */
export const unassignJob = defineJob({
  parameters: unassignParameters,
  schemaVersion: 1,
  run: (parameters, context) => actionOn(parameters.model, parameters, context, (situation) => planUnassign(situation, parameters)),
});
