import * as l10n from '@vscode/l10n';
import { isVersion } from '../../../registry/tags/grammar';
import type { ActionResult } from '../../../report/schemas/action';
import type { VersionsResult } from '../../../report/schemas/versions';
import { askMessage, askStage } from './ask';
import { type ActionFlow, isError } from './flow';
import { type ChosenVersion, nextVersions } from './nextVersions';
import type { Questions } from './questions';
import { stagesAllowed } from './stagesAllowed';
import type { Target } from './target';

/**
 * Registers a version of the working copy: which one, into which stage, with what message; then the preview.
 * @throws what job `register` throws
 */
export async function registerVersion(flow: ActionFlow, target: Target, title: string): Promise<ActionResult | undefined> {
  const { model, versions } = target;
  const questions = flow.questions();
  // A dry run with leave to commit: it says what it would suggest whether everything is committed or not.
  const first = await flow.run<ActionResult>(
    'register',
    target,
    { model, commit: true, dryRun: true },
    l10n.t('Comparing {0}', versions.name),
  );
  const chosen = await askNextVersion(questions, title, versions, first);
  if (!chosen) return undefined;
  const stage = await askStage(questions, title, versions, await stagesAllowed(target.cwd), chosen.version, l10n.t('No stage'));
  if (!stage) return undefined;
  const message = await askMessage(questions, title, `Registering artifact ${versions.name} version ${chosen.version}`);
  if (!message) return undefined;
  const asked = { model, version: chosen.version, ...stage, ...message };
  const { commit, preview } = await previewOf(flow, target, asked);
  const what = `${versions.name} ${chosen.version}`;
  return flow.perform(
    'register',
    target,
    { ...asked, commit },
    {
      message: commit
        ? l10n.t('Commit the files of {0} that are not committed, and register {1}?', versions.name, chosen.version)
        : l10n.t('Register {0}?', what),
      working: l10n.t('Registering {0}', what),
      yes: commit ? l10n.t('Commit and Register') : l10n.t('Register'),
      done: ({ stage: into }) =>
        into === undefined ? l10n.t('{0} is registered.', what) : l10n.t('{0} is registered and in {1}.', what, into),
    },
    chosen.version === first.version ? { ...preview, suggestion: first.suggestion } : preview,
  );
}

/** What would be written: without a commit of the model's files where none is needed. */
async function previewOf(flow: ActionFlow, target: Target, asked: Readonly<Record<string, unknown>>) {
  const dryRun = (commit: boolean) =>
    flow.run<ActionResult>('register', target, { ...asked, commit, dryRun: true }, l10n.t('Looking at what would be written'));
  try {
    return { commit: false, preview: await dryRun(false) };
  } catch (error) {
    if (!isError(error, 'register.uncommitted')) throw error;
    return { commit: true, preview: await dryRun(true) };
  }
}

async function askNextVersion(
  questions: Questions,
  title: string,
  result: VersionsResult,
  { version: suggested, suggestion }: ActionResult,
): Promise<ChosenVersion | undefined> {
  const choices = nextVersions(result, suggested ?? 'v0.0.1', suggestion);
  const chosen = await questions.pick(title, l10n.t('Pick the version of {0}', result.name), choices);
  if (!chosen) return undefined;
  if (chosen.value !== undefined) return chosen.value;
  const typed = await questions.text({
    title,
    prompt: l10n.t('The version: a v and a semantic version'),
    value: suggested,
    placeholder: 'v2.0.0-rc.1',
    check: (text) => {
      if (!isVersion(text.trim())) return l10n.t('Versions are a v and a semantic version: v1.2.3, v2.0.0-rc.1');
      const there = result.versions.some((each) => each.version === text.trim() && each.active);
      return there ? l10n.t('{0} is registered already.', text.trim()) : undefined;
    },
  });
  return typed === undefined ? undefined : { version: typed.trim() };
}
