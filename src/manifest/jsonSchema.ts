import { z } from 'zod';
import { zManifest } from './schema';

/** A JSON schema, as far as the manifest's needs it. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly [key: string]: unknown;
}

/**
 * The JSON schema of `NAME.model.json` (draft 7, what VS Code knows best), made from the zod schema. Objects whose keys
 * are fixed take no others, so that an editor marks a slip.
 */
export function manifestJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(zManifest, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      // Left open by the generator: what is not said to be loose is closed.
      if (def.type === 'object' && !('catchall' in def && def.catchall)) jsonSchema.additionalProperties = false;
    },
  });
  return {
    ...(schema as JsonSchema),
    title: 'Modelwright model manifest',
    description: 'What a model’s file does not say: task, preprocessing, classes, data sets, checks.',
    allowComments: false,
  };
}
