import { planRollback } from '../../registry/actions/plan/stages';
import { actionOn } from '../actionJob';
import { defineJob } from '../job';
import { rollbackParameters } from './parameters';

/** Assigns the version again that was in a stage before. */
export const rollbackJob = defineJob({
  parameters: rollbackParameters,
  schemaVersion: 1,
  run: (parameters, context) => actionOn(parameters.model, parameters, context, (situation) => planRollback(situation, parameters)),
});
