import { registryNotices } from '../../registry/notices';
import { LATEST, parseReference } from '../../registry/references/reference';
import { noStage, noVersion } from '../../registry/references/revisionErrors';
import { type IdentifiedArtifact, identifyArtifact } from '../../registry/versions/identifyArtifact';
import { defineJob } from '../job';
import { versionsParameters } from './parameters';
import { versionsOf } from './versionsOf';

/** Says which versions a model has, what stages they are in, and how they came there. */
export const versionsJob = defineJob({
  parameters: versionsParameters,
  schemaVersion: 1,
  async run({ model }, context) {
    const artifact = await identifyArtifact(model, context.cwd, context.signal, { past: true });
    try {
      await assertThere(artifact, model);
      const result = await versionsOf(artifact, context.cwd, context.signal);
      for (const notice of await registryNotices(artifact.registry, result.versions.length > 0, context.signal))
        context.log('warning', notice);
      return { result, verdict: verdict(result) };
    } finally {
      artifact.registry.dispose();
    }
  },
});

/** Refuses a version or a stage that the model never had. @throws UserError `model.version`, `model.stage` */
async function assertThere({ registry, name }: IdentifiedArtifact, given: string): Promise<void> {
  const parsed = parseReference(given);
  const state = await registry.find(name);
  if (!state) return;
  if (parsed.kind === 'stage' && parsed.name === name && !state.stages.has(parsed.stage)) throw noStage(state, parsed.stage);
  if (parsed.kind !== 'version' || parsed.name !== name || parsed.version === LATEST) return;
  if (!state.versions.some(({ registered, version }) => registered && version === parsed.version)) throw noVersion(state, parsed.version);
}

function verdict({ name, versions, stages, deprecated }: Awaited<ReturnType<typeof versionsOf>>): string {
  const registered = versions.filter((version) => version.version.startsWith('v'));
  if (registered.length === 0) return `${name} has no version yet`;
  const latest = registered.find((version) => version.active);
  const filled = Object.entries(stages).flatMap(([stage, version]) => (version === null ? [] : `${stage} ${version}`));
  const parts = [
    `${registered.length === 1 ? '1 version' : `${registered.length} versions`}${latest ? `, latest ${latest.version}` : ', none active'}`,
    ...(filled.length > 0 ? [filled.join(', ')] : []),
    ...(deprecated ? ['deprecated'] : []),
  ];
  return `${name}: ${parts.join('; ')}`;
}
