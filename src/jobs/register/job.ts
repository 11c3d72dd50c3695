import { commitAt } from '../../registry/actions/commitAt';
import { planRegister } from '../../registry/actions/plan/register';
import type { IdentifiedArtifact } from '../../registry/versions/identifyArtifact';
import { actionOn } from '../actionJob';
import { defineJob } from '../job';
import { registerParameters } from './parameters';

/** Registers a version of a model: an annotated tag on its commit, as GTO writes it. */
export const registerJob = defineJob({
  parameters: registerParameters,
  schemaVersion: 1,
  async run(parameters, context) {
    const { version, bump, message, type, description, ref, stage } = parameters;
    return actionOn(
      parameters.model,
      parameters,
      context,
      async (situation, artifact) => {
        const commit = ref === undefined ? undefined : await commitAt(artifact.registry, ref);
        const path = commit === undefined ? artifact.path : ((await artifact.registry.pathAt(situation.name, commit)) ?? artifact.path);
        const request = { path, version, bump, message, stage, commit, commitFirst: parameters.commit, type, description };
        return planRegister(situation, request, context.signal);
      },
      (artifact) => nameOf(artifact, parameters.name),
    );
  },
});

/** The artifact's own name; for one that nothing declares the given one, else its file's with what GTO does not take as dashes. */
function nameOf(artifact: IdentifiedArtifact, given: string | undefined): string {
  if (given !== undefined) return given;
  if (artifact.path === undefined || !artifact.name.includes('.')) return artifact.name;
  return artifact.name.replace(/[^a-zA-Z0-9/_-]+/g, '-').replace(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/g, '');
}
