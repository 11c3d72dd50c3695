import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../base/errors';
import { findJob, JOBS, type JobEntry } from '../../jobs/table';
import type { Manifest } from '../../manifest/schema';
import type { InspectResult } from '../../report/schemas/inspect';
import type { CommandGateway } from '../commands';
import { CustomEditors, jobCommand } from '../ids';
import { jobTitle } from '../jobTitle';
import { sketchManifest, wantedInputs } from '../manifests';
import { chooseModel, modelOfRow } from '../modelArgument';
import { modelTitle, placeOf, referenceOf } from '../modelUri';
import { requireTrust } from '../trust';
import type { WorkspaceModels } from '../workspaceModels';
import { askInputs } from './askInputs';
import { chooseRepository } from './checkRegistry';
import { chooseComparison } from './compareModels';
import { type JobRunner, startFolder } from './jobRunner';
import type { PanelRuns } from './panelRun';

/** What a job's command does once the model is known. Jobs without an entry run at once and show their report. */
type Door = (job: JobEntry, model: vscode.Uri, given: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What a command does that is not about one model. */
type OwnDoor = (job: JobEntry, argument: unknown, given: unknown) => Promise<unknown>;

/** Registers the command of each job that has a door and writes nothing to the repository; all doors lead through the same one. */
export class JobCommands {
  readonly #doors: ReadonlyMap<string, Door>;
  readonly #ownDoors: ReadonlyMap<string, OwnDoor>;

  constructor(
    private readonly runner: JobRunner,
    private readonly panels: PanelRuns,
    private readonly models: WorkspaceModels,
    private readonly memory: vscode.Memento,
  ) {
    this.#doors = new Map<string, Door>([
      ['inspect', (job, model, given) => this.#inspectIn(job, model, given)],
      ['run', (job, model, given) => this.#run(job, model, given)],
    ]);
    this.#ownDoors = new Map<string, OwnDoor>([
      ['diff', (job, argument, given) => this.#diff(job, argument, given)],
      ['doctor', (job, argument) => this.#doctor(job, argument)],
      ['versions', (job, argument) => this.#versions(job, argument)],
    ]);
  }

  addTo(gateway: CommandGateway): void {
    for (const job of JOBS) {
      // What writes to the repository shows a preview first: those are the registry's actions.
      if (job.doors.length === 0 || job.confirms) continue;
      const own = this.#ownDoors.get(job.name);
      if (own) gateway.add(jobCommand(job.name), (argument, given) => own(job, argument, given));
      if (own || !job.takesModel) continue;
      gateway.add(jobCommand(job.name), (argument, given) => this.#open(job, argument, given));
    }
  }

  /** A manifest to begin with for `model`. */
  async sketch(model: vscode.Uri): Promise<string> {
    return sketchManifest(await this.#inspect(model));
  }

  async #open(job: JobEntry, argument: unknown, given: unknown): Promise<unknown> {
    const title = jobTitle(job);
    if (!job.untrusted) requireTrust(l10n.t('{0} needs a trusted workspace: it executes the model.', title));
    const model = await chooseModel(argument, this.models, title);
    if (!model) return undefined;
    const parameters = isParameters(given) ? given : {};
    const door = this.#doors.get(job.name) ?? ((entry, uri, more) => this.panels.start(entry, uri, more));
    return door(job, model, parameters);
  }

  /** Asks for the inputs that have no value yet, then runs. `given.input` (from a script or a test) is not asked for again. */
  async #run(job: JobEntry, model: vscode.Uri, given: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (Array.isArray(given.input)) return this.panels.start(job, model, given);
    const title = l10n.t('{0} {1}', jobTitle(job), modelTitle(model));
    const [{ inputs }, manifest] = await Promise.all([this.#inspect(model), manifestOf(model)]);
    // A manifest that cannot be read decides what the inputs are: the run says what is wrong with it.
    if (manifest === 'unreadable') return this.panels.start(job, model, given);
    const input = await askInputs(title, model, startFolder(model), wantedInputs(inputs, manifest), manifest, this.memory);
    return input && this.panels.start(job, model, { ...given, input });
  }

  /** A file in its editor, a version in a panel. */
  async #inspectIn(job: JobEntry, model: vscode.Uri, given: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (referenceOf(model)) return this.panels.start(job, model, given);
    return vscode.commands.executeCommand('vscode.openWith', model, CustomEditors.onnx);
  }

  async #diff(job: JobEntry, argument: unknown, selected: unknown): Promise<unknown> {
    const chosen = await chooseComparison(argument, selected, this.models, jobTitle(job));
    return chosen && this.panels.start(job, chosen.model, chosen.parameters);
  }

  /** About the model as a whole, whichever of its versions it was asked on: one panel a model. */
  async #versions(job: JobEntry, argument: unknown): Promise<unknown> {
    const model = modelOfRow(argument) ?? (await chooseModel(argument, this.models, jobTitle(job)));
    return model && this.panels.start(job, model, {});
  }

  async #doctor(job: JobEntry, argument: unknown): Promise<unknown> {
    const root = await chooseRepository(argument, this.models, jobTitle(job));
    return root && this.panels.start(job, root, { folder: root.fsPath });
  }

  async #inspect(model: vscode.Uri): Promise<InspectResult> {
    const inspect = findJob('inspect');
    if (!inspect) throw new Error('the job table has no inspect');
    const executed = await this.runner.run({ job: inspect, model, parameters: {} });
    await executed.release();
    const result = executed.report.result as InspectResult;
    const [finding] = result.findings;
    if (result.readable === false && finding) throw new UserError(finding.code, finding.message, finding);
    return result;
  }
}

/** The manifest that says what to ask for; of a version the one that is in its place now, which the run itself does not go by. */
async function manifestOf(model: vscode.Uri): Promise<Manifest | undefined | 'unreadable'> {
  const { loadManifest } = await import('../../manifest/load');
  try {
    return (await loadManifest(placeOf(model).fsPath))?.manifest;
  } catch (error) {
    if (error instanceof UserError) return 'unreadable';
    throw error;
  }
}

function isParameters(value: unknown): value is Record<string, unknown> {
  // VS Code passes its own things as a second argument, such as the selection of a tree: an array, or another row.
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'input' in value;
}
