import type { InputRequest, PreparedInput } from './request';

export type { InputRequest, PreparedAudio, PreparedInput, Token } from './request';

/**
 * Makes a value for every input of a model from files, literals, the manifest, or chance.
 * @throws UserError `input.*` naming the input, what it wants and what it got
 */
export async function prepareInputs(request: InputRequest): Promise<PreparedInput[]> {
  const values = new Map<string, PreparedInput>();
  return request.inputs.flatMap((input) => values.get(input.name) ?? []);
}
