import type * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { findJob } from '../../jobs/table';
import type { VersionsResult } from '../../report/schemas/versions';
import { type JobRunner, modelParameter, startFolder } from '../jobs/jobRunner';
import type { WorkspaceModel } from '../workspaceModels';

/** What job `versions` says of each model that somebody looked into, until tags or files change. */
export class VersionsCache extends Disposable {
  readonly #known = new Map<string, Promise<VersionsResult>>();

  /** @param changes event after which what is known may be wrong */
  constructor(
    private readonly runner: JobRunner,
    changes: vscode.Event<void>,
  ) {
    super();
    this.register(changes(() => this.#known.clear()));
  }

  /** @throws UserError what the job says */
  of(model: WorkspaceModel): Promise<VersionsResult> {
    const key = keyOf(model);
    const known = this.#known.get(key) ?? this.#read(model);
    this.#known.set(key, known);
    // A failure is told to whoever asked; the next who asks tries again.
    known.catch(() => this.#known.get(key) === known && this.#known.delete(key));
    return known;
  }

  async #read({ uri, entry, nested, registry }: WorkspaceModel): Promise<VersionsResult> {
    const job = findJob('versions');
    if (!job) throw new Error('the job table has no versions');
    // Names are looked up in the repository around the folder where the job starts.
    const cwd = (nested && registry?.repository.root) || startFolder(uri);
    const model = entry.state === 'missing' || entry.also ? entry.name : modelParameter(uri, cwd);
    const executed = await this.runner.run({ job, model: uri, cwd, parameters: { model } });
    await executed.release();
    return executed.report.result as VersionsResult;
  }
}

function keyOf({ uri, entry }: WorkspaceModel): string {
  return `${uri.toString()} ${entry.name}`;
}
