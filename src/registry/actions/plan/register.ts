import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { parse } from 'semver';
import { UserError } from '../../../base/errors';
import { statOrMissing } from '../../../base/statOrMissing';
import type { ActionResult, Consequence } from '../../../report/schemas/action';
import { assertStage } from '../../declared/settings';
import { CommitTree } from '../../files/commitTree';
import { locateFile } from '../../files/locate';
import { readPointer } from '../../files/pointer';
import { isVersion } from '../../tags/grammar';
import type { ArtifactState } from '../../tags/state';
import { planCommit } from './commit';
import { clockConsequences, consequence, foretell, stageConsequences, versionConsequences } from './consequences';
import { type BumpPart, freeStep, step } from './nextVersion';
import type { Plan } from './plan';
import { sameBytes } from './sameBytes';
import type { Situation } from './situation';
import { type Suggested, suggestVersion } from './suggest';
import { assertArtifactName, type PlannedEvent, planTags } from './tagNames';

/** Brings what a shallow clone left at the remote. */
const UNSHALLOW = 'git fetch --unshallow --tags';

/** How many versions before the last a model is compared with: each of the same size reads it once. */
const OLDER = 5;

/** What is asked of a registration. */
export interface RegisterRequest {
  /** Of the model in the work tree, from the root; absent where only tags know it. */
  readonly path?: string;
  readonly version?: string;
  readonly bump?: BumpPart;
  readonly message?: string;
  /** Full name of an older commit to register; absent: the working copy, at HEAD. */
  readonly commit?: string;
  /** Put it in this stage at once. */
  readonly stage?: string;
  /** Message of the tag that puts it there; made where left out. */
  readonly assignMessage?: string;
  /** Commit the model's own files first where they are not. */
  readonly commitFirst: boolean;
  readonly type?: string;
  readonly description?: string;
}

/** The placeholder of a commit that is made first. */
const NEW_COMMIT = '';

/**
 * What registering a version writes.
 * @throws UserError `register.*`, `version.*`, `artifact.name`, `type.*`, `commit.*`, `tag.*`
 */
export async function planRegister(situation: Situation, request: RegisterRequest, signal?: AbortSignal): Promise<Plan> {
  const { name, state, settings } = situation;
  if (settings.problem) throw settings.problem;
  if (request.stage !== undefined) assertStage(settings, request.stage);
  assertArtifactName(name);
  if (request.version !== undefined && request.bump !== undefined) {
    throw new UserError('register.both', l10n.t('--version and --bump exclude each other.'), { remedy: l10n.t('Give one of them.') });
  }
  const suggested = await chooseVersion(situation, request, signal);
  const { version } = suggested;
  const message = request.message ?? `Registering artifact ${name} version ${version}`;
  const subject = request.message === undefined ? `${name}: version ${version}` : `${name}: ${request.message}`;
  const { commit, consequences } =
    request.commit === undefined
      ? await commitOf(situation, request, subject, signal)
      : { commit: undefined, consequences: await fileNote(situation, request.commit, request.path) };
  const at = commit ? NEW_COMMIT : (request.commit ?? situation.head!);
  if (state) assertFree(state, version, at);
  const writes = await planTags(situation, [
    { event: 'registration', commit: at, version, message },
    ...assignment(name, version, at, request),
  ]);
  return {
    artifact: name,
    writes,
    deletes: [],
    ...(commit ? { commit } : {}),
    version,
    ...(request.stage === undefined ? {} : { stage: request.stage }),
    ...(suggested.suggestion ? { suggestion: suggested.suggestion } : {}),
    consequences: [
      ...suggested.consequences,
      ...consequences,
      ...(situation.registry.repository.shallow && !state
        ? [
            consequence(
              'clone.shallow',
              'warning',
              `This is a shallow clone without versions of ${name}: they may be at the remote. This brings them: ${UNSHALLOW}`,
              { name },
              UNSHALLOW,
            ),
          ]
        : []),
      ...versionConsequences(version, state),
      ...(state?.deprecated
        ? [consequence('artifact.deprecated', 'warning', `${name} is deprecated: a new tag makes it active again.`, { name })]
        : []),
      ...stageConsequences(situation, foretell(situation, writes, []), request.stage),
      ...clockConsequences(situation),
    ],
  };
}

