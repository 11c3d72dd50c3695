import { detectFile } from './files/detect';
import { readJson } from './files/json';
import { decodeNpz } from './files/npz';
import { decodePb } from './files/pb';
import { readInputFile } from './files/read';
import type { Plan, PlannedInput } from './plan';
import type { InputRequest } from './request';
import { ambiguous, type Sources, type Value } from './sources';
import { openCsv } from './table/csvRows';
import { recordsIn } from './table/records';

/**
 * Gives every value without a name to its input. A file that names inputs itself (arrays of an `.npz`, keys of a JSON
 * object, columns of a table, the name in a `.pb`) is followed; else it goes to the only input that still needs one, and what
 * comes after it to the same, as the next row of a batch.
 * @throws UserError `input.ambiguous` listing the inputs, `input.surplus`
 */
export async function assignUnnamed(sources: Sources, plan: Plan, request: InputRequest): Promise<Map<string, Value[]>> {
  const values = new Map([...sources.named].map(([name, given]) => [name, [...given]]));
  /** The input that took a whole value without a name: another such value is the next row of its batch. */
  let taker: Value[] | undefined;
  for (const value of sources.unnamed) {
    const names = await namedInside(value, plan, values, request);
    if (names.length > 0) {
      for (const name of names) values.set(name, [value]);
      continue;
    }
    const open = openInputs(plan, values);
    if (taker && open.length === 0) {
      taker.push(value);
      continue;
    }
    const candidates = open.length === 1 ? open : mainInputs(open);
    if (candidates.length !== 1)
      throw ambiguous(
        value.source,
        (candidates.length === 0 ? open : candidates).map((input) => input.value),
      );
    taker = [value];
    values.set(candidates[0]!.value.name, taker);
  }
  return values;
}

/** Inputs that need a value: not given one yet, and without one of their own. */
function openInputs(plan: Plan, values: ReadonlyMap<string, unknown>): PlannedInput[] {
  return [...plan.inputs.values()].filter(
    ({ value, spec, from, companionOf }) =>
      !values.has(value.name) && from === undefined && spec?.kind !== 'constant' && companionOf === undefined,
  );
}

/** Of several the one the manifest describes as more than a tensor, else the one that does not look like a bare tensor. */
function mainInputs(open: readonly PlannedInput[]): PlannedInput[] {
  const described = open.filter(({ spec }) => spec !== undefined && spec.kind !== 'tensor');
  if (described.length > 0) return described;
  const telling = open.filter(({ kind }) => kind !== 'tensor');
  return telling.length === 1 ? telling : [...open];
}

/** The inputs that a value speaks of by name; none where it does not. */
async function namedInside(value: Value, plan: Plan, given: ReadonlyMap<string, unknown>, request: InputRequest): Promise<string[]> {
  const open = openInputs(plan, given);
  const known = (names: Iterable<string>) => [...names].filter((name) => plan.inputs.has(name) && !given.has(name));
  if (value.kind === 'literal') return known(keysOf(value.literal));
  if (value.kind !== 'file') return [];
  switch (await detectFile(value.path)) {
    case 'npz':
      return known(decodeNpz(await readInputFile(value.path, undefined, request.signal), value.path).keys());
    case 'pb': {
      if (open.length === 1) return [];
      return known([decodePb(await readInputFile(value.path, undefined, request.signal), value.path).name]);
    }
    case 'json': {
      return known(keysOf(await readJson(value.path, request.signal)));
    }
    case 'csv': {
      const tables = open.filter(({ spec }) => spec?.kind === 'table').map((input) => input.value.name);
      if (tables.length > 0) return tables;
      if (open.length < 2) return [];
      const table = await openCsv(value.path, { first: 0, end: 0, step: 1 }, request.signal);
      table.close();
      return known(table.header.filter((name) => open.some((input) => input.value.name === name)));
    }
    default:
      return [];
  }
}

/** What the records in a JSON value speak of. */
function keysOf(value: unknown): string[] {
  return [...new Set(recordsIn(value)?.flatMap((record) => Object.keys(record)))];
}
