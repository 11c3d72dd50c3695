import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { errorCode, fileError } from '../base/files';
import { type DecodedReport, decodeReport } from './codec';
import { ReportDraft } from './draft';
import { StoreFolders } from './folders';
import { isAbandoned, isTransient, transientName } from './leftovers';
import { type ReportEntry, readEntry, readFilePart } from './listing';
import { isPlainName, newReportId } from './names';

export type { ReportDraft } from './draft';
export type { ReportEntry } from './listing';

/** How much history is kept. */
export interface ReportStoreOptions {
  /** Reports kept by {@link ReportStore.prune}; 200 unless told. */
  maxReports?: number;
  /** Bytes kept, attachments included; 512 MiB unless told. */
  maxBytes?: number;
}

const DEFAULTS = { maxReports: 200, maxBytes: 512 * 2 ** 20 };
/** A report's JSON beyond this is not read: results are meant to be small, bulk goes into attachments. */
const MAX_REPORT_BYTES = 256 * 2 ** 20;
/** Entries read at the same time by a list. */
const LIST_WIDTH = 16;
/** Times a draft is tried anew where another process took an empty store away under it. */
const BEGIN_TRIES = 5;

/**
 * The history of reports in `ROOT/.modelwright/reports/`: one folder a report, `report.json` and its attachments.
 * Several processes may use one store at once: a report appears by one rename and goes by another. What lies in the folder is
 * untrusted (it may come with a repository): links are refused and names are plain.
 */
export class ReportStore {
  /** The folder of the reports; made on first use. */
  readonly directory: string;
  readonly #home: string;
  readonly #folders: StoreFolders;
  readonly #options: Required<ReportStoreOptions>;

  /** @param root the repository's or workspace's folder, absolute */
  constructor(root: string, options: ReportStoreOptions = {}) {
    this.#home = join(root, '.modelwright');
    this.directory = join(this.#home, 'reports');
    this.#folders = new StoreFolders(this.#home, this.directory);
    this.#options = { ...DEFAULTS, ...options };
  }

  /**
   * Starts a report: a folder that no list shows, for the job's attachments.
   * @param kind goes into the report's id
   * @throws UserError `report.link` where the store's folder is a link, `file.*` where it cannot be written
   */
  async begin(kind: string): Promise<ReportDraft> {
    const id = newReportId(kind);
    const directory = join(this.directory, transientName('draft', id));
    for (let tries = 1; ; tries++) {
      await this.#checkFolders();
      try {
        await this.#folders.make();
        await mkdir(directory);
        break;
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || tries === BEGIN_TRIES) throw fileError(error, directory);
      }
    }
    return new ReportDraft(id, directory, join(this.directory, id), () => this.#folders.removeEmpty());
  }

  /**
   * Every report, newest first, reading no more than the beginning of each. One that cannot be read is listed as such.
   * @returns nothing where there is no store yet
   */
  async list(): Promise<ReportEntry[]> {
    const ids = await this.#ids();
    const entries: ReportEntry[] = [];
    for (let i = 0; i < ids.length; i += LIST_WIDTH) {
      const some = await Promise.all(ids.slice(i, i + LIST_WIDTH).map((id) => readEntry(this.directory, id)));
      for (const entry of some) if (entry) entries.push(entry);
    }
    return entries.sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1));
  }

  /**
   * Reads one report.
   * @throws UserError `report.missing`, or the codec's for one that is damaged
   */
  async read(id: string): Promise<DecodedReport> {
    const path = await this.#file(id, 'report.json');
    const bytes = await readFilePart(path, 0, MAX_REPORT_BYTES + 1).catch((error: unknown) => {
      throw this.#missing(id, error, path);
    });
    if (bytes.length > MAX_REPORT_BYTES) throw new UserError('report.size', l10n.t('This report is too large to open.'), { where: path });
    return decodeReport(new TextDecoder().decode(bytes));
  }

  /**
   * A slice of an attachment.
   * @param range bytes; the whole file unless told. A slice past the end is short or empty
   * @throws UserError `report.name` for a name that is not plain, `report.missing` where it is not there
   */
  async readAttachment(id: string, file: string, range: { offset?: number; length?: number } = {}): Promise<Uint8Array> {
    const path = await this.#file(id, file);
    return readFilePart(path, range.offset ?? 0, range.length).catch((error: unknown) => {
      throw this.#missing(id, error, path);
    });
  }

  /** The folder of one report, whether or not it is there. @throws UserError `report.name` */
  reportDirectory(id: string): string {
    if (!isPlainName(id)) throw new UserError('report.name', l10n.t('"{0}" is not the name of a report.', id));
    return join(this.directory, id);
  }

  /** Removes a report. One that is gone already is no error. */
  async delete(id: string): Promise<void> {
    await this.#checkFolders();
    const directory = this.reportDirectory(id);
    // Renamed first, so that no list ever shows half a report.
    const trash = join(this.directory, transientName('trash', id));
    try {
      await rename(directory, trash);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return;
      throw fileError(error, directory);
    }
    await rm(trash, { recursive: true, force: true });
  }

  /**
   * Keeps the newest reports within the store's count and size (the newest one always), and clears what dead processes left.
   * @returns ids of the reports removed
   */
  async prune(): Promise<string[]> {
    await this.#clearLeftovers();
    const entries = await this.list();
    const removed: string[] = [];
    let bytes = 0;
    for (const [index, entry] of entries.entries()) {
      bytes += entry.bytes;
      if (index === 0 || (index < this.#options.maxReports && bytes <= this.#options.maxBytes)) continue;
      await this.delete(entry.id);
      removed.push(entry.id);
      bytes -= entry.bytes;
    }
    return removed;
  }

  async #clearLeftovers(): Promise<void> {
    for (const name of await this.#names()) {
      if (!isTransient(name)) continue;
      const path = join(this.directory, name);
      if (await isAbandoned(path, name)) await rm(path, { recursive: true, force: true });
    }
  }

  async #ids(): Promise<string[]> {
    return (await this.#names()).filter(isPlainName);
  }

  async #names(): Promise<string[]> {
    await this.#checkFolders();
    try {
      return await readdir(this.directory);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw fileError(error, this.directory);
    }
  }

  /** A repository can hold a link named `.modelwright`: writing through it would leave the workspace. */
  async #checkFolders(): Promise<void> {
    for (const folder of [this.#home, this.directory]) {
      const found = await lstat(folder).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw fileError(error, folder);
      });
      if (found && !found.isDirectory()) {
        throw new UserError('report.link', l10n.t('{0} is a link or a file, not a folder: reports are not kept there.', folder), {
          where: folder,
          remedy: l10n.t('Remove it; Modelwright makes the folder when it is needed.'),
        });
      }
    }
  }

  async #file(id: string, file: string): Promise<string> {
    if (!isPlainName(file)) throw new UserError('report.name', l10n.t('"{0}" is not the name of an attachment.', file));
    await this.#checkFolders();
    const directory = this.reportDirectory(id);
    const found = await lstat(directory).catch((error: unknown) => {
      throw this.#missing(id, error, directory);
    });
    if (!found.isDirectory()) throw new UserError('report.link', l10n.t('{0} is not a folder.', directory), { where: directory });
    return join(directory, file);
  }

  #missing(id: string, error: unknown, path: string): unknown {
    if (errorCode(error) !== 'ENOENT') return fileError(error, path);
    return new UserError('report.missing', l10n.t('The report {0}, or a file of it, is not there any more.', id), {
      where: path,
      cause: error,
    });
  }
}
