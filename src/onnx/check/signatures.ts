import table from './signatures.json';

/** The inputs, or the outputs, of an operator. */
export interface Slots {
  readonly min: number;
  /** Infinity where there may be any number. */
  readonly max: number;
  /** Positions that may not be left empty. */
  readonly required: readonly number[];
}

/** What an operator takes and gives. */
export interface Signature {
  readonly inputs: Slots;
  readonly outputs: Slots;
}

/** Operators by domain: `INPUTS>OUTPUTS` by the version from which on it holds. */
const SIGNATURES = new Map(
  Object.entries(table as Record<string, Record<string, Record<string, string>>>).map(([domain, operators]) => [
    domain,
    new Map(Object.entries(operators)),
  ]),
);
const read = new Map<string, Signature>();

/**
 * The signature of an operator at a version of its domain; undefined where there is none on the list, which comes from the
 * operator schemas of onnx and of the runtime (`test/fixtures/onnx/makeOperators.py`).
 */
export function signatureOf(domain: string, opType: string, version: number): Signature | undefined {
  let found: string | undefined;
  for (const [since, text] of Object.entries(SIGNATURES.get(domain)?.get(opType) ?? {})) if (Number(since) <= version) found = text;
  if (found === undefined) return undefined;
  const known = read.get(found);
  if (known) return known;
  const [inputs = '', outputs = ''] = found.split('>');
  const signature = { inputs: slots(inputs), outputs: slots(outputs) };
  read.set(found, signature);
  return signature;
}

/** One letter for each: `s` needed, `o` optional, `vN` any number from N on. */
function slots(text: string): Slots {
  const letters = text.match(/v\d+|s|o/g) ?? [];
  const required = letters.flatMap((letter, index) => (letter === 's' ? [index] : []));
  const variadic = letters.findIndex((letter) => letter.startsWith('v'));
  const least = variadic < 0 ? 0 : Number(letters[variadic]!.slice(1));
  const min = Math.max((required.at(-1) ?? -1) + 1, least > 0 ? variadic + least : 0);
  return { min, max: variadic < 0 ? letters.length : Number.POSITIVE_INFINITY, required };
}
