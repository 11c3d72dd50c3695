import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { ImageInput } from '../manifest/schema';
import type { Tensor, ValueInfo } from '../onnx/tensor';
import { prepareAudio } from './audio';
import { mismatch, sourceName } from './describe';
import { detectFile, type FileKind } from './files/detect';
import { decodeIdx } from './files/idx';
import { readJson } from './files/json';
import { decodeNpy } from './files/npy';
import { decodeNpz } from './files/npz';
import { decodePb } from './files/pb';
import { decodeRaw } from './files/raw';
import { readInputFile } from './files/read';
import { fitTensor } from './fit';
import { decodeImage, isImageName, notThePicture } from './image/decode';
import { prepareIdxImages } from './image/idx';
import { prepareImage } from './image/prepare';
import { literalTensor } from './literal';
import type { Plan, PlannedInput } from './plan';
import type { InputRequest, PreparedInput } from './request';
import { rowIndices, rowRange, takenRows, takeRows } from './rows';
import { noTokenizer } from './sources';
import { prepareTable, readTable } from './table/prepare';
import { isRecord, recordsIn, recordTable } from './table/records';
import { prepareTexts } from './text/prepare';

/** The row of a data file that is taken where none is chosen. */
const FIRST_ROW = { first: 0, end: 1, step: 1 };

/**
 * A file as one input's value (and, for a text, those that go with it).
 * @throws UserError as {@link prepareInputs}
 */
export async function prepareFile(
  input: PlannedInput,
  path: string,
  source: string,
  plan: Plan,
  request: InputRequest,
): Promise<PreparedInput[]> {
  const { value, spec, kind } = input;
  const file = await detectFile(path);
  const read = () => readInputFile(path, undefined, request.signal);
  if (spec?.kind === 'text' && TEXTUAL.includes(file)) {
    const text = await readText(path, request.signal);
    const companions = plan.companions.get(value.name) ?? {};
    return (await prepareTexts(value, spec, [{ text, source, path }], request.manifestDirectory, companions))[0]!;
  }
  if (kind === 'text' && file === 'text') throw noTokenizer(value);
  switch (file) {
    case 'image':
      return [await imageFile(input, await read(), path, source, request)];
    case 'wav':
      return [prepareAudio(value, await read(), path, source, audioSpec(input, request))];
    case 'csv': {
      if (spec?.kind === 'image') throw noPicture(value, source);
      const table = await readTable(path, source, rowRange(request) ?? FIRST_ROW, request.signal);
      return [prepareTable(value, table, spec?.kind === 'table' ? spec : undefined)];
    }
    case 'idx': {
      const idx = await decodeIdx(await read(), path);
      const indices = rowIndices(rowRange(request) ?? FIRST_ROW, idx.dims[0]!, sourceName(source));
      const records = takeRows(
        idx.records(indices[0]!, indices.at(-1)! + 1),
        indices.map((i) => i - indices[0]!),
      );
      const made = kind === 'image' && (await prepareIdxImages(value, records, source, imageSpec(input, request)));
      return [{ ...(made || tensorInput(value, records, source)), rows: takenRows(indices, idx.dims[0]!) }];
    }
    case 'json':
      return [await jsonFile(input, path, source, request)];
    case 'raw':
      return [tensorInput(value, decodeRaw(await read(), value, source, request.dims), source)];
    case 'npy':
      return [chosenRows(value, decodeNpy(await read(), path), source, request)];
    case 'npz':
      return [chosenRows(value, archived(decodeNpz(await read(), path), value, path), source, request)];
    case 'pb':
      return [chosenRows(value, decodePb(await read(), path).tensor, source, request)];
    default:
      return [await unknownFile(value, path, source)];
  }
}

/** Files whose content may be a text for a tokenizer. */
const TEXTUAL: readonly FileKind[] = ['text', 'csv', 'json', 'unknown'];

/** The text in a file, for a tokenizer; undefined for a file of another kind. @throws UserError `file.*`, `text.encoding` */
export async function textFile(path: string, signal?: AbortSignal): Promise<string | undefined> {
  return TEXTUAL.includes(await detectFile(path)) ? readText(path, signal) : undefined;
}

async function readText(path: string, signal: AbortSignal | undefined): Promise<string> {
  return decodeText(await readInputFile(path, MAX_TEXT_BYTES, signal), path);
}

