import { z } from 'zod';

/** Numbers that JSON cannot hold are written as strings by the codec (`codec.ts`) and read back by these. */
export const zNumber = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
/** A lower and an upper end. */
export const zInterval = z.tuple([zNumber, zNumber]).readonly();
/** 64-bit integers are written as decimal strings. */
export const zInteger64 = z.union([
  z.bigint(),
  z
    .string()
    .regex(/^-?\d{1,20}$/)
    .transform(BigInt),
]);

/** Which model a report speaks of. */
export const zModelIdentity = z.object({
  name: z.string(),
  /** As given, relative to the repository where it lies in one, with forward slashes. */
  path: z.string(),
  /** Git ref the bytes were taken from; absent: the work tree. */
  ref: z.string().optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  bytes: z.number(),
});

/** What the numbers were made on. */
export const zEnvironment = z.object({
  modelwright: z.string(),
  runtime: z.string().optional(),
  /** Folder of that ONNX Runtime, where it is another one than Modelwright comes with. */
  runtimePath: z.string().optional(),
  node: z.string(),
  platform: z.string(),
  arch: z.string(),
  cpu: z.string(),
  cores: z.number(),
  memoryBytes: z.number(),
});

/** A file beside `report.json`: a picture, a tensor, rows, a trace. `file` is a plain name, never a path. */
export const zAttachment = z.object({ file: z.string(), mime: z.string(), bytes: z.number() });

/** What every report has; `kind` says which schema reads the rest. */
export const zReportEnvelope = z.object({
  kind: z.string(),
  schemaVersion: z.number().int().positive(),
  id: z.string(),
  createdAt: z.iso.datetime(),
  durationMs: z.number(),
  model: zModelIdentity.optional(),
  environment: zEnvironment,
  parameters: z.record(z.string(), z.unknown()),
  /** One English sentence for logs, terminals and lists; panels build theirs from codes and numbers. */
  verdict: z.string(),
  attachments: z.array(zAttachment),
});

export type ModelIdentity = z.infer<typeof zModelIdentity>;
export type Environment = z.infer<typeof zEnvironment>;
export type Attachment = z.infer<typeof zAttachment>;
export type ReportEnvelope = z.infer<typeof zReportEnvelope>;

/** A typed report. On disk: a folder with `report.json` and its attachments. */
export interface Report<Kind extends string = string, Result = unknown> extends ReportEnvelope {
  kind: Kind;
  result: Result;
}
