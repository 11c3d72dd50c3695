import * as l10n from '@vscode/l10n';
import type { Progress } from '../../base/progress';
import { type Finding, Findings } from '../../onnx/check/finding';
import { chosenRemote, remotesOf, remoteTags } from '../actions/push';
import type { Registry } from '../registry';
import { checkDeclared } from './declaredRules';
import { checkEvents } from './eventRules';
import { checkNames } from './nameRules';
import { checkRemote } from './remoteRules';
import { readSubject } from './subject';
import { checkSubmodules } from './submoduleRules';
import { checkTags } from './tagRules';
import { checkUnfinished } from './unfinishedRules';
import { checkVersions } from './versionRules';

/** What was found, and how much was looked at. */
export interface Diagnosis {
  readonly findings: Finding[];
  readonly checked: { tags: number; models: number; versions: number };
}

/** What whoever asks for a diagnosis may say. */
export interface DiagnosisOptions {
  readonly signal?: AbortSignal;
  /** The remote to compare with; `''`: the one that would be pushed to. Left out, no remote is asked. */
  readonly remote?: string;
  progress?(progress: Progress): void;
}

/**
 * Looks for what is wrong with a repository's registry: its tags one by one and taken together, what declares its models, and whether
 * the bytes of its versions are here. Nothing is written.
 * @throws UserError `git.*`, `push.*` for a remote that cannot be asked; AbortError when cancelled
 */
export async function diagnose(registry: Registry, options: DiagnosisOptions = {}): Promise<Diagnosis> {
  const { signal, progress } = options;
  const findings = new Findings('registry');
  progress?.({ message: l10n.t('Reading tags') });
  const subject = await readSubject(registry, findings, signal);
  const versions = [...subject.states.values()].flatMap((state) => state.versions.filter((one) => one.registered && one.active)).length;
  checkTags(subject);
  checkEvents(subject);
  checkNames(subject);
  await checkDeclared(subject);
  await checkUnfinished(subject);
  await checkSubmodules(subject);
  const message = l10n.t('Looking for the files of versions');
  await checkVersions(subject, (done) => progress?.({ message, done, total: versions }));
  if (options.remote !== undefined) {
    const wanted = options.remote === '' ? undefined : options.remote;
    const remote = chosenRemote(await remotesOf(registry, signal), wanted);
    progress?.({ message: l10n.t('Asking {0} for its tags', remote) });
    checkRemote(subject, remote, await remoteTags(registry, remote, signal));
  }
  return { findings: findings.list(), checked: { tags: subject.objects.size, models: subject.models.size, versions } };
}
