/**
 * What a model file may ask of the reader. Everything else the reader allocates is bounded by the file's own size.
 */

/** Payloads of `raw_data` and of packed typed data longer than this stay in the file. */
export const LARGE_DATA_BYTES = 1024;

/** Messages within messages, the model itself being the first. The limit of protobuf's C++ parser, and so of ONNX Runtime. */
export const MAX_DEPTH = 100;

/**
 * Messages, strings and byte fields in one file. A graph of 100,000 nodes with types for every value has about three
 * million. Decoded, one takes up to 420 bytes however short it is in the file, so that the worst file needs 1.7 GB.
 */
export const MAX_OBJECTS = 4_000_000;

/**
 * Numbers in repeated fields (attributes, dimensions, small typed data). A forest of a million nodes has about ten
 * million. One takes up to 40 bytes decoded.
 */
export const MAX_NUMBERS = 32_000_000;

/** The graph without its large data. ONNX itself ends at 2 GiB with everything in it. */
export const MAX_GRAPH_BYTES = 1024 * 1024 * 1024;
