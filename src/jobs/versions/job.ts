import { identifyArtifact } from '../../registry/versions/identifyArtifact';
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
      const result = await versionsOf(artifact, context.cwd, context.signal);
      return { result, verdict: verdict(result) };
    } finally {
      artifact.registry.dispose();
    }
  },
});

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
