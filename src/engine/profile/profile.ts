import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { type ProfileRecord, profileRecords } from './records';

/** A node as the profiler names it, of the graph that is executed. */
export interface ProfiledNode {
  /** Of `nodes`; the If, Loop or Scan whose body it is in. */
  readonly parent?: number;
  /** Its name in the executed graph; of a node without one the operator and its number. */
  readonly name: string;
  /** Its number in its graph. */
  readonly index: number;
  readonly op: string;
  readonly provider: string;
}

/** Element type, by the runtime's own names, and dimensions of a tensor. */
export type ProfiledShape = readonly [type: string, dims: readonly number[]];

/** What a call of a node worked on. */
export interface CallShapes {
  /** The inputs that are there, in order, constants included as far as the kernel did not take them for itself. */
  readonly inputs: readonly ProfiledShape[];
  readonly outputs: readonly ProfiledShape[];
  /** As the profiler counts them, bytes. */
  readonly parameterBytes: number;
  readonly activationBytes: number;
  readonly outputBytes: number;
}

/** One run of the model: its calls in the order they began. Times in milliseconds from the start of the run. */
export interface ProfiledRun {
  /** Microseconds of the profiler's clock. */
  readonly start: number;
  readonly ms: number;
  /** Of `nodes`. */
  readonly node: Int32Array;
  readonly starts: Float64Array;
  readonly durations: Float64Array;
  /** The call, of this run, whose body this one is in; -1 for none. */
  readonly parents: Int32Array;
  /** Of `shapes`. */
  readonly shapes: Int32Array;
  readonly threads: Int32Array;
}

export interface Profile {
  readonly nodes: readonly ProfiledNode[];
  readonly shapes: readonly CallShapes[];
  /** Without the warm-up. */
  readonly runs: readonly ProfiledRun[];
  /** Runs that were left out at the start. */
  readonly warmup: number;
  /** Records that could not be read. */
  readonly damaged: number;
  /** Records in the file, of every kind. */
  readonly records: number;
  /** Calls after the last whole run: the profiler stops at {@link MAX_EVENTS}. */
  readonly unfinished: number;
}

/** After so many the profiler writes no more. */
export const MAX_EVENTS = 1_000_000;
/** Calls that are held at once; a file with more is none of the profiler's. */
const MAX_CALLS = 2 * MAX_EVENTS;
/** Different shapes that are told apart. */
const MAX_SHAPES = 100_000;
/** Operators with a body, whose time holds that of other nodes. */
const CONTAINERS = new Set(['If', 'Loop', 'Scan', 'SequenceMap']);

/**
 * Reads ONNX Runtime's profile of one session.
 * @param warmup runs at its start that are left out
 * @throws UserError `profile.*` for a file that is empty, cut off, damaged, or without a whole run after the warm-up
 */
export async function readProfile(path: string, warmup: number): Promise<Profile> {
  let damaged = 0;
  let records = 0;
  let held = 0;
  const table = new Table();
  const runs: ProfiledRun[] = [];
  let seen = 0;
  let calls: Call[] = [];
  for await (const record of profileRecords(path, () => damaged++)) {
    records++;
    if (record.category === 'Node' && record.name.endsWith(KERNEL)) {
      calls.push(table.call(record));
      if (calls.length > MAX_CALLS) throw tooMuch(path);
    } else if (record.name === 'model_run') {
      if (seen++ >= warmup) {
        runs.push(toRun(record, calls, table));
        held += calls.length;
        if (held > MAX_CALLS) throw tooMuch(path);
      }
      calls = [];
    }
  }
  if (runs.length === 0) throw noRun(path, records);
  const { nodes, shapes } = table;
  return { nodes, shapes, runs, warmup: Math.min(seen, warmup), damaged, records, unfinished: calls.length };
}

const KERNEL = '_kernel_time';

/** Calls of one run, in the order of time, each with the call it is part of. */
function toRun(run: ProfileRecord, records: readonly Call[], table: Table): ProfiledRun {
  const end = run.start + run.duration;
  const calls = records
    .filter(({ start, duration }) => start >= run.start && start + duration <= end)
    .sort((a, b) => a.start - b.start || b.duration - a.duration);
  const count = calls.length;
  const columns = {
    node: new Int32Array(count),
    starts: new Float64Array(count),
    durations: new Float64Array(count),
    parents: new Int32Array(count),
    shapes: new Int32Array(count),
    threads: new Int32Array(count),
  };
  // Bodies that are open, the innermost last.
  const open: number[] = [];
  for (const [at, call] of calls.entries()) {
    while (open.length > 0 && !within(call, calls[open.at(-1)!]!)) open.pop();
    const parent = open.at(-1) ?? -1;
    columns.parents[at] = parent;
    columns.node[at] = table.node(call.kind, parent < 0 ? undefined : columns.node[parent]!);
    columns.starts[at] = (call.start - run.start) / 1000;
    columns.durations[at] = call.duration / 1000;
    columns.shapes[at] = call.shape;
    columns.threads[at] = call.thread;
    if (CONTAINERS.has(table.kinds[call.kind]!.op)) open.push(at);
  }
  return { start: run.start, ms: run.duration / 1000, ...columns };
}

