import * as l10n from '@vscode/l10n';
import { shownCommand } from '../base/shell';
import { wrongPatterns } from './declared/settings';
import type { Registry } from './registry';

/**
 * What whoever looks at versions should know about a repository: settings that mean nothing, and a clone that leaves tags out.
 * @param versions whether some were found where they were looked for: what lacks none is not said to lack them
 */
export async function registryNotices(registry: Registry, versions: boolean, signal?: AbortSignal): Promise<string[]> {
  const { repository } = registry;
  const wrong = await wrongPatterns(repository, signal);
  return [
    ...(wrong
      ? [l10n.t('{0} in {1} is no pattern of tags and is passed over: name-v, name/v, v or none.', wrong.words.join(', '), wrong.where)]
      : []),
    ...(repository.shallow && !versions
      ? [
          l10n.t(
            'This is a shallow clone, which leaves tags out: versions may be at the remote. Run: {0}',
            shownCommand(['git', 'fetch', '--unshallow', '--tags']),
          ),
        ]
      : []),
  ];
}