function assignment(name: string, version: string, commit: string, { stage, assignMessage }: RegisterRequest): PlannedEvent[] {
  if (stage === undefined) return [];
  const message = assignMessage ?? `Assigning stage ${stage} to artifact ${name} version ${version}`;
  return [{ event: 'assignment', commit, version, stage, message }];
}

/** That a commit has no file of the model. GTO takes that, and so a version can be of something that is not in git; but it is rarely meant. */
async function fileNote({ registry, name }: Situation, commit: string, path: string | undefined): Promise<Consequence[]> {
  const { repository, objects } = registry;
  if (path !== undefined && (await locateFile(new CommitTree(repository, objects, commit), path))) return [];
  const text = `The commit ${commit.slice(0, 10)} has no file ${path ?? `${name}.onnx`}: the version would be without a model.`;
  return [consequence('register.noFile', 'warning', text, { commit, path: path ?? '' })];
}

async function commitOf(situation: Situation, request: RegisterRequest, message: string, signal?: AbortSignal) {
  const { registry, name } = situation;
  const { root } = registry.repository;
  const { path, commitFirst, type, description } = request;
  if (root === undefined) {
    throw new UserError('register.bare', l10n.t('A bare repository has no working copy to register.'), {
      where: registry.repository.gitDir,
      remedy: l10n.t('Name the commit: --ref BRANCH'),
    });
  }
  if (path === undefined || !((await statOrMissing(join(root, path))) ?? (await readPointer(join(root, path))))) {
    throw new UserError('register.missing', l10n.t('The file of {0} is not in the work tree: {1}.', name, path ?? `${name}.onnx`), {
      where: path ?? name,
      remedy: l10n.t('Put it back, or register an older commit with --ref.'),
    });
  }
  const planned = await planCommit(situation, { path, commit: commitFirst, message, type, description }, signal);
  if (!planned.commit && situation.head === undefined) throw noCommit(registry.repository.root!);
  return planned;
}

function noCommit(root: string): UserError {
  return new UserError('git.noCommit', l10n.t('This repository has no commit yet, and a version is a tag on one.'), {
    where: root,
    remedy: l10n.t('Commit the model first, or give --commit.'),
  });
}

/** The version: typed, or a step from the last one; and why. */
async function chooseVersion(
  situation: Situation,
  request: RegisterRequest,
  signal?: AbortSignal,
): Promise<{ version: string; suggestion?: ActionResult['suggestion']; consequences: Consequence[] }> {
  const { state } = situation;
  if (request.version !== undefined) {
    if (isVersion(request.version)) return { version: request.version, consequences: await alikeNotes(situation, request, signal) };
    throw new UserError('version.invalid', l10n.t('{0} is not a version.', JSON.stringify(request.version)), {
      where: request.version,
      remedy: l10n.t('Versions are a v and a semantic version: v1.2.3, v2.0.0-rc.1'),
    });
  }
  const last = state?.latest;
  if (last === undefined || !parse(last)) {
    const version = step('v0.0.0', request.bump ?? 'patch');
    const reasons = ['No version is registered yet.'];
    return free(situation, version, request.bump ?? 'patch', { suggestion: { bump: 'first', reasons }, consequences: [] });
  }
  const notes = await alikeNotes(situation, request, signal);
  if (request.bump !== undefined) return free(situation, step(last, request.bump), request.bump, { consequences: notes });
  const isLast = notes.some(({ code }) => code === 'version.identical');
  const found: Suggested = isLast
    ? { bump: 'patch', reasons: [`Nothing has changed since ${last}.`], same: true }
    : await suggestVersion(situation, last, request, signal);
  const alike = consequence('version.same', 'warning', `Nothing in the model has changed since ${last}, though its bytes have.`, {
    version: last,
  });
  const consequences = found.same && !isLast ? [alike, ...notes] : notes;
  return free(situation, step(last, found.bump), found.bump, { suggestion: { bump: found.bump, reasons: found.reasons }, consequences });
}

