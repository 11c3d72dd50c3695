/**
 * 16-bit floats to and from float32, by bit pattern; rounding is to nearest, ties to even, as IEEE 754 and NumPy do.
 */
const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** The value of a float16 bit pattern. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest float16's bit pattern. Rounds once from float64; beyond 65519.99 it is infinity. */
export function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundHalfEven(size * 2 ** 24);
  let exponent = Math.floor(Math.log2(size));
  // log2 may round up to the next integer just below a power of two.
  if (2 ** exponent > size) exponent--;
  const fraction = roundHalfEven((size / 2 ** exponent - 1) * 1024);
  // A fraction rounded up to 1024 carries into the exponent by itself.
  return sign | (((exponent + 15) << 10) + fraction);
}

/** The value of a bfloat16 bit pattern. */
export function fromBfloat16(bits: number): number {
  word[0] = bits << 16;
  return single[0]!;
}

/** The nearest bfloat16's bit pattern, rounded from float32. */
export function toBfloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  single[0] = value;
  const bits = word[0]!;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/** To the nearest integer, ties to the even one. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
