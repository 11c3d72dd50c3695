import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { suggest } from '../base/suggest';
import type { TextInput } from '../manifest/schema';
import { assignUnnamed } from './assign';
import { rowOf, stackRows } from './batch';
import { literalTensor } from './literal';
import { type Plan, type PlannedInput, planInputs } from './plan';
import { prepareFile, textFile } from './prepareFile';
import { constantTensor, randomTensor } from './random';
import { checkRates } from './rates';
import type { InputRequest, PreparedInput } from './request';
import { ALL_ROWS, rowRange } from './rows';
import { missingInput, noTokenizer, notAValue, parseSources, type Value } from './sources';
import { prepareTable } from './table/prepare';
import { isRecord, recordsIn, recordTable } from './table/records';
import { deriveCompanions } from './text/derived';
import { type GivenText, prepareTexts } from './text/prepare';
import { checkDims, checkUsed } from './unused';

export type { InputRequest, PreparedAudio, PreparedInput, Token } from './request';

/**
 * Makes a value for every input of a model: from what a person gave, else from what the manifest says of it (a constant, a
 * state), else from the ids it goes with (the mask of a text).
 * @returns one entry per input, in the model's order
 * @throws UserError `input.*` naming the input, what it wants and what it got; `file.*`, `data.damaged`, `image.*`,
 *   `table.*`, `text.*`, `rows.*` from the files; AbortError when cancelled
 */
export async function prepareInputs(request: InputRequest): Promise<PreparedInput[]> {
  checkSelection(request);
  const plan = planInputs(request);
  const sources = await parseSources(request.sources, request.inputs, request.cwd);
  const values = await assignUnnamed(sources, plan, request);
  const prepared = new Map<string, PreparedInput>();
  for (const [name, given] of values) {
    request.signal?.throwIfAborted();
    for (const input of await prepareAll(plan.inputs.get(name)!, given, plan, request)) {
      // What was given for a companion itself goes before what the text would fill in.
      if (input.name === name || !values.has(input.name)) prepared.set(input.name, input);
    }
  }
  for (const input of plan.inputs.values()) {
    if (prepared.has(input.value.name)) continue;
    const own = ownValue(input, request);
    if (own) prepared.set(input.value.name, own);
  }
  for (const input of deriveCompanions(plan, prepared)) prepared.set(input.name, input);
  const missing = request.inputs.filter((input) => !prepared.has(input.name));
  if (missing[0]) throw missingInput(missing[0], missing);
  const all = request.inputs.map((input) => prepared.get(input.name)!);
  checkUsed(request, all);
  checkRates(request.inputs, all);
  return all;
}

/** What an input has without being given anything. */
function ownValue({ value, spec, from }: PlannedInput, request: InputRequest): PreparedInput | undefined {
  const common = { name: value.name, type: value.type, source: 'manifest' };
  if (from !== undefined) return { ...common, source: from, kind: 'state', state: { from, zero: constantTensor(value, 0, request.dims) } };
  if (spec?.kind === 'constant') return { ...common, kind: 'constant', tensor: literalTensor(value, spec.value, 'manifest') };
  return undefined;
}

/** An input's value, or, where it was given several, the batch of them. */
async function prepareAll(input: PlannedInput, given: readonly Value[], plan: Plan, request: InputRequest): Promise<PreparedInput[]> {
  if (given.length === 1) return prepareValue(input, given[0]!, plan, request);
  const row = rowOf(input);
  const declared = new Map([...plan.inputs].map(([name, { value }]) => [name, value]));
  const texts = await textsOf(input, given, request);
  if (texts) return stackRows(await prepareGivenTexts(row, texts, plan, request), declared);
  const rows: PreparedInput[][] = [];
  for (const value of given) {
    request.signal?.throwIfAborted();
    rows.push(await prepareValue(row, value, plan, request));
  }
  return stackRows(rows, declared);
}

