import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';

/** Says that a model is not loaded in an untrusted workspace. */
export function untrustedModel(path: string): UserError {
  return new UserError('workspace.untrusted', l10n.t('Models are loaded into ONNX Runtime in trusted workspaces only.'), {
    where: path,
    remedy: l10n.t('Trust the workspace first.'),
  });
}
