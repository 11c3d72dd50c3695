import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { seededRandom } from '../base/random';
import type { ElementType } from '../onnx/elementType';
import { elementCount, type Tensor, type ValueInfo } from '../onnx/tensor';
import { allocateData } from '../onnx/tensorData';
import { convertTensor, isFloat, isNumeric } from './convert';
import { concreteShape } from './fit';

/** Most elements a made-up value may have: 2 GiB of float32. */
const MAX_ELEMENTS = 2 ** 29;

/**
 * A seeded random value: floats uniform in [0, 1), booleans 0 or 1, integers 0 or 1 (indices that every table has), strings
 * of one letter. The same seed, name and shape give the same values on every machine.
 * @throws UserError `input.type` for a type it cannot make, `input.size` for a shape too large
 */
export function randomTensor(input: ValueInfo, seed: number, dims?: Readonly<Record<string, number>>): Tensor {
  const shape = concreteShape(input, dims);
  const count = checkedCount(input, shape);
  // Two inputs of one model differ although they share a seed.
  const random = seededRandom(seed ^ nameHash(input.name));
  if (input.type === 'string') {
    return { type: 'string', dims: shape, data: Array.from({ length: count }, () => String.fromCharCode(97 + random.integer(26))) };
  }
  requireNumeric(input);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = isFloat(input.type) ? random.next() : random.integer(2);
  return convertTensor({ type: 'float32', dims: shape, data: values }, input, 'random');
}

/** A value of one number throughout, of the input's type and shape. */
export function constantTensor(input: ValueInfo, value: number, dims?: Readonly<Record<string, number>>): Tensor {
  const shape = concreteShape(input, dims);
  const count = checkedCount(input, shape);
  if (input.type === 'string') return { type: 'string', dims: shape, data: Array<string>(count).fill(value === 0 ? '' : String(value)) };
  requireNumeric(input);
  if (value === 0) return { type: input.type as ElementType, dims: shape, data: allocateData(input.type as 'float32', count) };
  return convertTensor({ type: 'float32', dims: shape, data: new Float32Array(count).fill(value) }, input, String(value));
}

function checkedCount(input: ValueInfo, shape: readonly number[]): number {
  const count = elementCount(shape);
  if (count <= MAX_ELEMENTS) return count;
  throw new UserError(
    'input.size',
    l10n.t('The input "{0}" would have {1} elements; at most {2} are made up.', input.name, count, MAX_ELEMENTS),
    {
      where: input.name,
      remedy: l10n.t('Give smaller sizes with --dims NAME=SIZE.'),
    },
  );
}

function requireNumeric(input: ValueInfo): void {
  if (isNumeric(input.type)) return;
  throw new UserError('input.type', l10n.t('A value of type {0} for the input "{1}" cannot be made up.', input.type, input.name), {
    where: input.name,
    remedy: l10n.t('Give a file: --input {0}=FILE', input.name),
  });
}

/** FNV-1a, 32 bits. */
function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}
