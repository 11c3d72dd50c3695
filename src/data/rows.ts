import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { Tensor } from '../onnx/tensor';
import type { TakenRows } from './request';

/** Rows `first`, `first + step`, … below `end`. */
export interface RowRange {
  readonly first: number;
  /** Exclusive; infinity: to the last. */
  readonly end: number;
  readonly step: number;
}

/** Every row. */
export const ALL_ROWS: RowRange = { first: 0, end: Number.POSITIVE_INFINITY, step: 1 };

/**
 * What `--row` and `--rows` select; undefined where neither is given. `first:end:step` as in Python, each part optional.
 * @throws UserError `parameters.invalid`
 */
export function rowRange(selection: { row?: number; rows?: string }): RowRange | undefined {
  if (selection.row !== undefined && selection.rows !== undefined) {
    throw new UserError('parameters.invalid', l10n.t('--row and --rows both select rows.'), {
      where: '--rows',
      remedy: l10n.t('Give one of them: --row for a single row, --rows first:end:step for several.'),
    });
  }
  if (selection.row !== undefined) return { first: selection.row, end: selection.row + 1, step: 1 };
  if (selection.rows === undefined) return undefined;
  const match = /^(\d*):(\d*)(?::(\d*))?$/.exec(selection.rows.trim()) ?? /^(\d+)$/.exec(selection.rows.trim());
  const [first, end, step] = [match?.[1] || '0', match?.[2], match?.[3] || '1'];
  if (!match || Number(step) === 0) {
    throw new UserError('parameters.invalid', l10n.t('"{0}" does not select rows.', selection.rows), {
      where: '--rows',
      remedy: l10n.t('Write first:end:step, such as 0:100 or ::5.'),
    });
  }
  if (end === undefined) return { first: Number(first), end: Number(first) + 1, step: 1 };
  return { first: Number(first), end: end === '' ? Number.POSITIVE_INFINITY : Number(end), step: Number(step) };
}

/** The rows of a range that exist among `total`. @throws UserError `rows.none` where there is none */
export function rowIndices(range: RowRange, total: number, source: string): number[] {
  const indices: number[] = [];
  for (let row = range.first; row < Math.min(range.end, total); row += range.step) indices.push(row);
  if (indices.length === 0) throw noRows(source, total);
  return indices;
}

/** Says that a selection has no rows. */
export function noRows(source: string, total: number): UserError {
  if (total === 0) {
    return new UserError('rows.none', l10n.t('{0} has no rows.', source), {
      where: source,
      remedy: l10n.t('Give a file with at least one, below the header where it has one.'),
    });
  }
  return new UserError('rows.none', l10n.t('{0} has {1} rows; none of them is selected.', source, total.toLocaleString('en')), {
    where: source,
    remedy: l10n.t('Choose others with --row or --rows; the first is 0.'),
  });
}

/** What a person is told of rows taken from among `total`. */
export function takenRows(indices: readonly number[], total: number): TakenRows {
  return { first: indices[0]!, count: indices.length, total, more: total > indices.length };
}

/** The given rows of a tensor's first axis, as a tensor. */
export function takeRows(tensor: Tensor, indices: readonly number[]): Tensor {
  const [rows, ...rest] = tensor.dims;
  const stride = rows === undefined || rows === 0 ? 0 : tensor.data.length / rows;
  const dims = [indices.length, ...rest];
  if (Array.isArray(tensor.data)) {
    const strings = tensor.data;
    return { type: tensor.type, dims, data: indices.flatMap((i) => strings.slice(i * stride, (i + 1) * stride)) };
  }
  const ArrayType = tensor.data.constructor as new (length: number) => Float32Array;
  const out = new ArrayType(indices.length * stride);
  for (const [to, from] of indices.entries())
    out.set((tensor.data as Float32Array).subarray(from * stride, (from + 1) * stride), to * stride);
  return { type: tensor.type, dims, data: out };
}
