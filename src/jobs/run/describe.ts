import * as l10n from '@vscode/l10n';
import type { PreparedInput } from '../../data/request';
import type { JobContext } from '../../engine/context';
import type { SessionValue } from '../../engine/session';
import { numericValues } from '../../measure/numeric';
import { summarize } from '../../measure/summary';
import { isCodedFloat } from '../../onnx/smallFloat';
import type { Tensor } from '../../onnx/tensor';
import type { RunInput, RunOutput } from '../../report/schemas/run';

/** Outputs of up to this many elements carry their values in the report. */
const SMALL = 4096;
/** Pictures of a batch that a report carries. */
const MAX_PICTURES = 32;

/** An output as the report shows it. @param file where it was saved */
export function describeOutput(name: string, tensor: Tensor, file: string | undefined): RunOutput {
  return {
    name,
    type: tensor.type,
    shape: [...tensor.dims],
    ...(file === undefined ? {} : { file }),
    ...(tensor.data.length <= SMALL ? { values: valuesOf(tensor) } : {}),
    ...summaryOf(tensor),
  };
}

/** An output that the runtime cannot return. */
export function unavailableOutput(value: SessionValue): RunOutput {
  return {
    name: value.name,
    type: value.type,
    unavailable: l10n.t('{0} is no tensor: ONNX Runtime cannot return it from here', value.type),
  };
}

/**
 * An input as the report shows it, with the picture the model saw as an attachment.
 * @param sha256 of the file it came from
 */
export async function describeInput(
  input: PreparedInput,
  value: SessionValue,
  context: Pick<JobContext, 'attach'>,
  sha256?: string,
): Promise<RunInput> {
  const tensor = input.tensor ?? input.state?.zero;
  const picture = input.picture && (await context.attach(`${input.name}.png`, 'image/png', input.picture.png));
  const parts = input.parts && (await describeParts(input.name, input.parts, context));
  const declared = value.shape?.map((dim) => (typeof dim === 'number' ? dim : 1)) ?? [];
  return {
    name: input.name,
    type: input.type,
    shape: tensor ? [...tensor.dims] : input.audio ? [input.audio.samples.length] : declared,
    kind: input.kind,
    source: input.source,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(picture ? { picture } : {}),
    ...(parts ? { parts } : {}),
    ...(input.preprocessing ? { preprocessing: input.preprocessing } : {}),
    ...(input.tokens ? { tokens: input.tokens } : {}),
    ...(input.columns ? { columns: input.columns } : {}),
    ...(input.rows ? { rows: input.rows } : {}),
    ...(tensor ? summaryOf(tensor) : input.audio ? { summary: summarize(input.audio.samples) } : {}),
  };
}

/** Rows of a batch that were given one by one; of a large batch only the first pictures are kept. */
async function describeParts(name: string, parts: NonNullable<PreparedInput['parts']>, context: Pick<JobContext, 'attach'>) {
  const described: NonNullable<RunInput['parts']> = [];
  for (const [row, { source, picture }] of parts.entries()) {
    const kept =
      picture && row > 0 && row < MAX_PICTURES ? await context.attach(`${name}-${row + 1}.png`, 'image/png', picture.png) : undefined;
    described.push({ source, ...(kept === undefined ? {} : { picture: kept }) });
  }
  return described;
}

function summaryOf(tensor: Tensor): Pick<RunOutput, 'summary'> {
  const values = tensor.type === 'bool' ? undefined : numericValues(tensor);
  return values && values.length > 0 ? { summary: summarize(values) } : {};
}

function valuesOf(tensor: Tensor): RunOutput['values'] {
  const { type, data } = tensor;
  if (type === 'bool') return Array.from(data as Uint8Array, (value) => value !== 0);
  if (isCodedFloat(type)) return Array.from(numericValues(tensor)!);
  return Array.from<number | bigint | string>(data);
}
