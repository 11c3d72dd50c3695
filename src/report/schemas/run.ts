import { z } from 'zod';
import { zNamed } from '../named';
import { zInteger64, zNumber } from '../report';
import { zValueInfo } from './inspect';

const zValue = z.union([z.number(), z.bigint(), z.boolean(), z.string()]);

const zSummary = z.object({ min: zNumber, max: zNumber, mean: zNumber, nan: z.number(), histogram: z.array(z.number()).optional() });

/**
 * Values as their element type says: JSON writes `7n`, `'7'` and NaN all as strings, and only the type tells a 64-bit
 * integer, a string tensor's element and a number that JSON cannot hold apart.
 */
function reviveValue(type: string, value: z.infer<typeof zValue>, context: z.RefinementCtx): z.infer<typeof zValue> {
  if (typeof value !== 'string' || type === 'string') return value;
  const parsed = (type === 'int64' || type === 'uint64' ? zInteger64 : zNumber).safeParse(value);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: `not a value of type ${type}` });
  return value;
}

/** One output. Small ones carry their values in row-major order; with `--out` each has a file. */
export const zRunOutput = zValueInfo
  .extend({
    /** As run: every dimension known. For a sequence the frames come first. */
    shape: z.array(z.number()).optional(),
    file: z.string().optional(),
    values: z.array(zValue).optional(),
    /** Rebuilt maps of a ZipMap: one per row, label → score. */
    maps: z.array(zNamed(zNumber)).optional(),
    /** With `--out`: the maps of all rows, and the labels in the order of the columns of the scores, which `file` has. */
    mapsFile: z.string().optional(),
    classesFile: z.string().optional(),
    /** Rows there are; `maps` has the first of them. */
    rows: z.number().optional(),
    /** Why there is nothing to show: a type the runtime cannot return. */
    unavailable: z.string().optional(),
    /** Of all values, for a tensor of numbers. */
    summary: zSummary.optional(),
  })
  .transform((output, context) =>
    output.values ? { ...output, values: output.values.map((value) => reviveValue(output.type, value, context)) } : output,
  );

/** How an input was made, so that the panel can show what went in. */
export const zRunInput = zValueInfo.extend({
  shape: z.array(z.number()),
  /** image, text, table, tensor, audio, state, constant, random, derived (from the input that `source` names) … */
  kind: z.string(),
  /** The file or literal it came from, as given. */
  source: z.string(),
  /** Of the whole file it came from, where it came from one: lower-case hexadecimal. */
  sha256: z.string().optional(),
  /** Attachment with the picture as the model sees it (after resize and crop). */
  picture: z.string().optional(),
  /** Of a batch given one by one: what each row was given as, with its picture from the second row on. */
  parts: z.array(z.object({ source: z.string(), picture: z.string().optional() })).optional(),
  /** One sentence on the preprocessing: `224 × 224 pillow-bilinear, BGR, NCHW`. */
  preprocessing: z.string().optional(),
  /** Tokens with their span in the text. */
  tokens: z.array(z.object({ id: z.number(), text: z.string(), start: z.number(), end: z.number(), special: z.boolean() })).optional(),
  /** Named columns of a table row. */
  columns: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  /** Rows of a file that were taken, counted from 0: `count` from `first` on, of `total` where that is known; `more`: there are others. */
  rows: z.object({ first: z.number(), count: z.number(), total: z.number().optional(), more: z.boolean() }).optional(),
  summary: zSummary.optional(),
});

/** Result of job `run`, schema version 1. */
export const zRunResult = z.object({
  inputs: z.array(zRunInput),
  outputs: z.array(zRunOutput),
  /** Classes by falling score where the output is a classification. `output` names it, `scores` says what the numbers are. */
  top: z.array(z.object({ index: z.number(), label: z.string(), score: zNumber })).optional(),
  scores: z
    .object({
      output: z.string(),
      /** What the scores are. Logits come out as probabilities, and `activation` says how. */
      kind: z.enum(['probability', 'logit', 'value']),
      guessed: z.boolean(),
      activation: z.enum(['softmax', 'sigmoid']).optional(),
      /** Whether the classes have names: without any, and where it is a guess, the columns may be no classes at all. */
      named: z.boolean().optional(),
      /** Scores a row. */
      columns: z.number().optional(),
      /** The manifest calls them probabilities, and they are not within 0 and 1. */
      contradicted: z.boolean().optional(),
      /** How many scores of the row are not a number; then there is no `top`. */
      notNumbers: z.number().optional(),
    })
    .optional(),
  /** The best classes of each row of a batch: of all `total`, or of the first of them. */
  rows: z
    .object({
      total: z.number(),
      list: z.array(
        z.object({
          row: z.number(),
          /** What it was given as, where the rows were given one by one. */
          source: z.string().optional(),
          /** Empty where a score of the row is not a number. */
          top: z.array(z.object({ index: z.number(), label: z.string(), score: zNumber })),
        }),
      ),
    })
    .optional(),
  /** What the manifest says of inputs and outputs that the model does not have; it had no part in the run. */
  unmatched: z.array(z.object({ kind: z.enum(['input', 'output']), name: z.string() })).optional(),
  /** Time of the runtime's run() alone (of all frames, where there are several). */
  milliseconds: z.number(),
  loadMilliseconds: z.number(),
  /** Present for a sequence: a scalar output per frame, and how many. */
  sequence: z
    .object({ frames: z.number(), secondsPerFrame: z.number().optional(), output: z.string(), values: z.array(zNumber) })
    .optional(),
});

export type RunInput = z.infer<typeof zRunInput>;
export type RunOutput = z.infer<typeof zRunOutput>;
export type RunResult = z.infer<typeof zRunResult>;
