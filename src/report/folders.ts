import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../base/files';

const IGNORE = '.gitignore';
const IGNORE_ALL = '*\n';
/** A folder that is in use, holds something, or is gone already: it is left as it is. */
const KEPT = ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EPERM', 'EACCES'];

/** The folders of a store, `HOME/` and `HOME/reports/`, and which of them this process made. */
export class StoreFolders {
  readonly #made = { home: false, reports: false, ignore: false };

  constructor(
    readonly home: string,
    readonly reports: string,
  ) {}

  /** Makes what is missing. The history stays out of git unless the user says otherwise: a `.gitignore` of theirs is left as it is. */
  async make(): Promise<void> {
    if ((await mkdir(this.home, { recursive: true })) !== undefined) this.#made.home = true;
    if ((await mkdir(this.reports, { recursive: true })) !== undefined) this.#made.reports = true;
    if (await this.#writeIgnore()) this.#made.ignore = true;
  }

  /** Takes back what {@link make} made, as far as nothing else is in it: a run that fails leaves no trace in a repository. */
  async removeEmpty(): Promise<void> {
    const { home, reports, ignore } = this.#made;
    if (!reports || !(await removeFolder(this.reports))) return;
    this.#made.reports = false;
    if (!home || !ignore || !(await this.#holdsOnlyIgnore())) return;
    await rm(join(this.home, IGNORE), { force: true });
    if (await removeFolder(this.home)) {
      this.#made.home = false;
      this.#made.ignore = false;
    } else {
      // Another process began a report meanwhile and counts on the file.
      await this.#writeIgnore();
    }
  }

  async #writeIgnore(): Promise<boolean> {
    try {
      await writeFile(join(this.home, IGNORE), IGNORE_ALL, { flag: 'wx' });
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  }

  async #holdsOnlyIgnore(): Promise<boolean> {
    try {
      const names = await readdir(this.home);
      return names.length === 1 && names[0] === IGNORE && (await readFile(join(this.home, IGNORE), 'utf8')) === IGNORE_ALL;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
  }
}

/** Removes an empty folder. @returns whether it was removed */
async function removeFolder(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    if (KEPT.includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}
