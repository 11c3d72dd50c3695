import type { ElementType } from '../onnx/elementType';
import type { NumericData } from '../onnx/tensorData';

/**
 * Floats of 16 bits and fewer that JavaScript has no array for, to and from float32, which holds each of them exactly.
 * Formats: https://onnx.ai/onnx/technical/float8.html, float4.html, and OCP's Microscaling specification for float8e8m0.
 */
interface Format {
  readonly bits: number;
  readonly exponentBits: number;
  readonly bias: number;
  /** `ieee`: infinities and NaNs at the largest exponent; `fn`: the one code of all ones is NaN; `fnuz`: the code of -0 is NaN; `none`: neither. */
  readonly special: 'ieee' | 'fn' | 'fnuz' | 'none';
}

const FORMATS: Partial<Record<ElementType, Format>> = {
  float16: { bits: 16, exponentBits: 5, bias: 15, special: 'ieee' },
  float8e4m3fn: { bits: 8, exponentBits: 4, bias: 7, special: 'fn' },
  float8e4m3fnuz: { bits: 8, exponentBits: 4, bias: 8, special: 'fnuz' },
  float8e5m2: { bits: 8, exponentBits: 5, bias: 15, special: 'ieee' },
  float8e5m2fnuz: { bits: 8, exponentBits: 5, bias: 16, special: 'fnuz' },
  float4e2m1: { bits: 4, exponentBits: 2, bias: 1, special: 'none' },
};

const tables = new Map<ElementType, Float32Array>();

/** Whether {@link widen} and {@link narrow} know the type. float16 is one of them, though the runtime takes it as it is. */
export function isSmallFloat(type: ElementType): boolean {
  return type === 'bfloat16' || type === 'float8e8m0' || FORMATS[type] !== undefined;
}

/** Codes → float32, exactly. */
export function widen(type: ElementType, codes: NumericData): Float32Array {
  const values = new Float32Array(codes.length);
  if (type === 'bfloat16') {
    const bits = new Uint32Array(values.buffer);
    for (let i = 0; i < codes.length; i++) bits[i] = Number(codes[i]) << 16;
    return values;
  }
  const table = tableOf(type);
  for (let i = 0; i < codes.length; i++) values[i] = table[Number(codes[i])] ?? Number.NaN;
  return values;
}

/** float32 values that the type holds exactly → codes: the reverse of {@link widen}. Any NaN becomes one NaN. */
export function narrow(type: ElementType, values: Float32Array): Uint8Array | Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  if (type === 'bfloat16') {
    const codes = new Uint16Array(values.length);
    for (let i = 0; i < values.length; i++) codes[i] = Number.isNaN(values[i]) ? 0x7fc0 : bits[i]! >>> 16;
    return codes;
  }
  const table = tableOf(type);
  const known = new Map([...new Uint32Array(table.buffer)].map((pattern, code) => [pattern, code]));
  const nan = table.findIndex(Number.isNaN);
  const codes = table.length > 256 ? new Uint16Array(values.length) : new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const code = Number.isNaN(values[i]) ? nan : known.get(bits[i]!);
    if (code === undefined || code < 0) throw new Error(`${values[i]} is no ${type}`);
    codes[i] = code;
  }
  return codes;
}

function tableOf(type: ElementType): Float32Array {
  let table = tables.get(type);
  if (!table) {
    table = makeTable(type);
    tables.set(type, table);
  }
  return table;
}

function makeTable(type: ElementType): Float32Array {
  if (type === 'float8e8m0') return Float32Array.from({ length: 256 }, (_, code) => (code === 255 ? Number.NaN : 2 ** (code - 127)));
  const format = FORMATS[type];
  if (!format) throw new Error(`${type} is not a small float`);
  return Float32Array.from({ length: 2 ** format.bits }, (_, code) => decode(code, format));
}

function decode(code: number, { bits, exponentBits, bias, special }: Format): number {
  const mantissaBits = bits - 1 - exponentBits;
  const sign = code >> (bits - 1) === 0 ? 1 : -1;
  const exponent = (code >> mantissaBits) & (2 ** exponentBits - 1);
  const mantissa = code & (2 ** mantissaBits - 1);
  const isTop = exponent === 2 ** exponentBits - 1;
  if (special === 'fnuz' && code === 2 ** (bits - 1)) return Number.NaN;
  if (special === 'fn' && isTop && mantissa === 2 ** mantissaBits - 1) return Number.NaN;
  if (special === 'ieee' && isTop) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  return sign * (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - bias);
}