function within(call: Call, body: Call): boolean {
  return call.start < body.start + body.duration && call.start + call.duration <= body.start + body.duration;
}

/** What is kept of a record until its run is whole: a million of them are held at once. */
interface Call {
  readonly start: number;
  readonly duration: number;
  readonly thread: number;
  /** Of the table's `kinds`. */
  readonly kind: number;
  /** Of the table's `shapes`. */
  readonly shape: number;
}

/** Nodes and shapes, each once. */
class Table {
  /** Nodes without the body they are in, which is known when their run is whole. */
  readonly kinds: Omit<ProfiledNode, 'parent'>[] = [];
  readonly #kinds = new Map<string, number>();
  readonly nodes: ProfiledNode[] = [];
  readonly shapes: CallShapes[] = [];
  readonly #nodes = new Map<string, number>();
  readonly #shapeIds = new Map<string, number>();

  call(record: ProfileRecord): Call {
    const { start, duration, thread } = record;
    return { start, duration, thread, kind: this.#kind(record), shape: this.#shape(record) };
  }

  #kind({ name, args }: ProfileRecord): number {
    const [op, provider, index] = [text(args.op_name), text(args.provider), number(args.node_index)];
    const own = name.slice(0, -KERNEL.length);
    const key = JSON.stringify([index, own, op]);
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    this.#kinds.set(key, this.kinds.length);
    return this.kinds.push({ name: own, index, op, provider }) - 1;
  }

  node(kind: number, parent: number | undefined): number {
    const key = `${parent ?? -1} ${kind}`;
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    this.#nodes.set(key, this.nodes.length);
    return this.nodes.push({ ...(parent === undefined ? {} : { parent }), ...this.kinds[kind]! }) - 1;
  }

  /** -1 where there are too many to keep. */
  #shape({ args }: ProfileRecord): number {
    const { input_type_shape: inputs, output_type_shape: outputs, parameter_size, activation_size, output_size } = args;
    const key = JSON.stringify([inputs, outputs, parameter_size, activation_size, output_size]);
    const known = this.#shapeIds.get(key);
    if (known !== undefined) return known;
    if (this.shapes.length >= MAX_SHAPES) return -1;
    this.#shapeIds.set(key, this.shapes.length);
    return (
      this.shapes.push({
        inputs: toShapes(inputs),
        outputs: toShapes(outputs),
        parameterBytes: number(parameter_size),
        activationBytes: number(activation_size),
        outputBytes: number(output_size),
      }) - 1
    );
  }
}

/** `[{"float":[1,3]},…]` of the profiler. */
function toShapes(value: unknown): ProfiledShape[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown): ProfiledShape[] => {
    const [entry] = typeof one === 'object' && one !== null ? Object.entries(one) : [];
    if (!entry || !Array.isArray(entry[1])) return [];
    return [[entry[0], entry[1].map((dim: unknown) => number(dim))]];
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What is no sensible size or number is 0. */
function number(value: unknown): number {
  const read = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0;
  return Number.isSafeInteger(read) && read >= 0 ? read : 0;
}

function noRun(path: string, records: number): UserError {
  if (records < MAX_EVENTS) {
    return new UserError('profile.noRun', l10n.t('The profile that ONNX Runtime wrote has no whole run of the model.'), {
      where: path,
      remedy: l10n.t('Measure again; give it more time with --timeout where it was stopped.'),
    });
  }
  return new UserError(
    'profile.full',
    l10n.t('A run of the model has too many steps: ONNX Runtime’s profiler stops at {0}.', MAX_EVENTS.toLocaleString('en')),
    { where: path, remedy: l10n.t('Profile it on a shorter input: fewer turns of its loops.') },
  );
}

function tooMuch(path: string): UserError {
  return new UserError('profile.damaged', l10n.t('The profile has more calls than ONNX Runtime’s profiler writes.'), { where: path });
}
