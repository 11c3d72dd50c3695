import { stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { fileError } from '../base/files';
import { openSession, type RuntimeSession } from './runtimeSession';
import type { Session, SessionRequest, Sessions } from './session';

/** Sessions kept besides the ones in use. */
const KEPT = 4;
/** Model bytes kept besides the ones in use; the last one used stays whatever its size. */
const KEPT_BYTES = 1 << 30;

interface Entry {
  readonly path: string;
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

/** The sessions of a worker by file, size, modification time and exposed values; the least recently used go first. */
export class SessionCache {
  readonly #entries = new Map<string, Entry>();

  /** Sessions for one job. @param allowed false in an untrusted workspace: `open` refuses */
  lease(allowed: boolean): Lease {
    const held = new Set<Entry>();
    return {
      open: async (request) => {
        if (!allowed) {
          throw new UserError('workspace.untrusted', l10n.t('Models are loaded into ONNX Runtime in trusted workspaces only.'), {
            where: request.path,
            remedy: l10n.t('Trust the workspace first.'),
          });
        }
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

  /** Releases every session of a file, waiting for the jobs that hold it. */
  async letGo(path: string): Promise<void> {
    const found = [...this.#entries].filter(([, entry]) => entry.path === path);
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
    const key = JSON.stringify([request.path, file.size, file.mtimeMs, request.expose ?? []]);
    const known = this.#entries.get(key);
    const entry: Entry = known ?? { path: request.path, bytes: file.size, session: openSession(request), leases: 0 };
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

  async #evict(): Promise<void> {
    let count = 0;
    let bytes = 0;
    for (const [key, entry] of [...this.#entries].reverse()) {
      if (entry.leases > 0) continue;
      count++;
      bytes += entry.bytes;
      if (count === 1 || (count <= KEPT && bytes <= KEPT_BYTES)) continue;
      this.#entries.delete(key);
      await release(entry);
    }
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
