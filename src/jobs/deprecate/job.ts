import { planDeprecate } from '../../registry/actions/plan/versions';
import { actionOn } from '../actionJob';
import { defineJob } from '../job';
import { deprecateParameters } from './parameters';

/** Marks a model as not to be used any more. */
export const deprecateJob = defineJob({
  parameters: deprecateParameters,
  schemaVersion: 1,
  run: (parameters, context) => actionOn(parameters.model, parameters, context, (situation) => planDeprecate(situation, parameters)),
});
