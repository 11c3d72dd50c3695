import { planAssign } from '../../registry/actions/plan/stages';
import { actionOn } from '../actionJob';
import { defineJob } from '../job';
import { assignParameters } from './parameters';

/** Puts a version in a stage. */
export const assignJob = defineJob({
  parameters: assignParameters,
  schemaVersion: 1,
  run: (parameters, context) => actionOn(parameters.model, parameters, context, (situation) => planAssign(situation, parameters)),
});
