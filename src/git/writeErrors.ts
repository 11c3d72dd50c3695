import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { gitError } from './process';

/** What git says when it refuses to write → what a person needs to know. In order; the first that fits. */
const REFUSALS: readonly { code: string; says: RegExp; message: () => string; remedy: () => string }[] = [
  {
    code: 'git.identity',
    says: /Please tell me who you are|empty ident name|unable to auto-detect email|no email was given|no name was given/i,
    message: () => l10n.t('git does not know who you are: tags and commits carry a name and an address.'),
    remedy: () => l10n.t('Run: git config --global user.name "Your Name" && git config --global user.email you@example.com'),
  },
  {
    code: 'git.locked',
    says: /index\.lock'?: File exists|Another git process seems to be running/i,
    message: () => l10n.t('Another git process is at work in this repository: its index is locked.'),
    remedy: () => l10n.t('Wait until it has ended. Where none runs, a crashed one left .git/index.lock: delete that file.'),
  },
  {
    code: 'git.merging',
    says: /cannot do a partial commit during a|you have not concluded your merge|unmerged files|is unmerged/i,
    message: () => l10n.t('A merge, rebase or cherry-pick is under way, so git does not commit single files.'),
    remedy: () => l10n.t('Finish it or give it up (git status says how), then try again.'),
  },
  {
    code: 'git.readOnly',
    says: /Permission denied|Read-only file system|insufficient permission/i,
    message: () => l10n.t('The repository cannot be written to.'),
    remedy: () => l10n.t('Check the permissions of its .git folder.'),
  },
  {
    code: 'git.full',
    says: /No space left on device|Disk quota exceeded/i,
    message: () => l10n.t('There is not enough room to write to the repository.'),
    remedy: () => l10n.t('Free some space. Nothing was changed.'),
  },
  {
    code: 'git.signing',
    says: /gpg failed to sign|failed to sign the data|Couldn't load public key|unable to sign the tag/i,
    message: () => l10n.t('git could not sign: its configuration asks for signed tags or commits.'),
    remedy: () => l10n.t('Check user.signingKey and that the key can be used without a prompt, or set tag.gpgSign to false.'),
  },
  {
    code: 'git.tagExists',
    says: /tag '.*' already exists|reference already exists/i,
    message: () => l10n.t('The tag was made by somebody else in the meantime.'),
    remedy: () => l10n.t('Look at the new state and try again.'),
  },
  {
    code: 'git.tagBlocked',
    says: /cannot lock ref|cannot create|non-empty directory|is not a valid tag name/i,
    message: () => l10n.t('git cannot make that tag.'),
    remedy: () => l10n.t('A tag whose name is the beginning of this one, or another process, stands in the way.'),
  },
];

/** What git refused to write, as a {@link UserError} that keeps git's own words. */
export function writeError(args: readonly string[], cwd: string, said: string): UserError {
  const known = gitError(args, cwd, said, null);
  if (known.code !== 'git.failed') return known;
  const words = said.trim().slice(0, 2000);
  const found = REFUSALS.find(({ says }) => says.test(words));
  if (found) return new UserError(found.code, `${found.message()}\n${words}`, { where: cwd, remedy: found.remedy() });
  if (args[0] !== 'commit') return known;
  return new UserError('git.commit', l10n.t('git did not make the commit: {0}', words || l10n.t('a hook ended without a word')), {
    where: cwd,
    remedy: l10n.t('A hook of this repository may have refused it. Nothing was committed.'),
  });
}
