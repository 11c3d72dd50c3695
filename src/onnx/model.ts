import type { ModelProto, TensorProto } from './gen/onnx-ml_pb';

/** Positional, synchronous access to bytes, in a file or in memory. Only the worker, the command line and tests hold one. */
export interface ByteSource {
  /** Total length in bytes. */
  readonly size: number;
  /** The file behind it, absolute; undefined for bytes in memory. */
  readonly path?: string;
  /** Exactly `length` bytes at `offset`. A view is allowed: callers do not write to it. @throws UserError past the end. */
  read(offset: number, length: number): Uint8Array;
  /** Fills `target` with the bytes at `offset`, without a buffer in between. @throws UserError past the end. */
  readInto(target: Uint8Array, offset: number): void;
  close(): void;
}

/** Where a tensor's bytes are: a range of the model file itself (`file` undefined) or of an external-data file. */
export interface DataReference {
  /** Absolute path of the external-data file, already checked to lie in the model's folder. */
  readonly file?: string;
  readonly offset: number;
  readonly length: number;
  /**
   * The `TensorProto` field whose payload the bytes are; absent for `raw_data` and external data. `float_data` and
   * `double_data` payloads are the same little-endian bytes as `raw_data`; the integer fields are packed varints.
   */
  readonly field?: TypedDataField;
}

/** The typed data fields of `TensorProto` by number: float_data, int32_data, int64_data, double_data, uint64_data. */
export type TypedDataField = 4 | 5 | 7 | 10 | 11;

/**
 * An opened model: the whole graph decoded, large weights left where they are.
 * `proto` is plain protobuf-es data with unknown fields kept; a tensor whose `raw_data` was left on disk has an
 * empty `rawData` (or, for large typed data, an empty typed field) and an entry in `references`.
 */
export interface OnnxModel {
  readonly proto: ModelProto;
  readonly source: ByteSource;
  /** Absolute folder that external data is looked for in; undefined for bytes of unknown origin. */
  readonly directory?: string;
  /** Large data left in the file. External data is resolved on demand by the tensor reader. */
  readonly references: WeakMap<TensorProto, DataReference>;
  /** Releases the file. */
  close(): void;
}
