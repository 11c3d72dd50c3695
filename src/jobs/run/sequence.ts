import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { suggest } from '../../base/suggest';
import { concatenate } from '../../data/batch';
import type { PreparedAudio, PreparedInput } from '../../data/request';
import type { JobContext } from '../../engine/context';
import type { Session } from '../../engine/session';
import type { Tensor, ValueInfo } from '../../onnx/tensor';

/** What running a model once, or once per frame, gave. */
export interface Runs {
  /** By name; of a sequence the frames stacked along a new first axis, of a state the last. */
  readonly outputs: ReadonlyMap<string, Tensor>;
  readonly milliseconds: number;
  /** Runs of the model; undefined where the input is no sequence. */
  readonly frames?: number;
  readonly secondsPerFrame?: number;
}

/** Bytes of stacked outputs held at most. */
const LIMIT = 1 << 30;

/**
 * Runs the model on its inputs: once, or frame by frame with its states fed back.
 * @param fetch outputs wanted
 * @throws UserError what the runtime says; `run.sequence` where the inputs do not make one
 */
export async function runModel(
  session: Session,
  prepared: readonly PreparedInput[],
  fetch: readonly string[],
  context: JobContext,
): Promise<Runs> {
  const feeds = new Map(prepared.flatMap((input) => (input.tensor ? [[input.name, input.tensor] as const] : [])));
  const states = prepared.flatMap((input) => (input.state ? [{ input: input.name, ...input.state }] : []));
  const audio = prepared.find((input) => input.audio);
  for (const state of states) {
    if (!fetch.includes(state.from)) {
      const near = suggest(state.from, fetch);
      throw new UserError(
        'run.state',
        l10n.t('State {0} is fed from {1}, which is no tensor output of the model.', state.input, state.from),
        {
          where: state.input,
          remedy: near ? l10n.t('Did you mean "{0}"?', near) : l10n.t('Its outputs are: {0}.', fetch.join(', ')),
        },
      );
    }
    feeds.set(state.input, state.zero);
  }
  if (!audio?.audio) {
    context.progress({ message: l10n.t('Running') });
    return session.run(feeds, fetch);
  }
  const info = session.inputs.find((input) => input.name === audio.name)!;
  const cut = frameCutter(info, audio.audio);
  if (cut.frames > 1) context.ownProcess();
  const stack = new Stack(states.map((state) => state.from));
  let milliseconds = 0;
  for (let frame = 0; frame < cut.frames; frame++) {
    context.signal.throwIfAborted();
    context.progress({ message: l10n.t('Running frame'), done: frame, total: cut.frames });
    feeds.set(audio.name, cut.frame(frame));
    const run = await session.run(feeds, fetch);
    milliseconds += run.milliseconds;
    stack.add(run.outputs);
    for (const state of states) feeds.set(state.input, run.outputs.get(state.from)!);
  }
  const { frame, rate } = audio.audio;
  return { outputs: stack.outputs(), milliseconds, frames: cut.frames, ...(frame ? { secondsPerFrame: frame / rate } : {}) };
}

/**
 * Cuts a sound into frames, each with the last samples of the one before in front of it (zeros before the first), the last
 * one filled up with zeros.
 */
export function frameCutter(info: ValueInfo, audio: PreparedAudio): { frames: number; frame(index: number): Tensor } {
  const { samples, frame = samples.length, context = 0 } = audio;
  if (frame <= 0 || samples.length === 0) {
    throw new UserError('run.sequence', l10n.t('The sound for input {0} is empty.', info.name), { where: info.name });
  }
  const length = context + frame;
  const dims = [...new Array<number>(Math.max(0, (info.shape?.length ?? 2) - 1)).fill(1), length];
  const make = (values: Float32Array): Tensor => {
    if (info.type === 'float64') return { type: 'float64', dims, data: Float64Array.from(values) };
    if (info.type === 'float32') return { type: 'float32', dims, data: values };
    throw new UserError('run.sequence', l10n.t('Input {0} wants {1}; sound is float32 or float64.', info.name, info.type), {
      where: info.name,
    });
  };
  return {
    frames: Math.ceil(samples.length / frame),
    frame(index) {
      const values = new Float32Array(length);
      const start = index * frame - context;
      const from = Math.max(0, start);
      values.set(samples.subarray(from, Math.min(samples.length, start + length)), from - start);
      return make(values);
    },
  };
}

/** Gathers a sequence's outputs. */
class Stack {
  readonly #parts = new Map<string, Tensor[]>();
  #bytes = 0;

  constructor(private readonly states: readonly string[]) {}

  add(outputs: ReadonlyMap<string, Tensor>): void {
    for (const [name, tensor] of outputs) {
      const parts = this.#parts.get(name);
      if (!parts || this.states.includes(name)) this.#parts.set(name, [tensor]);
      else parts.push(tensor);
      if (!this.states.includes(name)) this.#bytes += Array.isArray(tensor.data) ? tensor.data.length * 16 : tensor.data.byteLength;
    }
    if (this.#bytes > LIMIT) {
      throw new UserError('run.tooLarge', l10n.t('The outputs of all frames together take more than 1 GB.'), {
        remedy: l10n.t('Run a shorter piece of the file.'),
      });
    }
  }

  outputs(): Map<string, Tensor> {
    return new Map([...this.#parts].map(([name, parts]) => [name, this.states.includes(name) ? parts[0]! : stacked(name, parts)]));
  }
}

function stacked(name: string, parts: readonly Tensor[]): Tensor {
  const { type, dims } = parts[0]!;
  const other = parts.find((part) => part.dims.join() !== dims.join());
  if (other) {
    throw new UserError(
      'run.sequence',
      l10n.t('Output {0} has shape {1} in one frame and {2} in another.', name, dims.join('×'), other.dims.join('×')),
      {
        where: name,
      },
    );
  }
  return concatenate(parts.map((part) => ({ type, dims: [1, ...dims], data: part.data })));
}
