import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { zNamed } from '../report/named';

const resizeModes = [
  'pillow-bilinear',
  'pillow-bicubic',
  'pillow-lanczos',
  'pillow-box',
  'pillow-nearest',
  'opencv-bilinear',
  'opencv-nearest',
  'opencv-area',
  'none',
] as const;

/** A divisor: 0 would make infinities and NaN of every pixel. */
const zDivisor = z
  .number()
  .refine((value) => value !== 0, { error: () => l10n.t('a number other than 0, since pixels are divided by it') });

export const zImageInput = z.object({
  kind: z.literal('image'),
  size: z.tuple([z.int().positive(), z.int().positive()]).describe('Height and width the model wants').optional(),
  resize: z.enum(resizeModes).describe('How the picture is brought to size; each name says whose arithmetic it follows').optional(),
  crop: z
    .enum(['center', 'none', 'pad'])
    .describe(
      'center: the short side is fitted, the rest cut off; pad: the long side is fitted, the rest filled; none: both sides are stretched',
    )
    .optional(),
  layout: z.enum(['NCHW', 'NHWC', 'CHW', 'HWC']).optional(),
  channels: z.enum(['RGB', 'BGR', 'grey']).optional(),
  scale: z.number().describe('Multiplies 0–255 values before mean and std').optional(),
  mean: z.array(z.number()).describe('Subtracted after scaling, one per channel or one for all').optional(),
  std: z.array(zDivisor).describe('Divides after the mean, one per channel or one for all').optional(),
});

export const zTableInput = z.object({
  kind: z.literal('table'),
  columns: z.array(
    z.object({
      name: z.string(),
      categories: z.array(z.string()).describe('The value becomes its index in this list').optional(),
      oneHot: z.array(z.string()).describe('The value becomes one element per category').optional(),
    }),
  ),
});

export const zTextInput = z.object({
  kind: z.literal('text'),
  tokenizer: z.string().describe('A tokenizer.json, a vocabulary file split on white space, or "bytes"'),
  maxLength: z.int().positive().optional(),
  mask: z.string().describe('Input that gets 1 for each real token').optional(),
  typeIds: z.string().optional(),
  positions: z.string().optional(),
});

export const zAudioInput = z.object({
  kind: z.literal('audio'),
  rate: z.int().positive().optional(),
  frame: z.int().positive().describe('Samples per run; the file is fed frame by frame').optional(),
  context: z.int().nonnegative().describe('Samples of the frame before, put in front of each frame').optional(),
});

export const zInput = z.discriminatedUnion('kind', [
  zImageInput,
  zTableInput,
  zTextInput,
  zAudioInput,
  z.object({ kind: z.literal('state'), from: z.string().describe('Output fed back at the next step; zero at the first') }),
  z.object({ kind: z.literal('constant'), value: z.union([z.number(), z.string(), z.boolean(), z.array(z.number())]) }),
  z.object({ kind: z.literal('tensor') }),
]);

export const zOutput = z.object({
  scores: z.enum(['probability', 'logit', 'value']).optional(),
  classes: z
    .union([z.array(z.string()), z.record(z.string(), z.string()), z.string()])
    .describe('Names by index: a list, an object, or a file (JSON, or one name a line)')
    .optional(),
});

/** How the model runs best, as a sweep finds out: what jobs go by where no flag says otherwise. */
export const zRuntime = z.object({
  provider: z.string().min(1).describe('Where it is executed: cpu, or another that the runtime has').optional(),
  threads: z.int().positive().max(1024).describe("Threads for one operator; the runtime's own choice where absent").optional(),
  optimization: z.enum(['disabled', 'basic', 'extended', 'layout', 'all']).describe('How far the runtime rewrites the graph').optional(),
  batch: z.int().positive().max(65_536).describe('Rows a run when it is measured on random numbers').optional(),
});

/** `NAME.model.json`: everything about a model that its file does not say. It grows by adding keys only. */
export const zManifest = z.object({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  task: z.enum(['classification', 'multilabel', 'regression', 'detection', 'generation', 'other']).optional(),
  inputs: zNamed(zInput).optional(),
  outputs: zNamed(zOutput).optional(),
  attention: z.object({ prefix: z.int().nonnegative().optional(), grid: z.tuple([z.int(), z.int()]).optional() }).optional(),
  datasets: z
    .record(z.string(), z.looseObject({ data: z.string(), label: z.string().optional(), samples: z.int().positive().optional() }))
    .optional(),
  checks: z
    .array(z.looseObject({ metric: z.string(), min: z.number().optional(), max: z.number().optional(), dataset: z.string().optional() }))
    .optional(),
  runtime: zRuntime.describe('How the model runs best: what benchmark and compare go by where no flag says otherwise').optional(),
  requirements: z.record(z.string(), z.unknown()).optional(),
  card: z.record(z.string(), z.unknown()).optional(),
});

export type Manifest = z.infer<typeof zManifest>;
export type ManifestRuntime = z.infer<typeof zRuntime>;
export type ManifestInput = z.infer<typeof zInput>;
export type ImageInput = z.infer<typeof zImageInput>;
export type TableInput = z.infer<typeof zTableInput>;
export type TextInput = z.infer<typeof zTextInput>;
export type AudioInput = z.infer<typeof zAudioInput>;
