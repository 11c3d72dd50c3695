import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { concatenate } from '../../data/batch';
import { checkInputFlags, inputRequest } from '../../data/flags';
import { prepareInputs } from '../../data/inputs';
import type { PreparedInput } from '../../data/request';
import type { Feeds } from '../../engine/meter/protocol';
import { loadManifest } from '../../manifest/load';
import type { Tensor, ValueInfo } from '../../onnx/tensor';
import type { MeasuringParameters } from './parameters';

/** What a model is measured on. */
export interface MeasuredInputs {
  readonly feeds: Feeds;
  readonly described: readonly { name: string; type: string; shape: number[]; source: string; dims?: Record<string, number> }[];
}

/**
 * Makes the inputs of one run: what was given, else seeded random numbers, as many rows as the batch has.
 * @param inputs the model's, as its file declares them
 * @param manifestPath absolute; the manifest beside the model unless given
 * @throws UserError `dims.needed`, `batch.fixed`, and as `prepareInputs`
 */
export async function measuredInputs(
  parameters: MeasuringParameters,
  model: string,
  inputs: readonly ValueInfo[],
  cwd: string,
  signal: AbortSignal,
  manifestPath?: string,
): Promise<MeasuredInputs> {
  checkInputFlags(parameters);
  const found = await loadManifest(model, manifestPath);
  const chance = parameters.input.length === 0;
  const flags = chance ? { ...parameters, input: ['random'] } : parameters;
  const request = inputRequest(flags, inputs, found?.manifest, cwd, signal);
  const batch = new Map(
    inputs.flatMap(({ shape }) => (typeof shape?.[0] === 'string' && shape[0] !== '' ? [[shape[0], parameters.batch]] : [])),
  );
  const sizes = { ...(chance ? Object.fromEntries(batch) : {}), ...request.dims };
  if (chance) checkSizes(inputs, sizes);
  const prepared = await prepareInputs({ ...request, dims: sizes, manifest: found?.manifest, manifestDirectory: found?.directory });
  const feeds = prepared.map((input): [string, Tensor] => [input.name, inBatch(input, inputs, parameters.batch)]);
  return {
    feeds,
    described: feeds.map(([name, { type, dims }], index) => ({
      name,
      type,
      shape: [...dims],
      source: prepared[index]!.source,
      ...openSizes(name, inputs.find((input) => input.name === name)?.shape ?? [], dims, parameters.batch),
    })),
  };
}

/** Sizes of the dimensions that the model leaves open, by their names; the batch is told elsewhere. */
function openSizes(
  name: string,
  declared: NonNullable<ValueInfo['shape']>,
  dims: readonly number[],
  batch: number,
): { dims?: Record<string, number> } {
  const sizes = declared.flatMap((dimension, axis): [string, number][] => {
    const size = dims[axis];
    if (typeof dimension === 'number' || size === undefined || (axis === 0 && size === batch)) return [];
    return [[dimension === '' ? `${name}[${axis}]` : dimension, size]];
  });
  return sizes.length > 0 ? { dims: Object.fromEntries(sizes) } : {};
}

/** A size of 1 for what is a length or a picture's side would measure a model that nobody runs. */
function checkSizes(inputs: readonly ValueInfo[], sizes: Readonly<Record<string, number>>): void {
  for (const { name, shape = [] } of inputs) {
    for (const [axis, dimension] of shape.entries()) {
      if (axis === 0 || typeof dimension === 'number' || dimension === '' || Object.hasOwn(sizes, dimension)) continue;
      throw new UserError(
        'dims.needed',
        l10n.t('The dimension "{0}" of the input {1} has no size, and the time depends on it.', dimension, name),
        {
          where: name,
          remedy: l10n.t('Give --dims {0}=SIZE, or an input to measure with: --input {1}=FILE.', dimension, name),
        },
      );
    }
  }
}

/** An input with as many rows as the batch has: what has one row is repeated. */
function inBatch(input: PreparedInput, inputs: readonly ValueInfo[], batch: number): Tensor {
  const tensor = input.tensor ?? input.state?.zero ?? firstFrame(input);
  const [declared] = inputs.find(({ name }) => name === input.name)?.shape ?? [];
  const [rows] = tensor.dims;
  if (batch === 1 || rows === undefined || rows === batch) return tensor;
  if (typeof declared === 'number' && declared !== batch) {
    if (declared === 1 && tensor.data.length === 1) return tensor;
    throw new UserError(
      'batch.fixed',
      l10n.t('The input {0} takes {1} rows and no other number, so not a batch of {2}.', input.name, declared, batch),
      {
        where: '--batch',
        remedy: l10n.t('Leave --batch out, or export the model with a symbolic first dimension.'),
      },
    );
  }
  if (rows !== 1) {
    throw new UserError(
      'batch.rows',
      l10n.t('{0} has {1} rows for the input {2}, not the {3} of the batch.', input.source, rows, input.name, batch),
      {
        where: input.name,
        remedy: l10n.t('Choose one row, which is repeated, with --row, or give --batch {0}.', rows),
      },
    );
  }
  return concatenate(Array.from({ length: batch }, () => tensor));
}

/** The first frame of a sound, its context silent. */
function firstFrame(input: PreparedInput): Tensor {
  const { samples, frame = samples.length, context = 0 } = input.audio!;
  const data = new Float32Array(context + frame);
  data.set(samples.subarray(0, frame), context);
  return { type: 'float32', dims: [1, data.length], data };
}
