/**
 * What the shipped ONNX Runtime (1.30) takes, found by loading models of every version: it refuses IR 14,
 * `ai.onnx` 27, `ai.onnx.ml` 6 and version 2 of its other domains. `test/unit/onnx/runtimeLimits.test.ts` tries
 * them again, so that a new runtime cannot go unnoticed.
 */
export const RUNTIME = {
  name: 'ONNX Runtime 1.30',
  irVersion: 13,
  /** Below this version of `ai.onnx` the runtime promises nothing, though it tries. */
  oldestGuaranteedOpset: 7,
  opsets: new Map<string, number>([
    ['ai.onnx', 26],
    ['ai.onnx.ml', 5],
    ['ai.onnx.preview', 1],
    ['ai.onnx.preview.training', 1],
    ['ai.onnx.training', 1],
    ['com.microsoft', 1],
    ['com.microsoft.experimental', 1],
    ['com.microsoft.nchwc', 1],
    ['com.ms.internal.nhwc', 26],
    ['org.pytorch.aten', 1],
  ]),
} as const;
