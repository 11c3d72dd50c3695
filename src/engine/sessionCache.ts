import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors';
import { errorCode, fileError } from '../base/files';
import { locationComponents, refusePointer } from '../onnx/externalData';
import { externalFiles } from '../onnx/externalFiles';
import { openModel } from '../onnx/open';
import { openSession, type RuntimeSession } from './runtimeSession';
import type { Session, SessionRequest, Sessions } from './session';
import { untrustedModel } from './trust';

/** Sessions kept besides the ones in use. */
const KEPT = 4;
/** Bytes of models and their external data kept besides the ones in use; the last one used stays whatever its size. */
const KEPT_BYTES = 1 << 30;

interface Entry {
  /** The model's file. */
  readonly path: string;
  /** What of a model it is: two entries with the same are one model at two times. */
  readonly identity: string;
  /** The model file as it was when the session was opened. */
  readonly stamp: string;
  /** Files that the model says its external data are in; those it may not name are left out. Absolute. */
  readonly data: readonly string[];
  /** Of the model file and its external data. */
  readonly bytes: number;
  readonly session: Promise<RuntimeSession>;
  /** Jobs that hold it. */
  leases: number;
  /** Resolves when the last lease ends; made when someone waits. */
  free?: { promise: Promise<void>; resolve(): void };
}

/** What one job holds of the cache. */
export interface Lease extends Sessions {
  /** Gives back what the job opened. */
  end(): Promise<void>;
}

/**
 * The sessions of a worker by exposed values and by file, size and modification time, of the model as of each file that it keeps
 * weights in; the least recently used go first.
 */
export class SessionCache {
  readonly #entries = new Map<string, Entry>();

  /** Sessions for one job. @param allowed false in an untrusted workspace: `open` refuses */
  lease(allowed: boolean): Lease {
    const held = new Set<Entry>();
    return {
      open: async (request) => {
        if (!allowed) throw untrustedModel(request.path);
        return this.#open(request, held);
      },
      end: async () => {
        for (const entry of held) {
          entry.leases--;
          if (entry.leases === 0) entry.free?.resolve();
        }
        held.clear();
        await this.#evict();
      },
    };
  }

  /** Releases every session of a model's file or of one that it keeps weights in, waiting for the jobs that hold it. */
  async letGo(path: string): Promise<void> {
    const found = [...this.#entries].filter(([, entry]) => entry.path === path || entry.data.includes(path));
    for (const [key, entry] of found) {
      this.#entries.delete(key);
      if (entry.leases > 0) await free(entry);
      await release(entry);
    }
  }

  async #open(request: SessionRequest, held: Set<Entry>): Promise<Session> {
    const file = await stat(request.path).catch((error: unknown) => {
      throw fileError(error, request.path);
    });
    const stamp = stampOf(file);
    const data = this.#dataOf(request.path, stamp);
    const found = await Promise.all(data.map(statOrNothing));
    for (const [index, each] of found.entries()) if (each?.isFile()) refusePointer(data[index]!, each.size, data[index]!);
    const identity = JSON.stringify([request.path, request.expose ?? []]);
    const key = JSON.stringify([identity, stamp, found.map((each) => each && stampOf(each))]);
    const known = this.#entries.get(key);
    const bytes = found.reduce((sum, each) => sum + (each?.size ?? 0), file.size);
    const entry: Entry = known ?? { path: request.path, identity, stamp, data, bytes, session: openSession(request), leases: 0 };
    // Reinserted, so that the map's order is the order of last use.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (!held.has(entry)) {
      held.add(entry);
      entry.leases++;
    }
    try {
      const session = await entry.session;
      return known ? { ...session, loadMilliseconds: 0 } : session;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  /** Read from the model once for as long as one of its sessions is kept. */
  #dataOf(path: string, stamp: string): readonly string[] {
    const known = [...this.#entries.values()].find((entry) => entry.path === path && entry.stamp === stamp);
    if (known) return known.data;
    const model = openModel(path);
    try {
      return externalFiles(model).flatMap((location) => dataFile(path, location) ?? []);
    } finally {
      model.close();
    }
  }

  async #evict(): Promise<void> {
    let count = 0;
    let bytes = 0;
    const newest = new Set<string>();
    for (const [key, entry] of [...this.#entries].reverse()) {
      // Of files that have changed since nothing will ask for the older session again.
      const outdated = newest.has(entry.identity);
      newest.add(entry.identity);
      if (entry.leases > 0) continue;
      if (outdated) {
        this.#entries.delete(key);
        await release(entry);
        continue;
      }
      count++;
      bytes += entry.bytes;
      if (count === 1 || (count <= KEPT && bytes <= KEPT_BYTES)) continue;
      this.#entries.delete(key);
      await release(entry);
    }
  }
}

function stampOf({ size, mtimeMs, ino }: Stats): string {
  return `${size} ${mtimeMs} ${ino}`;
}

/** The file at a location that a model names; undefined where it may not be followed: what the runtime says of it is told then. */
function dataFile(model: string, location: string): string | undefined {
  try {
    return join(dirname(model), ...locationComponents(location, location));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Undefined where a data file cannot be looked at, which the runtime will tell. */
async function statOrNothing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) !== undefined) return undefined;
    throw error;
  }
}

function free(entry: Entry): Promise<void> {
  if (!entry.free) {
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    entry.free = { promise, resolve };
  }
  return entry.free.promise;
}

async function release(entry: Entry): Promise<void> {
  const session = await entry.session.catch(() => undefined);
  await session?.release();
}
