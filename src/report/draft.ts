import { lstat, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { fileError, replaceFile } from '../base/files';
import { encodeReport } from './encode';
import { isPlainName } from './names';
import type { Report } from './report';

/** A report being made: its folder exists under a name that no list shows, until `commit` renames it. */
export class ReportDraft {
  #done = false;

  constructor(
    /** The id the report must carry. */
    readonly id: string,
    /** Where attachments go meanwhile. Absolute. */
    readonly directory: string,
    readonly target: string,
    private readonly onDiscard: () => Promise<void>,
  ) {}

  /**
   * Writes `report.json`, flushes it and renames the folder into place.
   * @throws UserError `report.attachment` where a listed attachment is not there as listed; the draft is then still open
   */
  async commit(report: Report): Promise<void> {
    if (this.#done) throw new Error(`Report ${this.id} was already committed or discarded`);
    if (report.id !== this.id) throw new Error(`Report ${report.id} does not belong to draft ${this.id}`);
    for (const attachment of report.attachments) await this.#check(attachment.file, attachment.bytes);
    const path = join(this.directory, 'report.json');
    try {
      const handle = await open(path, 'wx');
      try {
        await handle.writeFile(encodeReport(report));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await replaceFile(this.directory, this.target);
    } catch (error) {
      await this.discard();
      throw fileError(error, this.target);
    }
    this.#done = true;
  }

  /** Removes the folder and what is in it, and a store that was made for it alone. Does nothing after `commit`. */
  async discard(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    await rm(this.directory, { recursive: true, force: true });
    await this.onDiscard();
  }

  async #check(file: string, bytes: number): Promise<void> {
    const fault = (message: string) => new UserError('report.attachment', message, { where: file });
    if (!isPlainName(file) || file === 'report.json') throw fault(l10n.t('"{0}" cannot be the name of an attachment.', file));
    const path = join(this.directory, file);
    const found = await lstat(path).catch((error: unknown) => {
      throw fileError(error, path);
    });
    if (!found.isFile()) throw fault(l10n.t('The attachment {0} is not a file.', file));
    if (found.size !== bytes) throw fault(l10n.t('The attachment {0} has {1} bytes, the report says {2}.', file, found.size, bytes));
  }
}