/** Values that are all texts for a tokenizer: what fills them up depends on the others. Undefined where one is something else. */
async function textsOf(input: PlannedInput, given: readonly Value[], request: InputRequest): Promise<GivenText[] | undefined> {
  if (input.spec?.kind !== 'text') return undefined;
  const texts: GivenText[] = [];
  for (const value of given) {
    request.signal?.throwIfAborted();
    const { source } = value;
    if (value.kind === 'words') texts.push({ text: source, source });
    else if (value.kind === 'literal' && typeof value.literal === 'string') texts.push({ text: value.literal, source });
    else {
      const text = value.kind === 'file' ? await textFile(value.path, request.signal) : undefined;
      if (text === undefined || value.kind !== 'file') return undefined;
      texts.push({ text, source, path: value.path });
    }
  }
  return texts;
}

async function prepareValue(input: PlannedInput, given: Value, plan: Plan, request: InputRequest): Promise<PreparedInput[]> {
  const [prepared, ...others] = await givenValue(input, given, plan, request);
  if (input.from === undefined || !prepared?.tensor) return [prepared!, ...others];
  // A value given for a state is what it begins with.
  const { tensor, ...rest } = prepared;
  return [{ ...rest, kind: 'state', state: { from: input.from, zero: tensor } }, ...others];
}

async function givenValue(input: PlannedInput, given: Value, plan: Plan, request: InputRequest): Promise<PreparedInput[]> {
  const { value, spec } = input;
  const common = { name: value.name, type: value.type, source: given.source };
  switch (given.kind) {
    case 'file':
      return (await prepareFile(input, given.path, given.source, plan, request)).map((made) =>
        made.name === value.name ? { ...made, path: given.path } : made,
      );
    case 'random':
      return [{ ...common, kind: 'random', tensor: randomTensor(value, given.seed ?? request.seed ?? 0, request.dims) }];
    case 'fill':
      return [{ ...common, kind: 'constant', tensor: constantTensor(value, given.value, request.dims) }];
    case 'words':
      if (spec?.kind === 'text') return textValue(input, given.source, given.source, plan, request);
      if (input.kind === 'text') throw noTokenizer(value);
      if (value.type !== 'string') throw notAValue(value, given.source);
      return [{ ...common, kind: 'tensor', tensor: literalTensor(value, given.source, given.source) }];
    case 'literal':
      return literalValue(input, given.literal, given.source, plan, request);
  }
}

/** A JSON value: an object is a table's record, as several in a list are, or holds the value under the input's name. */
async function literalValue(
  input: PlannedInput,
  literal: unknown,
  source: string,
  plan: Plan,
  request: InputRequest,
): Promise<PreparedInput[]> {
  const { value, spec } = input;
  if (isRecord(literal) && Object.hasOwn(literal, value.name) && spec?.kind !== 'table') {
    return literalValue(input, literal[value.name], source, plan, request);
  }
  const records = recordsIn(literal);
  if (records) {
    const table = recordTable(records, source, rowRange(request) ?? ALL_ROWS);
    return [prepareTable(value, table, spec?.kind === 'table' ? spec : undefined)];
  }
  if (spec?.kind === 'text' && typeof literal === 'string') return textValue(input, literal, source, plan, request);
  return [{ name: value.name, type: value.type, source, kind: 'constant', tensor: literalTensor(value, literal, source) }];
}

async function textValue(input: PlannedInput, text: string, source: string, plan: Plan, request: InputRequest): Promise<PreparedInput[]> {
  return (await prepareGivenTexts(input, [{ text, source }], plan, request))[0]!;
}

function prepareGivenTexts(
  { value, spec }: PlannedInput,
  texts: readonly GivenText[],
  plan: Plan,
  request: InputRequest,
): Promise<PreparedInput[][]> {
  return prepareTexts(value, spec as TextInput, texts, request.manifestDirectory, plan.companions.get(value.name) ?? {});
}

function checkSelection(request: InputRequest): void {
  // Read for its errors, before any file is: a wrong flag is told at once.
  rowRange(request);
  checkDims(request);
  const names = request.inputs.map((input) => input.name);
  for (const name of Object.keys(request.states ?? {})) {
    if (names.includes(name)) continue;
    const near = suggest(name, names);
    throw new UserError('input.unknown', l10n.t('The model has no input "{0}".', name), {
      where: '--state',
      remedy: near ? l10n.t('Did you mean "{0}"?', near) : l10n.t('Its inputs are {0}.', names.map((input) => `"${input}"`).join(', ')),
    });
  }
}
