import * as l10n from '@vscode/l10n';
import { isVersion } from '../../../registry/tags/grammar';
import type { ActionResult } from '../../../report/schemas/action';
import type { VersionsResult } from '../../../report/schemas/versions';
import type { Choice, Questions } from '../../questions';
import { askMessage, askStage } from './ask';
import { askDeclaration, type Declaration } from './declaration';
import { type ActionFlow, isError } from './flow';
import { type ChosenVersion, nextVersions } from './nextVersions';
import { askCommit, pathOf } from './olderCommit';
import { stagesAllowed } from './stagesAllowed';
import { fileInRepository, type Target } from './target';

/** What is registered other than the working copy as it is found. */
interface Otherwise {
  /** An older commit. */
  readonly ref?: string;
  /** What `artifacts.yaml` is to say of a model that it lacks. */
  readonly declared?: Declaration;
}

/**
 * Registers a version of the working copy, or of an older commit: which one, into which stage, with what message; then the preview.
 * @throws what job `register` throws
 */
export async function registerVersion(flow: ActionFlow, target: Target, title: string): Promise<ActionResult | undefined> {
  const { versions } = target;
  const questions = flow.questions();
  const found = await askWhat(flow, target, title);
  if (!found) return undefined;
  const { what: model, first, version: chosen } = found;
  const name = found.name;
  const stage = await askStage(questions, title, versions, await stagesAllowed(target.cwd), chosen, l10n.t('No stage'));
  if (!stage) return undefined;
  const message = await askMessage(questions, title, `Registering artifact ${name} version ${chosen}`);
  if (!message) return undefined;
  const asked = { ...model, version: chosen, ...stage, ...message };
  const { commit, preview } = await previewOf(flow, target, asked);
  const what = `${name} ${chosen}`;
  return flow.perform(
    'register',
    target,
    { ...asked, commit },
    {
      message: commit
        ? l10n.t('Commit the files of {0} that are not committed, and register {1}?', name, chosen)
        : l10n.t('Register {0}?', what),
      working: l10n.t('Registering {0}', what),
      yes: commit ? l10n.t('Commit and Register') : l10n.t('Register'),
      done: ({ stage: into }) =>
        into === undefined ? l10n.t('{0} is registered.', what) : l10n.t('{0} is registered and in {1}.', what, into),
    },
    chosen === first.version ? { ...preview, suggestion: first.suggestion } : preview,
  );
}

/** What is registered as which version: asked again after each answer that changes what there is to choose from. */
async function askWhat(
  flow: ActionFlow,
  target: Target,
  title: string,
): Promise<{ what: Readonly<Record<string, unknown>>; name: string; first: ActionResult; version: string } | undefined> {
  const { versions } = target;
  const questions = flow.questions();
  let otherwise: Otherwise = {};
  for (;;) {
    const what = parametersOf(target, otherwise);
    // A dry run with leave to commit: it says what it would suggest whether everything is committed or not.
    const parameters = { ...what, commit: true, dryRun: true };
    const first = await flow.run<ActionResult>('register', target, parameters, l10n.t('Comparing {0}', versions.name));
    const declares = first.consequences.find(({ code }) => code === 'commit.declares');
    const name = declares?.values?.name ?? otherwise.declared?.name ?? versions.name;
    const doors: Door[] = [...(otherwise.ref === undefined ? (['commit'] as const) : []), ...(declares ? (['declaration'] as const) : [])];
    const chosen = await askNextVersion(questions, title, versions, first, doors);
    if (chosen === undefined) return undefined;
    if (typeof chosen !== 'string') return { what, name, first, version: chosen.version };
    if (chosen === 'commit') {
      const ref = await askCommit(questions, title, target);
      if (ref === undefined) return undefined;
      otherwise = { ...otherwise, ref };
    } else {
      const given = otherwise.declared ?? { name, path: pathOf(versions) ?? `${name}.onnx`, type: 'model', description: '' };
      const declared = await askDeclaration(questions, title, given, ...(await allowedFor(target)));
      if (!declared) return undefined;
      otherwise = { ...otherwise, declared };
    }
  }
}

/** Parameters of job `register` that say what. */
function parametersOf(target: Target, { ref, declared }: Otherwise): Record<string, unknown> {
  const elsewhere = declared && declared.path !== pathOf(target.versions);
  return {
    model: elsewhere ? fileInRepository(target, declared.path) : target.model,
    ...(ref === undefined ? {} : { ref }),
    ...(declared ? { name: declared.name, type: declared.type } : {}),
    ...(declared && declared.description !== '' ? { description: declared.description } : {}),
  };
}

/** The types that `.gto` allows, and the paths of the models that git has or could have. */
async function allowedFor({ cwd }: Target): Promise<[types: readonly string[] | undefined, paths: readonly string[]]> {
  const { Registry } = await import('../../../registry/registry');
  const registry = await Registry.open(cwd);
  if (!registry) return [undefined, []];
  try {
    const { declarations } = registry;
    const [settings, tracked, fresh] = await Promise.all([registry.settings(), declarations.tracked(), declarations.untracked()]);
    return [settings.types, [...new Set([...tracked, ...fresh])].sort()];
  } finally {
    registry.dispose();
  }
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

/** What may be asked for in place of a version. */
type Door = 'commit' | 'declaration';

async function askNextVersion(
  questions: Questions,
  title: string,
  result: VersionsResult,
  { version: suggested, suggestion }: ActionResult,
  doors: readonly Door[],
): Promise<ChosenVersion | Door | undefined> {
  const labels: Record<Door, string> = {
    commit: l10n.t('An older commit…'),
    declaration: l10n.t('Name, type, file and description…'),
  };
  const choices: Choice<ChosenVersion | Door | undefined>[] = [
    ...nextVersions(result, suggested ?? 'v0.0.1', suggestion),
    ...doors.map((door): Choice<Door> => ({ label: labels[door], value: door, alwaysShow: true })),
  ];
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
