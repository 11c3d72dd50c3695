/** A step as ONNX Runtime's profiler writes it: names as they are, numbers of `args` as texts. Microseconds. */
export interface Step {
  readonly name: string;
  readonly start: number;
  readonly duration: number;
  /** A node's; a step of the session without. */
  readonly op?: string;
  readonly index?: number;
  readonly inputs?: string;
  readonly outputs?: string;
}

const line = ({ name, start, duration, op, index = 0, inputs = '[]', outputs = '[]' }: Step) => {
  const args =
    op === undefined
      ? '{}'
      : `{"op_name" : "${op}","node_index" : "${index}","provider" : "CPUExecutionProvider","input_type_shape" : ${inputs},"output_type_shape" : ${outputs},"parameter_size" : "0","activation_size" : "16","output_size" : "16"}`;
  const shown = op === undefined ? name : `${name}_kernel_time`;
  return `{"cat" : "${op === undefined ? 'Session' : 'Node'}","pid" :7,"tid" :7,"dur" :${duration},"ts" :${start},"ph" : "X","name" :"${shown}","args" : ${args}}`;
};

/** A whole profile file. */
export function profileText(steps: readonly Step[]): string {
  return `[\n${steps.map(line).join(',\n')}\n]\n`;
}

/** Runs of two nodes each, the second with two calls in its body; every run starts a second after the one before. */
export function runsOf(durations: readonly number[]): Step[] {
  return durations.flatMap((duration, run) => {
    const at = 1_000_000 * (run + 1);
    return [
      { name: 'first', start: at + 10, duration: 100, op: 'MatMul', index: 0, inputs: '[{"float":[2,3]}]', outputs: '[{"float":[2,4]}]' },
      { name: 'inner', start: at + 130, duration: 20, op: 'Add', index: 0 },
      { name: 'inner', start: at + 160, duration: 30, op: 'Add', index: 0 },
      { name: 'SequentialExecutor::Execute', start: at + 125, duration: 70 },
      { name: 'loop', start: at + 120, duration: 80, op: 'Loop', index: 1 },
      { name: 'model_run', start: at, duration },
    ];
  });
}
