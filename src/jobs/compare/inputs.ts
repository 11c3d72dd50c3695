import { resolve } from 'node:path';
import { isAbort, UserError } from '../../base/errors';
import type { Feeds } from '../../engine/meter/protocol';
import type { ValueInfo } from '../../onnx/tensor';
import type { JobContext } from '../job';
import { declaredInputs } from '../measuring/declaredInputs';
import { type MeasuredInputs, measuredInputs } from '../measuring/feeds';
import { type Contender, named } from './contenders';
import type { CompareParameters } from './parameters';

/** What a model is measured on, or why there is nothing. */
export interface ComparedInputs {
  readonly inputs?: MeasuredInputs;
  /** They are not the baseline's, which do not fit it. */
  readonly own?: boolean;
  readonly error?: UserError;
}

/**
 * The inputs of each model: the baseline's wherever they fit by name, type and shape, since what is compared should do the same; else its own,
 * by its manifest.
 * @param contenders the baseline first
 * @throws UserError what keeps the baseline from having inputs
 */
export async function comparedInputs(
  contenders: readonly Contender[],
  parameters: CompareParameters,
  context: JobContext,
): Promise<ComparedInputs[]> {
  const manifest = parameters.manifest === undefined ? undefined : resolve(context.cwd, parameters.manifest);
  const own = ({ title, model }: Contender, declared: readonly ValueInfo[]) =>
    named(title, () => measuredInputs(parameters, model.path, declared, context.cwd, context.signal, manifest));
  const [first, ...others] = contenders as [Contender, ...Contender[]];
  const baseline = await own(first, await named(first.title, () => declaredInputs(first.model.path)));
  const all: ComparedInputs[] = [{ inputs: baseline }];
  for (const contender of others) {
    try {
      const declared = await named(contender.title, () => declaredInputs(contender.model.path));
      all.push(fits(baseline.feeds, declared) ? { inputs: baseline } : { inputs: await own(contender, declared), own: true });
    } catch (error) {
      if (!(error instanceof UserError) || isAbort(error)) throw error;
      all.push({ error });
    }
  }
  return all;
}

/** Whether a model takes these inputs: all that it wants, none that it does not know. */
function fits(feeds: Feeds, declared: readonly ValueInfo[]): boolean {
  const given = new Map(feeds);
  if (given.size !== declared.length) return false;
  return declared.every(({ name, type, shape }) => {
    const tensor = given.get(name);
    if (tensor?.type !== type) return false;
    return (
      shape === undefined ||
      (shape.length === tensor.dims.length && shape.every((size, axis) => typeof size === 'string' || size === tensor.dims[axis]))
    );
  });
}
