import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { Tensor, ValueInfo } from '../onnx/tensor';
import { fitTensor } from './fit';

/** Deepest nesting of lists: more than any runtime's rank. */
const MAX_RANK = 32;

/**
 * A JSON value as a tensor of the type and shape an input wants: a number, text, true or false, or lists of lists of
 * them of equal length. NaN and the infinities are written as strings, and 64-bit integers may be.
 * @throws UserError `input.value` for ragged lists and mixed kinds, `input.shape`, `input.range`
 */
export function literalTensor(input: ValueInfo, literal: unknown, source: string): Tensor {
  const { dims, leaves } = flatten(input, literal);
  if (input.type === 'string') {
    const strings = leaves.map((leaf) => (typeof leaf === 'string' ? leaf : String(leaf)));
    return fitTensor({ type: 'string', dims, data: strings }, input, source);
  }
  // 64-bit integers keep their digits, also as the strings that reports write them as; everything else is a JavaScript number.
  const wide = input.type === 'int64' || input.type === 'uint64';
  const digits = (leaf: unknown): leaf is string => wide && typeof leaf === 'string' && /^-?\d{1,20}$/.test(leaf);
  if (leaves.some((leaf) => typeof leaf === 'bigint' || digits(leaf))) {
    const exact = leaves.map((leaf) => (typeof leaf === 'bigint' ? leaf : digits(leaf) ? BigInt(leaf) : wholeNumber(input, leaf)));
    const unsigned = exact.some((value) => value >= 2n ** 63n);
    const tensor: Tensor = unsigned
      ? { type: 'uint64', dims, data: BigUint64Array.from(exact) }
      : { type: 'int64', dims, data: BigInt64Array.from(exact) };
    if (exact.some((value, i) => tensor.data[i] !== value)) throw wrongLiteral(input, l10n.t('a number has more than 64 bits'));
    return fitTensor(tensor, input, source);
  }
  const data = Float64Array.from(leaves, (leaf) => toNumber(input, leaf));
  return fitTensor({ type: 'float64', dims, data }, input, source);
}

function toNumber(input: ValueInfo, leaf: unknown): number {
  if (typeof leaf === 'number') return leaf;
  if (typeof leaf === 'boolean') return leaf ? 1 : 0;
  if (typeof leaf === 'bigint') return Number(leaf);
  if (typeof leaf === 'string' && /^[-+]?(nan|inf(inity)?)$/i.test(leaf)) {
    if (/nan/i.test(leaf)) return Number.NaN;
    return leaf.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  throw wrongLiteral(input, l10n.t('{0} is not a number', JSON.stringify(leaf) ?? String(leaf)));
}

function wholeNumber(input: ValueInfo, leaf: unknown): bigint {
  const value = toNumber(input, leaf);
  if (!Number.isInteger(value)) throw wrongLiteral(input, l10n.t('{0} stands beside whole numbers of 64 bits', value));
  return BigInt(value);
}

function flatten(input: ValueInfo, literal: unknown): { dims: number[]; leaves: unknown[] } {
  const dims: number[] = [];
  for (let level = literal; Array.isArray(level); level = level[0]) {
    if (dims.length === MAX_RANK) throw wrongLiteral(input, l10n.t('its lists are nested too deeply'));
    dims.push(level.length);
  }
  const leaves: unknown[] = [];
  const walk = (value: unknown, depth: number) => {
    if (depth === dims.length) {
      if (Array.isArray(value) || (typeof value === 'object' && value !== null))
        throw wrongLiteral(input, l10n.t('its lists are not of equal depth'));
      leaves.push(value);
      return;
    }
    if (!Array.isArray(value) || value.length !== dims[depth]) throw wrongLiteral(input, l10n.t('its lists are not of equal length'));
    for (const item of value) walk(item, depth + 1);
  };
  walk(literal, 0);
  return { dims, leaves };
}

function wrongLiteral(input: ValueInfo, reason: string): UserError {
  return new UserError(
    'input.value',
    l10n.t('The value for the input "{0}" is no tensor of type {1}: {2}.', input.name, input.type, reason),
    {
      where: input.name,
      remedy: l10n.t('Write numbers, or lists of lists of equal length, as JSON.'),
    },
  );
}
