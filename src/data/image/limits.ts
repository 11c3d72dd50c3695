/** Most pixels that are decoded: a picture of a few kilobytes can claim billions. */
export const MAX_PIXELS = 100_000_000;

/** Most pixels that a picture is brought to, on the way included: no model takes as many, and each takes bytes and time. */
export const MAX_SCALED = 32_000_000;
