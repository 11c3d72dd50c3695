import * as vscode from 'vscode';
import { JOBS } from '../../jobs/table';
import { jobCommand } from '../ids';
import { jobTitle } from '../jobTitle';

/** One lens per job that has this door; in a folder not trusted, only those that open no runtime session. */
export function jobLenses(range: vscode.Range, model: vscode.Uri): vscode.CodeLens[] {
  const jobs = JOBS.filter((job) => job.doors.includes('lens') && (job.untrusted || vscode.workspace.isTrusted));
  // What a person comes for first: running, then looking.
  jobs.sort((a, b) => Number(a.untrusted) - Number(b.untrusted));
  return jobs.map(
    (job) =>
      new vscode.CodeLens(range, {
        title: `$(${job.icon}) ${jobTitle(job)}`,
        tooltip: vscode.workspace.asRelativePath(model),
        command: jobCommand(job.name),
        arguments: [model, { atOnce: true }],
      }),
  );
}
