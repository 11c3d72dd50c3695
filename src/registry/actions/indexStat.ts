import { GitActions } from '../../git/actions';
import { git } from '../../git/process';
import type { Registry } from '../registry';
import type { RestoredFile } from './restore';

/**
 * Has git read files again where the index has just what they are restored to. Git takes a file whose size is not the one it remembers for
 * changed and looks no further, though other line ends or the bytes of a Git LFS pointer are the same to it. What is staged stays: the
 * entry alone is written anew, without a size. Entries that the person had git not look at stay as they are.
 * @throws UserError `git.locked`, `git.readOnly`
 */
export async function forgetSizes({ repository }: Registry, files: readonly RestoredFile[], signal?: AbortSignal): Promise<void> {
  const options = { cwd: repository.root!, signal };
  const paths = files.map((file) => file.path);
  const [staged, shown] = await Promise.all([
    git(['ls-files', '-z', '-v', '--stage', '--', ...paths], options),
    git(['diff-files', '-z', '--name-only', '--', ...paths], options),
  ]);
  const dirty = new Set(shown.split('\0'));
  const entries = staged.split('\0').flatMap((line) => {
    const found = /^H (\d+) ([0-9a-f]+) 0\t/.exec(line);
    if (!found) return [];
    const path = line.slice(found[0].length);
    const file = files.find((each) => each.path === path);
    const isAlike = file?.entry?.oid === found[2] && file.entry.mode === found[1];
    return isAlike && (file.found.state !== 'same' || dirty.has(path)) ? [`${found[1]} ${found[2]} 0\t${path}\0`] : [];
  });
  if (entries.length > 0) await new GitActions(repository, signal).run(['update-index', '-z', '--index-info'], { input: entries.join('') });
}
