import * as l10n from '@vscode/l10n';
import type { VersionsResult } from '../../../report/schemas/versions';
import { formatAge } from '../../format';
import type { Choice, Questions } from '../../questions';
import { printable } from './previewText';
import { lacking, type Target } from './target';

/**
 * A commit to register in place of the working copy: one of the last that changed the model's files and is no version yet, or one named.
 * @returns how git names it; undefined where the person left
 * @throws UserError `git.*`, `commit.none`
 */
export async function askCommit(questions: Questions, title: string, target: Target): Promise<string | undefined> {
  const { recentCommits } = await import('../../../registry/actions/recentCommits');
  const { Registry } = await import('../../../registry/registry');
  const path = pathOf(target.versions);
  const registry = await Registry.open(target.cwd);
  if (!registry) throw lacking('commit.none', l10n.t('There is no repository.'), l10n.t('Run "git init" in the folder of your models.'));
  try {
    const taken = new Set(target.versions.versions.map((version) => version.commit));
    const commits = path === undefined ? [] : (await recentCommits(registry, path)).filter(({ commit }) => !taken.has(commit));
    const choices: Choice<string | undefined>[] = [
      ...commits.map(({ commit, time, author, subject }) => ({
        label: printable(subject) || commit.slice(0, 10),
        description: [commit.slice(0, 10), formatAge(new Date(time * 1000))].join(' · '),
        detail: printable(author),
        value: commit,
      })),
      { label: l10n.t('Another commit…'), value: undefined, alwaysShow: true },
    ];
    const chosen = await questions.pick(
      title,
      l10n.t('Pick a commit that changed {0} and is no version yet', target.versions.name),
      choices,
    );
    if (!chosen) return undefined;
    if (chosen.value !== undefined) return chosen.value;
    const typed = await questions.text({
      title,
      prompt: l10n.t('A commit, a branch or a tag'),
      placeholder: 'HEAD~1',
      check: (text) => (text.trim() === '' ? l10n.t('Name a commit.') : undefined),
    });
    return typed?.trim();
  } finally {
    registry.dispose();
  }
}

/** Where the model's file is today, else where its newest version had it. */
export function pathOf({ workingCopy, versions }: VersionsResult): string | undefined {
  return workingCopy?.path ?? versions.find((version) => version.path !== undefined)?.path;
}
