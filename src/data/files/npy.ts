import * as l10n from '@vscode/l10n';
import type { ElementType } from '../../onnx/elementType';
import type { Tensor, TensorData } from '../../onnx/tensor';
import { viewData } from '../../onnx/tensorData';
import { damaged } from './read';

/** Most bytes a header may have; NumPy's own limit for untrusted files. */
const MAX_HEADER = 10_000;

/** NumPy's type characters and sizes → our types. `b1` is a boolean, `U` and `S` strings. */
const TYPES: Readonly<Record<string, Exclude<ElementType, 'string'>>> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
  c8: 'complex64',
  c16: 'complex128',
};

interface Header {
  readonly order: string;
  readonly kind: string;
  readonly size: number;
  readonly fortran: boolean;
  readonly dims: number[];
  readonly start: number;
}

/**
 * Reads a NumPy array file, versions 1 to 3 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 * Arrays of objects are refused: they are pickles, which can run code.
 * @param path named in errors
 * @throws UserError `data.damaged`
 */
export function decodeNpy(bytes: Uint8Array, path: string): Tensor {
  const header = readHeader(bytes, path);
  const { dims, kind, size } = header;
  let count = 1;
  for (const dim of dims) count *= dim;
  const needed = count * size;
  const found = bytes.length - header.start;
  if (!Number.isSafeInteger(needed) || found !== needed) {
    throw damaged(path, 'npy', l10n.t('its header promises {0} bytes of data, there are {1}.', needed, found));
  }
  // A copy, so that elements are aligned; a Buffer's own slice would share.
  const body = new Uint8Array(bytes.subarray(header.start));
  const big = header.order === '>';
  if (kind === 'U' || kind === 'S') {
    const strings = decodeStrings(body, kind, size, count, big);
    return { type: 'string', dims, data: header.fortran ? toRowMajor(strings, dims) : strings };
  }
  const code = `${kind}${size}`;
  const type = Object.hasOwn(TYPES, code) ? TYPES[code] : undefined;
  if (!type) throw damaged(path, 'npy', l10n.t('its element type {0}{1} is not known.', kind, size));
  const width = kind === 'c' ? size / 2 : size;
  if (big && width > 1) swapBytes(body, width);
  const data = viewData(type, body.buffer);
  if (!header.fortran || dims.length < 2) return { type, dims, data };
  return { type, dims, data: toRowMajor(data, dims, kind === 'c' ? 2 : 1) };
}

function readHeader(bytes: Uint8Array, path: string): Header {
  const magic = String.fromCharCode(...bytes.subarray(0, 6));
  if (magic !== '\x93NUMPY' || bytes.length < 12) throw damaged(path, 'npy', l10n.t('it does not begin as such a file does.'));
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw damaged(path, 'npy', l10n.t('its version {0} is not known.', version));
  const viewer = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? viewer.getUint16(8, true) : viewer.getUint32(8, true);
  const begin = version === 1 ? 10 : 12;
  if (length > MAX_HEADER || begin + length > bytes.length) throw damaged(path, 'npy', l10n.t('its header is too long.'));
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(begin, begin + length));
  const descr = /'descr'\s*:\s*'([<>=|]?)([a-zA-Z])(\d*)'/.exec(text);
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr?.[2] === 'O') throw damaged(path, 'npy', l10n.t('its elements are Python objects, which are never loaded.'));
  if (!descr || fortran === undefined || shape === undefined) {
    throw damaged(path, 'npy', l10n.t('its header does not describe a plain array.'));
  }
  const dims = shape
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter((part) => part !== '')
    .map(Number);
  if (dims.length > 32 || !dims.every(Number.isSafeInteger)) throw damaged(path, 'npy', l10n.t('its shape is impossible.'));
  const kind = descr[2]!;
  const size = kind === 'U' ? 4 * Number(descr[3]) : Number(descr[3]);
  return { order: descr[1]!, kind, size, fortran: fortran === 'True', dims, start: begin + length };
}

/** Reverses every `width` bytes in place: big-endian elements become little-endian ones. */
export function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start + width <= bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}

function decodeStrings(bytes: Uint8Array, kind: string, size: number, count: number, big: boolean): string[] {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, i) => {
    // Strings are filled up with zeros, which are no part of them.
    if (kind === 'S') return new TextDecoder().decode(bytes.subarray(i * size, (i + 1) * size)).replace(/\0+$/, '');
    let text = '';
    for (let at = i * size; at < (i + 1) * size; at += 4) {
      const code = words.getUint32(at, !big);
      text += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    }
    return text.replace(/\0+$/, '');
  });
}

/** Column-major (Fortran) elements in row-major order. */
function toRowMajor<T extends TensorData>(data: T, dims: readonly number[], components = 1): T {
  const out = data.slice() as T;
  const strides: number[] = [];
  let step = 1;
  for (const dim of dims) {
    strides.push(step);
    step *= dim;
  }
  const index = dims.map(() => 0);
  let from = 0;
  const count = data.length / components;
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < components; c++) (out as unknown[])[i * components + c] = data[from * components + c];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]!++;
      if (index[axis]! < dims[axis]!) break;
      from -= strides[axis]! * dims[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
