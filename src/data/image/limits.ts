/** Most pixels that are decoded: a picture of a few kilobytes can claim billions. */
export const MAX_PIXELS = 100_000_000;
