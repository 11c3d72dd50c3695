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
  const own = ({ model }: Contender, declared: readonly ValueInfo[]) =>
    measuredInputs(parameters, model.path, declared, context.cwd, context.signal, manifest);
  const [first, ...others] = contenders as [Contender, ...Contender[]];
  const baseline = await named(first.title, () => own(first, declaredInputs(first.model.path)));
  const all: ComparedInputs[] = [{ inputs: baseline }];
  for (const contender of others) {
    try {
      const declared = declaredInputs(contender.model.path);
      const shared = fitted(baseline, declared);
      all.push(shared ? { inputs: shared } : { inputs: await own(contender, declared), own: true });
    } catch (error) {
      if (!(error instanceof UserError) || isAbort(error)) throw error;
      all.push({ error });
    }
  }
  return all;
}

/** The inputs under the names that a model has for them, where it takes them: by name, or where both have one alone. Undefined where it does not. */
function fitted(given: MeasuredInputs, declared: readonly ValueInfo[]): MeasuredInputs | undefined {
  if (fits(given.feeds, declared)) return given;
  const [only] = declared;
  const { feeds, described } = given;
  if (!only || feeds.length !== 1) return undefined;
  const renamed: Feeds = [[only.name, feeds[0]![1]]];
  return fits(renamed, declared) ? { feeds: renamed, described: [{ ...described[0]!, name: only.name }] } : undefined;
}

/** Whether a model takes these inputs: all that it wants, none that it does not know. */
function fits(feeds: Feeds, declared: readonly ValueInfo[]): boolean {
  const given = new Map(feeds);
  if (given.size !== declared.length) return false;
  return declared.every(({ name, type, shape }) => {
    const tensor = given.get(name);
    if (tensor?.type !== type) return false;
    const fixed = (size: number | string, axis: number) => typeof size === 'string' || size === tensor.dims[axis];
    return shape === undefined || (shape.length === tensor.dims.length && shape.every(fixed));
  });
}
