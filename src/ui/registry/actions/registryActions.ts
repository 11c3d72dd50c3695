import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CommandGateway } from '../../commands';
import { Commands, jobCommand } from '../../ids';
import type { JobRunner } from '../../jobs/jobRunner';
import { jobTitle } from '../../jobTitle';
import type { Log } from '../../log';
import { type Questions, vscodeQuestions } from '../../questions';
import { requireTrust } from '../../trust';
import type { WorkspaceModels } from '../../workspaceModels';
import { askVersion } from './ask';
import { compareWithLastVersion, compareWithWorkingCopy } from './compare';
import { fetchVersion, restoreVersion } from './files';
import { ActionFlow } from './flow';
import { registerVersion } from './register';
import { assignStage, rollBackStage, unassignStage } from './stages';
import { jobNamed, readTarget, type Target, versionReference } from './target';
import { deleteTag, deprecateModel, deregisterVersion } from './versions';

/** An action on a model whose repository is known. @returns what was written; undefined where the person left */
type Action = (flow: ActionFlow, target: Target, title: string) => Promise<unknown>;

/** Actions that are jobs: each writes after a preview. */
const JOB_ACTIONS: Readonly<Record<string, Action>> = {
  register: registerVersion,
  assign: assignStage,
  unassign: unassignStage,
  rollback: rollBackStage,
  deregister: deregisterVersion,
  deprecate: deprecateModel,
  restore: restoreVersion,
  'delete-tag': deleteTag,
  push: (flow, target) => flow.push(target, { model: target.versions.name }),
};

/** The commands on versions and stages: from rows of the Models view, or from the palette, where they ask for the model and the version. */
export class RegistryActions {
  /** Who answers. */
  questions: Questions = vscodeQuestions;
  readonly #flow: ActionFlow;

  constructor(
    private readonly runner: JobRunner,
    private readonly models: WorkspaceModels,
    log: Log,
  ) {
    this.#flow = new ActionFlow(runner, () => this.questions, log);
  }

  addTo(gateway: CommandGateway): void {
    for (const [name, action] of Object.entries(JOB_ACTIONS)) {
      const title = () => jobTitle(jobNamed(name)).replace(/…$/, '');
      gateway.add(jobCommand(name), (argument) => this.#trusted(argument, title(), action));
    }
    gateway.add(Commands.fetchVersion, (argument) => this.#trusted(argument, l10n.t('Fetch Version to Folder'), fetchVersion));
    gateway.add(Commands.copyReference, (argument) =>
      this.#start(argument, l10n.t('Copy Reference'), (flow, target, title) => copyReference(flow, target, title)),
    );
    gateway.add(Commands.compareWithWorkingCopy, (argument) =>
      this.#start(argument, l10n.t('Diff With Working Copy'), (flow, target, title) =>
        compareWithWorkingCopy(flow.questions(), target, title),
      ),
    );
    gateway.add(Commands.compareWithLastVersion, (argument) =>
      this.#start(argument, l10n.t('Diff With Last Version'), (flow, target) => compareWithLastVersion(flow.questions(), target)),
    );
  }

  /** @throws UserError `workspace.untrusted` */
  async #trusted(argument: unknown, title: string, action: Action): Promise<unknown> {
    requireTrust(l10n.t('{0} needs a trusted workspace: writing to a repository runs its hooks and filters.', title));
    return this.#start(argument, title, action);
  }

  async #start(argument: unknown, title: string, action: Action): Promise<unknown> {
    const target = await readTarget(argument, this.models, this.runner, title);
    return target && action(this.#flow, target, title);
  }
}

async function copyReference(flow: ActionFlow, target: Target, title: string): Promise<string | undefined> {
  const version = target.version ?? (await askVersion(flow.questions(), title, target.versions));
  if (version === undefined) return undefined;
  const reference = versionReference(target, version);
  await vscode.env.clipboard.writeText(reference);
  vscode.window.setStatusBarMessage(l10n.t('Copied {0}', reference), 3000);
  return reference;
}
