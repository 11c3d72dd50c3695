import { open, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { fileError, replaceFile } from '../base/files';
import type { Attachment } from '../report/report';
import { type JobContext, OwnProcess } from './context';
import type { Texts } from './engine';
import { Meter } from './meter/meter';
import type { Outbox } from './outbox';
import type { JobRequest } from './protocol';
import { undisturbed } from './quiet';
import type { Sessions } from './session';
import { untrustedModel } from './trust';

/** How a job's context reaches the parent about what would be left if its process died. */
export interface OutputChannel {
  /** Asks the parent for the temporary name of an output file. */
  request(path: string): Promise<string>;
  committed(temporary: string): void;
  /** A process that the job started has begun, or ended. */
  process(pid: number, alive: boolean): void;
}

/** The context of one job in a worker, and the attachments it wrote. */
export function jobContext(
  request: JobRequest,
  signal: AbortSignal,
  sessions: Sessions,
  outbox: Outbox,
  outputs: OutputChannel,
  texts?: Texts,
) {
  const attachments: Attachment[] = [];
  const temporaries = new Map<string, string>();
  let measuring = false;
  const context: JobContext = {
    cwd: request.cwd,
    attachmentsDirectory: request.attachmentsDirectory,
    trusted: request.trusted,
    signal,
    sessions,
    meter(options) {
      if (!request.trusted) throw untrustedModel(options.path);
      // This process's own entry: it measures where its argument says so.
      return new Meter({
        ...options,
        workerPath: process.argv[1]!,
        signal,
        onProcess: outputs.process,
        ...(texts ? { texts } : {}),
        log: (level, message) => outbox.log(level, message),
      });
    },
    ownProcess() {
      if (request.worker === 'warm') throw new OwnProcess('this job wants a process of its own');
    },
    undisturbed: (work) =>
      undisturbed(
        async (quiet) => {
          measuring = true;
          try {
            return await work(quiet);
          } finally {
            measuring = false;
          }
        },
        ({ pid }) => outbox.progress({ message: l10n.t('Waiting for another measurement (process {0})', pid), measuring: 'waiting' }),
        signal,
      ),
    progress: (progress) => outbox.progress(measuring ? { ...progress, measuring: true } : progress),
    partial: (result) => outbox.partial(result),
    log: (level, message) => outbox.log(level, message),
    async outputFile(path) {
      const file = resolve(request.cwd, path);
      const temporary = await outputs.request(file);
      temporaries.set(file, temporary);
      return temporary;
    },
    async commitOutput(path) {
      const file = resolve(request.cwd, path);
      const temporary = temporaries.get(file);
      if (temporary === undefined) throw new Error(`${file} was not announced with outputFile`);
      temporaries.delete(file);
      await commit(temporary, file);
      outputs.committed(temporary);
    },
    async attach(file, mime, bytes) {
      const name = freshName(file, attachments);
      const path = join(request.attachmentsDirectory, name);
      await writeFile(path, bytes, { flag: 'wx' }).catch((error: unknown) => {
        throw fileError(error, path);
      });
      attachments.push({ file: name, mime, bytes: bytes.byteLength });
      return name;
    },
  };
  return { context, attachments };
}

async function commit(temporary: string, file: string): Promise<void> {
  try {
    const handle = await open(temporary, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replaceFile(temporary, file);
  } catch (error) {
    throw fileError(error, file);
  }
}

/** A plain file name that every file system takes, not taken by another attachment. Names come from the model: they are hostile. */
function freshName(wanted: string, taken: readonly Attachment[]): string {
  const plain = basename(wanted)
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._]+/, '');
  const extension = extname(plain).slice(0, 12);
  const stem = plain.slice(0, plain.length - extname(plain).length).slice(0, 60) || 'attachment';
  const names = new Set(taken.map((attachment) => attachment.file.toLowerCase()));
  let name = stem + extension;
  for (let count = 2; names.has(name.toLowerCase()) || /^(report\.json|con|prn|aux|nul)(\.|$)/i.test(name); count++)
    name = `${stem}-${count}${extension}`;
  return name;
}
