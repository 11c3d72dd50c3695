import type { AudioInput, ImageInput, Manifest } from '../manifest/schema';
import type { Tensor, ValueInfo } from '../onnx/tensor';

/** What is asked of {@link prepareInputs}: the model's inputs and what a person gave for them. */
export interface InputRequest {
  /** The model's inputs, in its order, without those that an initializer gives a value. */
  inputs: readonly ValueInfo[];
  /** Each `[NAME=]VALUE`: a file, a literal, `random`, `random:SEED`, `zeros` or `ones`. */
  sources: readonly string[];
  manifest?: Manifest;
  /** Folder of the manifest: what its file references are relative to and may not leave. */
  manifestDirectory?: string;
  /** Keys that take the place of the manifest's, for every image input. */
  imageOverrides?: Partial<Omit<ImageInput, 'kind'>>;
  audioOverrides?: Partial<Omit<AudioInput, 'kind'>>;
  /** One row of a data file; a negative number is not allowed. Default 0 where the model's batch is fixed at 1. */
  row?: number;
  /** Rows `first:end:step` of a data file, as in Python, without negative numbers. */
  rows?: string;
  /** Seed of `random`; default 0. */
  seed?: number;
  /** Sizes of symbolic dimensions by name; default 1. */
  dims?: Readonly<Record<string, number>>;
  /** Input → output fed back at the next step. Takes the place of the manifest's `state` inputs. */
  states?: Readonly<Record<string, string>>;
  /** Folder that relative paths are relative to. */
  cwd: string;
  signal?: AbortSignal;
}

/** A piece of text as the tokenizer cut it; `start` and `end` are UTF-16 positions in the text, both 0 for an added token. */
export interface Token {
  id: number;
  text: string;
  start: number;
  end: number;
  /** Added by the tokenizer (start, end, padding, unknown), not a part of the text. */
  special: boolean;
}

/** A sound to be fed frame by frame. */
export interface PreparedAudio {
  /** Mono, -1 to 1. */
  samples: Float32Array;
  /** Samples a second. */
  rate: number;
  /** Samples per run; absent where the sound is fed whole. */
  frame?: number;
  /** Samples of the frame before, put in front of each frame (zeros before the first). */
  context?: number;
}

/** Rows of a file, counted from 0. */
export interface TakenRows {
  first: number;
  count: number;
  /** Rows there are, where that is known without reading on. */
  total?: number;
  /** Whether there are others. */
  more: boolean;
}

/** One input's value, with what a panel shows of its making. Exactly one of `tensor`, `audio`, `state` is there. */
export interface PreparedInput {
  name: string;
  /** Element type as the model declares it. */
  type: string;
  /** `derived`: follows from another input, as the mask from a text's ids; `source` names that one. */
  kind: 'image' | 'text' | 'table' | 'tensor' | 'audio' | 'state' | 'constant' | 'random' | 'derived';
  /** The file or literal it came from, as given; `manifest` or the input it was derived from otherwise. */
  source: string;
  /** The file it was read from, absolute. */
  path?: string;
  /** The value to feed. */
  tensor?: Tensor;
  /** A sequence: one run per frame. With a `frame`, the input's tensor is `[1, context + frame]`. */
  audio?: PreparedAudio;
  /** Of a sound: samples a second of the file it came from. */
  rate?: number;
  /** Output fed back, and the value of the first step. */
  state?: { from: string; zero: Tensor };
  /** What the model sees, as a picture. */
  picture?: { png: Uint8Array; width: number; height: number };
  /** One sentence: `224 × 224 pillow-bilinear, crop center, BGR, NCHW`. */
  preprocessing?: string;
  /** Of a batch that was given value by value: where each row came from. */
  parts?: { source: string; path?: string; picture?: { png: Uint8Array; width: number; height: number } }[];
  tokens?: Token[];
  /** It came from a file of rows, of which `--row` and `--rows` choose: those taken. */
  rows?: TakenRows;
  columns?: { name: string; value: string }[];
}
