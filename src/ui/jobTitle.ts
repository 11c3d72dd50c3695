import * as vscode from 'vscode';
import { findJob, type JobEntry } from '../jobs/table';
import { EXTENSION_ID, jobCommand } from './ids';

/** A job's title in the user's language: that of its command in the manifest, which VS Code has translated. */
export function jobTitle(job: Pick<JobEntry, 'name' | 'title'>): string {
  const commands: unknown = vscode.extensions.getExtension(EXTENSION_ID)?.packageJSON?.contributes?.commands;
  if (!Array.isArray(commands)) return job.title;
  const found: unknown = commands.find((command) => command?.command === jobCommand(job.name))?.title;
  return typeof found === 'string' ? found : job.title;
}

/** The title for reports of `kind`; the kind itself where no job here makes it. */
export function kindTitle(kind: string): string {
  const job = findJob(kind);
  return job ? jobTitle(job) : kind;
}
