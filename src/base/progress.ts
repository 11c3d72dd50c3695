/** Progress of one job. `done`/`total` are counts of what `message` names, or bytes of it; the receiver makes the estimate. */
export interface Progress {
  message: string;
  done?: number;
  total?: number;
  /** What is counted, where it is not the things that `message` names. */
  unit?: 'bytes' | 'seconds';
  /** While a model is measured: whatever else the machine does now shows in the figures; `waiting`: for another measurement to end. */
  measuring?: true | 'waiting';
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';
