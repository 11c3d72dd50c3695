/** Progress of one job. `done`/`total` are counts of what `message` names; the receiver makes the estimate. */
export interface Progress {
  message: string;
  done?: number;
  total?: number;
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';
