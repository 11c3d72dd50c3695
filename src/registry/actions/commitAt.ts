import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { Registry } from '../registry';

/** The full name of the commit that a branch, a tag or a commit's name means. @throws UserError `git.ref` */
export async function commitAt({ objects }: Registry, ref: string): Promise<string> {
  const found = await objects.info(`${ref}^{commit}`);
  if (found) return found.oid;
  throw new UserError('git.ref', l10n.t('There is no commit {0}.', ref), { where: ref });
}