/** Longest text that is tokenized. */
const MAX_TEXT_BYTES = 16 << 20;

function tensorInput(value: ValueInfo, tensor: Tensor, source: string): PreparedInput {
  return { name: value.name, type: value.type, kind: 'tensor', source, tensor: fitTensor(tensor, value, source) };
}

/** An array as an input: whole, or its chosen rows. */
function chosenRows(value: ValueInfo, tensor: Tensor, source: string, request: InputRequest): PreparedInput {
  const range = rowRange(request);
  if (tensor.dims.length === 0) return tensorInput(value, tensor, source);
  const total = tensor.dims[0]!;
  const indices = range ? rowIndices(range, total, sourceName(source)) : undefined;
  const made = tensorInput(value, indices ? takeRows(tensor, indices) : tensor, source);
  return { ...made, rows: indices ? takenRows(indices, total) : { first: 0, count: total, total, more: false } };
}

function imageSpec({ spec }: PlannedInput, request: InputRequest): Partial<ImageInput> {
  return { ...(spec?.kind === 'image' ? spec : {}), ...request.imageOverrides };
}

function audioSpec({ spec }: PlannedInput, request: InputRequest) {
  return { ...(spec?.kind === 'audio' ? spec : {}), ...request.audioOverrides };
}

async function imageFile(
  input: PlannedInput,
  bytes: Uint8Array,
  path: string,
  source: string,
  request: InputRequest,
): Promise<PreparedInput> {
  const { value, kind } = input;
  // Whoever gives a layout says that it is a picture.
  if (kind === 'image' || request.imageOverrides?.layout !== undefined || value.shape === undefined) {
    return prepareImage(value, bytes, path, source, imageSpec(input, request));
  }
  const { stored } = await decodeImage(bytes, path);
  const remedy = l10n.t(
    'Give a file of numbers (.npy, .pb, .csv), or describe the input as a picture: --layout, or kind "image" in the manifest.',
  );
  throw mismatch(value, source, stored, remedy);
}

async function jsonFile({ value, spec }: PlannedInput, path: string, source: string, request: InputRequest): Promise<PreparedInput> {
  const content = await readJson(path, request.signal);
  if (isRecord(content) && Object.hasOwn(content, value.name) && spec?.kind !== 'table') {
    return tensorInput(value, literalTensor(value, content[value.name], source), source);
  }
  const records = recordsIn(content);
  if (!records) return tensorInput(value, literalTensor(value, content, source), source);
  const table = { ...recordTable(records, source, rowRange(request) ?? FIRST_ROW), path };
  return prepareTable(value, table, spec?.kind === 'table' ? spec : undefined);
}

function archived(arrays: ReadonlyMap<string, Tensor>, value: ValueInfo, path: string): Tensor {
  const found = arrays.get(value.name) ?? (arrays.size === 1 ? [...arrays.values()][0] : undefined);
  if (found) return found;
  throw new UserError('input.array', l10n.t('{0} has no array "{1}".', sourceName(path), value.name), {
    where: value.name,
    remedy: l10n.t('Its arrays are {0}.', [...arrays.keys()].slice(0, 20).join(', ')),
  });
}

/** A table given to an input that the manifest calls a picture. */
function noPicture(value: ValueInfo, source: string): UserError {
  const remedy = l10n.t('The input is a picture: give .png, .jpg or .webp, or its numbers as .npy, .npz, .pb or .bin.');
  return mismatch(value, source, l10n.t('a table'), remedy, 'input.kind');
}

async function unknownFile(value: ValueInfo, path: string, source: string): Promise<PreparedInput> {
  const bytes = await readInputFile(path, MAX_TEXT_BYTES);
  if (isImageName(path)) throw notThePicture(path, bytes.length);
  if (value.type === 'string') return tensorInput(value, { type: 'string', dims: [], data: [decodeText(bytes, path)] }, source);
  const remedy = l10n.t('Give .npy, .npz, .pb, .csv, .tsv, .json, .png, .jpg, .webp, .wav, IDX, or raw numbers as .bin.');
  throw mismatch(value, source, l10n.t('{0} bytes of an unknown kind', bytes.length), remedy, 'input.kind');
}

function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The decoder says no more than that.
    throw new UserError('text.encoding', l10n.t('{0} is not UTF-8 text.', sourceName(path)), {
      where: path,
      remedy: l10n.t('Save it as UTF-8.'),
    });
  }
}
