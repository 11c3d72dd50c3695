import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../base/errors';
import { JOBS, type JobEntry } from '../../jobs/table';
import type { CommandGateway } from '../commands';
import { Commands, CustomEditors, jobCommand } from '../ids';
import { jobTitle } from '../jobTitle';
import { sketchManifest } from '../manifests';
import { chooseModel, modelFromArgument, modelOfRow } from '../modelArgument';
import { modelTitle, referenceOf } from '../modelUri';
import { type Questions, vscodeQuestions } from '../questions';
import { requireTrust } from '../trust';
import type { WorkspaceModels } from '../workspaceModels';
import { BenchmarkDoor } from './benchmarkDoor';
import { chooseRepository } from './checkRegistry';
import { CompareDoor } from './compareDoor';
import { chooseComparison, referencedModel } from './compareModels';
import { Feeding } from './feeding';
import type { JobRunner } from './jobRunner';
import { factsOf, inspectModel } from './modelFacts';
import { openDimensions } from './openDimensions';
import type { PanelRuns } from './panelRun';

/** What a job's command does once the model is known. Jobs without an entry run at once and show their report. */
type Door = (job: JobEntry, model: vscode.Uri, given: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What a command does that is not about one model. */
type OwnDoor = (job: JobEntry, argument: unknown, given: unknown) => Promise<unknown>;

/** Registers the command of each job that has a door and writes nothing to the repository; all doors lead through the same one. */
export class JobCommands {
  readonly #doors: ReadonlyMap<string, Door>;
  readonly #ownDoors: ReadonlyMap<string, OwnDoor>;
  readonly #feeding: Feeding;
  readonly #benchmarks: BenchmarkDoor;
  readonly #comparisons: CompareDoor;
  /** What the person is asked; tests answer in their place. */
  questions: Questions = vscodeQuestions;

  constructor(
    private readonly runner: JobRunner,
    private readonly panels: PanelRuns,
    private readonly models: WorkspaceModels,
    memory: vscode.Memento,
  ) {
    this.#feeding = new Feeding(memory, () => this.questions);
    this.#benchmarks = new BenchmarkDoor(runner, panels, this.#feeding, () => this.questions);
    this.#comparisons = new CompareDoor(runner, panels, models, this.#feeding, () => this.questions);
    this.#doors = new Map<string, Door>([
      ['inspect', (job, model, given) => this.#inspectIn(job, model, given)],
      ['run', (job, model, given) => this.#run(job, model, given)],
    ]);
    this.#ownDoors = new Map<string, OwnDoor>([
      ['benchmark', (job, argument, given) => this.#benchmark(job, argument, given)],
      ['compare', (job, argument, given) => this.#compare(job, argument, given)],
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
    gateway.add(Commands.changeSizes, (argument) => this.#changeSizes(argument));
  }

  /** A manifest to begin with for `model`. */
  async sketch(model: vscode.Uri): Promise<string> {
    return sketchManifest(await inspectModel(this.runner, model));
  }

  async #open(job: JobEntry, argument: unknown, given: unknown): Promise<unknown> {
    const title = jobTitle(job);
    if (!job.untrusted) requireTrust(needsTrust(job));
    const model = await chooseModel(argument, this.models, title);
    if (!model) return undefined;
    const parameters = isParameters(given) ? given : {};
    const door = this.#doors.get(job.name) ?? ((entry, uri, more) => this.panels.start(entry, uri, more));
    return door(job, model, parameters);
  }

  /** Asks for the inputs that have no value yet, then runs. `given.input` (from a script or a test) is not asked for again. */
  async #run(job: JobEntry, model: vscode.Uri, given: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (Array.isArray(given.input)) return this.panels.start(job, model, given);
    const facts = await factsOf(this.runner, model);
    if (!facts) return this.panels.start(job, model, given);
    const fed = await this.#feeding.forRun(l10n.t('{0} {1}', jobTitle(job), modelTitle(model)), model, facts);
    return fed && this.panels.start(job, model, { ...given, ...fed });
  }

  /** From a row, of all that are selected; from a lens or an editor's button the usual way, without questions. */
  async #benchmark(job: JobEntry, argument: unknown, given: unknown): Promise<unknown> {
    requireTrust(needsTrust(job));
    const model = await chooseModel(argument, this.models, jobTitle(job));
    if (!model) return undefined;
    if (isParameters(given)) return this.panels.start(job, model, given);
    const selected = Array.isArray(given) ? given.map(modelFromArgument).filter((uri) => uri !== undefined) : [];
    const models = selected.length > 1 ? [...new Map(selected.map((uri) => [uri.toString(), uri])).values()] : [model];
    return this.#benchmarks.open(job, models, isAtOnce(given));
  }

  /** References from a script or another view as `{ baseline, candidates, … }` with the folder they start in; else rows, or what the person picks. */
  async #compare(job: JobEntry, argument: unknown, selected: unknown): Promise<unknown> {
    requireTrust(needsTrust(job));
    if (!isComparison(argument)) return this.#comparisons.open(job, argument, selected);
    const { folder, ...parameters } = argument;
    return this.panels.start(job, referencedModel(argument.baseline, folder, this.models), parameters);
  }

  /** Asks for the sizes of a model's symbolic dimensions anew. @throws UserError `dims.none` where it has none */
  async #changeSizes(argument: unknown): Promise<void> {
    const title = l10n.t('Change Sizes of Dimensions');
    const model = await chooseModel(argument, this.models, title);
    const facts = model && (await factsOf(this.runner, model));
    if (!model || !facts) return;
    if (openDimensions(facts.inputs).length === 0) {
      throw new UserError('dims.none', l10n.t('All sizes of {0} are fixed, but for the number of rows.', modelTitle(model)));
    }
    await this.#feeding.resize(`${title} · ${modelTitle(model)}`, model, facts);
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
}

function needsTrust(job: JobEntry): string {
  return l10n.t('{0} needs a trusted workspace: it executes the model.', jobTitle(job));
}

/** Whether it came from a place that is pressed, not chosen from: a lens says so, an editor's button comes with its group. */
function isAtOnce(given: unknown): boolean {
  return typeof given === 'object' && given !== null && ('atOnce' in given || 'groupId' in given);
}

/** What another view or a script compares: references, and whatever else the job takes. */
interface GivenComparison {
  readonly baseline: string;
  readonly candidates: readonly string[];
  /** Where relative paths start. */
  readonly folder?: vscode.Uri;
}

function isComparison(value: unknown): value is GivenComparison {
  if (typeof value !== 'object' || value === null || !('baseline' in value) || !('candidates' in value)) return false;
  const folder = 'folder' in value ? value.folder : undefined;
  return typeof value.baseline === 'string' && Array.isArray(value.candidates) && (folder === undefined || folder instanceof vscode.Uri);
}

function isParameters(value: unknown): value is Record<string, unknown> {
  // VS Code passes its own things as a second argument, such as the selection of a tree: an array, or another row.
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'input' in value;
}
