import { guessInputs } from '../manifest/guess';
import type { ManifestInput } from '../manifest/schema';
import type { ValueInfo } from '../onnx/tensor';
import type { InputRequest } from './request';
import { type TextCompanions, textCompanions } from './text/prepare';

/** What becomes of one input. */
export interface PlannedInput {
  readonly value: ValueInfo;
  /** What the manifest says of it. */
  readonly spec?: ManifestInput;
  /** The manifest's kind, or a guess. */
  readonly kind: ManifestInput['kind'];
  /** Output that is fed back to it. */
  readonly from?: string;
  /** Where it is filled from a text: the input with the ids. */
  readonly companionOf?: string;
}

/** The inputs of a model in its order, each with what is known of it. */
export interface Plan {
  readonly inputs: ReadonlyMap<string, PlannedInput>;
  /** By the name of each text input. */
  readonly companions: ReadonlyMap<string, TextCompanions>;
}

/** Works out what each input is, from the manifest, else by its declaration. */
export function planInputs(request: InputRequest): Plan {
  const specs = request.manifest?.inputs ?? {};
  const guesses = guessInputs(request.inputs);
  const companions = new Map<string, TextCompanions>();
  const owners = new Map<string, string>();
  for (const input of request.inputs) {
    const spec = Object.hasOwn(specs, input.name) ? specs[input.name] : undefined;
    if (spec?.kind !== 'text') continue;
    const found = textCompanions(spec, request.inputs);
    companions.set(input.name, found);
    for (const companion of Object.values(found)) if (companion) owners.set(companion.name, input.name);
  }
  const inputs = new Map<string, PlannedInput>();
  for (const value of request.inputs) {
    const spec = Object.hasOwn(specs, value.name) ? specs[value.name] : undefined;
    const guess = guesses.get(value.name)!;
    const states = request.states ?? {};
    const from = Object.hasOwn(states, value.name) ? states[value.name] : spec?.kind === 'state' ? spec.from : undefined;
    const guessed = guess === 'mask' || guess === 'typeIds' || guess === 'positions' ? 'tensor' : guess;
    inputs.set(value.name, {
      value,
      kind: from !== undefined ? 'state' : (spec?.kind ?? guessed),
      ...(spec ? { spec } : {}),
      ...(from === undefined ? {} : { from }),
      ...(owners.has(value.name) ? { companionOf: owners.get(value.name)! } : {}),
    });
  }
  return { inputs, companions };
}
