import { planDeregister } from '../../registry/actions/plan/versions';
import { actionOn } from '../actionJob';
import { defineJob } from '../job';
import { deregisterParameters } from './parameters';

/** Takes a version back; its tags stay as history. */
export const deregisterJob = defineJob({
  parameters: deregisterParameters,
  schemaVersion: 1,
  run: (parameters, context) => actionOn(parameters.model, parameters, context, (situation) => planDeregister(situation, parameters)),
});
