import type { Tensor, ValueInfo } from '../onnx/tensor';

/** An input or output as the runtime sees it. */
export interface SessionValue extends ValueInfo {
  /** False for sequences, maps, optionals: the runtime cannot return those. `type` is then `unknown`. */
  readonly isTensor: boolean;
}

export interface SessionRun {
  /** Name → tensor, of the outputs asked for. */
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** Time of the runtime's `run()` alone. */
  readonly milliseconds: number;
}

/** A loaded model. */
export interface Session {
  readonly inputs: readonly SessionValue[];
  readonly outputs: readonly SessionValue[];
  /** What loading took when it was loaded. */
  readonly loadMilliseconds: number;
  /**
   * @param fetch outputs wanted; every tensor output unless told
   * @throws UserError `run.*` with what the runtime said
   */
  run(feeds: ReadonlyMap<string, Tensor>, fetch?: readonly string[]): Promise<SessionRun>;
}

export interface SessionRequest {
  /** Model file. Absolute. */
  readonly path: string;
  /** Names of intermediate values to return as further outputs. */
  readonly expose?: readonly string[];
}

/** Opens sessions and keeps the last few in a worker that stays. */
export interface Sessions {
  /** @throws UserError `runtime.*`, `model.*`; `workspace.untrusted` where sessions are not allowed */
  open(request: SessionRequest): Promise<Session>;
}
