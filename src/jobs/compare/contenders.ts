import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { statOrMissing } from '../../base/statOrMissing';
import { usableData } from '../../registry/files/unfetched';
import { fileHash, modelIdentity } from '../../registry/references/identity';
import { type ResolvedModel, resolveModelFile } from '../../registry/references/resolve';
import type { ModelIdentity } from '../../report/report';
import type { JobContext } from '../job';
import type { Side } from './sides';

/** A model of a comparison, before it is measured. */
export interface Contender {
  readonly side: Side;
  readonly model: ResolvedModel;
  readonly identity: ModelIdentity & { readonly sha256: string };
  /** As it is told apart from the others: `glyphs@v1.1.0`. */
  readonly title: string;
  /** Of the file and of the weights it keeps in others. */
  readonly bytes: number;
  /** SHA-256 of the files with weights, in the order of their names. */
  readonly weights: readonly string[];
}

/** Finds a model and says what it is. @throws UserError as {@link resolveModelFile}, {@link usableData}; AbortError when cancelled */
export async function findContender(side: Side, context: JobContext): Promise<Contender> {
  const model = await resolveModelFile(side.reference, side.cwd, context);
  const data = await named(model.name, () => usableData(model.path, side.cwd));
  const hashed = (done: number) => context.progress({ message: l10n.t('Hashing'), done, total: model.bytes, unit: 'bytes' });
  const identity = await modelIdentity(model, context.signal, hashed);
  const sizes = await Promise.all(data.map(async (path) => (await statOrMissing(path))?.size ?? 0));
  const weights: string[] = [];
  for (const path of data) if (await statOrMissing(path)) weights.push(await fileHash(path, context.signal));
  const { version } = model.revision ?? {};
  return {
    side,
    model,
    identity: { ...identity, sha256: identity.sha256! },
    title: model.ref === undefined ? model.name : `${model.name}@${version ?? model.ref}`,
    bytes: model.bytes + sizes.reduce((sum, size) => sum + size, 0),
    weights,
  };
}

/** Models of one name are told apart by their folders, and those that are the same file by their number. */
export function toldApart(contenders: readonly Contender[]): Contender[] {
  const times = (title: string, list: readonly string[]) => list.filter((each) => each === title).length;
  const titles = contenders.map(({ title }) => title);
  const longer = contenders.map(({ title, identity }) => (times(title, titles) > 1 ? `${dirname(identity.path)}/${title}` : title));
  return contenders.map((contender, index) => {
    const same = times(longer[index]!, longer) > 1;
    const title = same ? `${titles[index]} (${index + 1})` : longer[index]!;
    return { ...contender, title: title.replace(/^\.\//, '') };
  });
}

/** Whether two are the same bytes, those of weights in other files included. */
export function sameBytes(one: Contender, other: Contender): boolean {
  return one.identity.sha256 === other.identity.sha256 && one.weights.join() === other.weights.join();
}

/** With several models in question, an error says which one it is about. */
export async function named<Value>(title: string, work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserError ? namedError(title, error) : error;
  }
}

export function namedError(title: string, error: UserError): UserError {
  const { code, message, where, remedy, actions } = error;
  const begins = message.startsWith(title) ? message : `${title}: ${message}`;
  return new UserError(code, begins, { where, remedy, actions: [...actions], cause: error });
}