/** That it is the last version again, or else an older one. */
async function alikeNotes(situation: Situation, request: RegisterRequest, signal?: AbortSignal): Promise<Consequence[]> {
  const identical = await sameNote(situation, request, signal);
  return identical.length > 0 ? identical : olderNote(situation, request, signal);
}

/** That the model is, byte for byte, the last version: registering it again is rarely meant. */
async function sameNote(situation: Situation, request: RegisterRequest, signal?: AbortSignal): Promise<Consequence[]> {
  const last = situation.state?.latest;
  if (last === undefined || !(await sameBytes(situation, last, request, signal))) return [];
  const text = `The model is byte for byte that of ${last}: the new version would be the same under another name.`;
  return [consequence('version.identical', 'warning', text, { version: last })];
}

/** That the model is, byte for byte, a version before the last: to have that one again it can be assigned as it is. */
async function olderNote(situation: Situation, request: RegisterRequest, signal?: AbortSignal): Promise<Consequence[]> {
  const { versions = [], latest } = situation.state ?? {};
  const older = versions.filter(({ version, active, registered }) => active && registered && version !== latest).slice(0, OLDER);
  for (const { version } of older) {
    if (!(await sameBytes(situation, version, request, signal))) continue;
    const text = `The model is byte for byte that of ${version}: to have that one in a stage again, assign it; it needs no new version.`;
    return [consequence('version.older', 'info', text, { version })];
  }
  return [];
}

/** Goes on in the same step while the number is taken: a deregistered version keeps its. */
function free(
  { state, tags, name }: Situation,
  wanted: string,
  part: BumpPart,
  rest: { suggestion?: ActionResult['suggestion']; consequences: Consequence[] },
): { version: string; suggestion?: ActionResult['suggestion']; consequences: Consequence[] } {
  const taken = (version: string) =>
    (state?.versions.some((each) => each.version === version) ?? false) || tags.has(`${name.replace(':', '=')}@${version}`);
  const version = taken(wanted) ? freeStep(wanted, part, taken) : wanted;
  const skipped = version === wanted ? [] : [consequence('version.skipped', 'info', `${wanted} was used before.`, { version: wanted })];
  return { ...rest, version, consequences: [...rest.consequences, ...skipped] };
}

/**
 * Refuses a version that is there, and a second one on a commit. One that only a tag of another pattern tells may be registered as GTO does, at
 * its commit.
 * @throws UserError `version.registered`, `version.moved`, `register.commitTaken`
 */
function assertFree(state: ArtifactState, version: string, commit: string): void {
  const before = state.versions.filter((each) => each.registered && each.version === version);
  const active = before.find((each) => each.active);
  if (active && active.pattern !== 'gto' && active.commit === commit) return;
  if (active) {
    throw new UserError(
      'version.registered',
      l10n.t('{0} of {1} is registered already, by the tag {2}.', version, state.name, active.tag),
      {
        where: active.tag,
        remedy:
          active.pattern === 'gto'
            ? l10n.t('Choose another version.')
            : l10n.t('Choose another version, or register that one for GTO too: --version {0} --ref {1}', version, active.tag),
      },
    );
  }
  const elsewhere = before.find((each) => each.commit !== commit);
  if (elsewhere) {
    throw new UserError(
      'version.moved',
      l10n.t('{0} of {1} was deregistered; it belonged to another commit, {2}.', version, state.name, elsewhere.commit.slice(0, 10)),
      {
        where: elsewhere.tag,
        remedy: l10n.t('Choose another version, or register that commit again with --ref.'),
      },
    );
  }
  const there = state.versions.find((each) => each.registered && each.commit === commit && each.version !== version);
  if (!there) return;
  throw new UserError(
    'register.commitTaken',
    l10n.t(
      'This commit is {0} of {1} already, and GTO ends with an error where one commit carries two versions.',
      there.version,
      state.name,
    ),
    {
      where: there.tag,
      remedy: there.active
        ? l10n.t('Commit what is new about the model first; where nothing is, {0} is the version.', there.version)
        : l10n.t('It was deregistered: register {0} again, or make a new commit.', there.version),
    },
  );
}
