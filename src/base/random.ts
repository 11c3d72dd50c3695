/** A seeded stream of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * xoshiro128** of Blackman & Vigna (2018), seeded through MurmurHash3's finalizer over a Weyl sequence.
 * @param seed any integer; only its low 32 bits count.
 */
export function seededRandom(seed: number): Random {
  let weyl = seed >>> 0;
  const scrambled = () => {
    weyl = (weyl + 0x9e3779b9) >>> 0;
    let z = weyl;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  const next32 = xoshiro128([scrambled(), scrambled(), scrambled(), scrambled()]);
  const next = () => next32() / 0x1_0000_0000;
  return {
    next,
    integer: (bound) => Math.floor(next() * bound),
    // Box–Muller, one of the pair: 1 - u keeps the logarithm's argument above zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** The bare generator: 32-bit unsigned integers from a state of four, not all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  const s = Uint32Array.from(state);
  const rotl = (x: number, k: number) => ((x << k) | (x >>> (32 - k))) >>> 0;
  return () => {
    const result = Math.imul(rotl(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11);
    return result;
  };
}
