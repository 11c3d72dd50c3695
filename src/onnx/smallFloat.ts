import { roundHalfEven } from '../base/round';
import type { ElementType } from './elementType';

/** The floating-point types that a JavaScript array has no view for: stored as codes. */
export type CodedFloat = Extract<ElementType, 'float16' | 'bfloat16' | `float8${string}` | `float6e${string}` | `float4e${string}`>;

/** How a code's bits make a number. Source: onnx.proto, IEEE 754, OCP 8-bit and MX specifications, Graphcore/AMD for FNUZ. */
interface Format {
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  /** Which codes are no finite number: IEEE's top exponent, only the very top code, only minus zero, or none. */
  readonly special: 'ieee' | 'top' | 'minusZero' | 'none';
}

const FORMATS: Record<Exclude<CodedFloat, 'float8e8m0'>, Format> = {
  float16: { exponentBits: 5, mantissaBits: 10, bias: 15, special: 'ieee' },
  bfloat16: { exponentBits: 8, mantissaBits: 7, bias: 127, special: 'ieee' },
  float8e4m3fn: { exponentBits: 4, mantissaBits: 3, bias: 7, special: 'top' },
  float8e4m3fnuz: { exponentBits: 4, mantissaBits: 3, bias: 8, special: 'minusZero' },
  float8e5m2: { exponentBits: 5, mantissaBits: 2, bias: 15, special: 'ieee' },
  float8e5m2fnuz: { exponentBits: 5, mantissaBits: 2, bias: 16, special: 'minusZero' },
  float6e2m3: { exponentBits: 2, mantissaBits: 3, bias: 1, special: 'none' },
  float6e3m2: { exponentBits: 3, mantissaBits: 2, bias: 3, special: 'none' },
  float4e2m1: { exponentBits: 2, mantissaBits: 1, bias: 1, special: 'none' },
};

/** True for the types whose elements are codes of {@link decodeFloat}. */
export function isCodedFloat(type: ElementType): type is CodedFloat {
  return type === 'float8e8m0' || type in FORMATS;
}

/** The number a code stands for, exactly. */
export function decodeFloat(type: CodedFloat, code: number): number {
  // An exponent alone, without sign or mantissa (a scale of the MX formats).
  if (type === 'float8e8m0') return code === 0xff ? Number.NaN : 2 ** (code - 127);
  const { exponentBits, mantissaBits, bias, special } = FORMATS[type];
  const signBit = 1 << (exponentBits + mantissaBits);
  const magnitude = code & (signBit - 1);
  const sign = code & signBit ? -1 : 1;
  const exponent = magnitude >> mantissaBits;
  const mantissa = magnitude & ((1 << mantissaBits) - 1);
  if (special === 'ieee' && exponent === (1 << exponentBits) - 1) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (special === 'top' && magnitude === signBit - 1) return Number.NaN;
  if (special === 'minusZero' && code === signBit) return Number.NaN;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  return sign * (mantissa + (1 << mantissaBits)) * 2 ** (exponent - bias - mantissaBits);
}

/** All numbers of a type by code: the fast way for many. Built on first use. */
export function floatTable(type: CodedFloat): Float64Array {
  let table = tables.get(type);
  if (!table) {
    table = Float64Array.from({ length: tableSize(type) }, (_, code) => decodeFloat(type, code));
    tables.set(type, table);
  }
  return table;
}

const tables = new Map<CodedFloat, Float64Array>();

function tableSize(type: CodedFloat): number {
  if (type === 'float8e8m0') return 256;
  const { exponentBits, mantissaBits } = FORMATS[type];
  return 2 << (exponentBits + mantissaBits);
}

/**
 * The code nearest to a number, ties to the even code, straight from the double (no rounding in between).
 * Too large a number, and infinity, becomes the largest finite one where `saturate` (what ONNX's Cast does by default
 * for the 8-bit types), else infinity, or NaN where the type has no infinity; a type with neither always saturates.
 * NaN becomes the type's NaN; the types without one take minus zero, as ml_dtypes does.
 * float8e8m0 takes the nearest power of two, of two equally near the larger; zero and negative numbers are NaN.
 */
export function encodeFloat(type: CodedFloat, value: number, saturate = type !== 'float16' && type !== 'bfloat16'): number {
  if (type === 'float8e8m0') return encodeExponent(value, saturate);
  const { exponentBits, mantissaBits, bias, special } = FORMATS[type];
  const signBit = 1 << (exponentBits + mantissaBits);
  if (Number.isNaN(value)) return nanCode(FORMATS[type], signBit);
  const sign = value < 0 || Object.is(value, -0) ? signBit : 0;
  const infinity = ((1 << exponentBits) - 1) << mantissaBits;
  const largest = special === 'ieee' ? infinity - 1 : special === 'top' ? signBit - 2 : signBit - 1;
  const magnitude = Math.min(magnitudeCode(Math.abs(value), mantissaBits, bias), largest + 1);
  if (magnitude === 0) return special === 'minusZero' ? 0 : sign;
  if (magnitude <= largest) return sign | magnitude;
  if (saturate || special === 'none') return sign | largest;
  return special === 'ieee' ? sign | infinity : special === 'top' ? sign | (signBit - 1) : signBit;
}

/** The code of a non-negative number in a format without end; a carry out of the mantissa lands in the exponent by itself. */
function magnitudeCode(value: number, mantissaBits: number, bias: number): number {
  if (value === Number.POSITIVE_INFINITY) return value;
  const exponent = Math.max(exponentOf(value), 1 - bias);
  const scaled = value * 2 ** (mantissaBits - exponent);
  return (exponent + bias - 1) * 2 ** mantissaBits + roundHalfEven(scaled);
}

function encodeExponent(value: number, saturate: boolean): number {
  if (Number.isNaN(value) || value <= 0) return 0xff;
  if (value === Number.POSITIVE_INFINITY) return saturate ? 0xfe : 0xff;
  const floor = exponentOf(value);
  const exponent = value >= 1.5 * 2 ** floor ? floor + 1 : floor;
  if (exponent > 127) return saturate ? 0xfe : 0xff;
  return Math.max(exponent + 127, 0);
}

function nanCode({ exponentBits, mantissaBits, special }: Format, signBit: number): number {
  if (special === 'none' || special === 'minusZero') return signBit;
  if (special === 'top') return signBit - 1;
  // The quiet NaN: the top bit of the mantissa.
  return (((1 << exponentBits) - 1) << mantissaBits) | (1 << (mantissaBits - 1));
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** floor(log2(value)) of a positive number, from its bits; -1023 for zero and subnormal doubles, which no format here tells apart. */
function exponentOf(value: number): number {
  double[0] = value;
  return ((words[1] >>> 20) & 0x7ff) - 1023;
}
