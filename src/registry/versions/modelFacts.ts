import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { type Lineage, readLineage } from '../../onnx/lineage';
import { bytesSource, fileSource } from '../../onnx/source';
import type { CommitTree } from '../files/commitTree';
import type { LocatedFile } from '../files/located';
import { storedFile } from '../files/stored';

/** What a model's bytes say that neither its tags nor its pointer do. */
export interface ModelFacts {
  readonly sha256?: string;
  readonly derivedFrom?: Lineage;
}

/** Bytes of models that one look at a registry reads at most, and of one of them. */
const BUDGET = 64 << 20;
const MAX_BLOB = 16 << 20;
/** What was read is kept for as many models, by their names as blobs: the bytes behind one never change. */
const MAX_KNOWN = 4096;

const known = new Map<string, ModelFacts>();

/**
 * Looks into models that lie on this machine: those in git up to a size and in all up to a budget; of those in Git LFS or DVC, which are
 * files and whose hash the pointer may say, the beginning and end of their top level only. Nothing is fetched.
 */
export class ModelFactsReader {
  #left = BUDGET;

  async read(tree: CommitTree, located: LocatedFile): Promise<ModelFacts> {
    const before = known.get(located.oid);
    if (before) return before;
    const facts = await this.#look(tree, located);
    if (!facts) return located.sha256 === undefined ? {} : { sha256: located.sha256 };
    if (facts.sha256 === undefined) return facts;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(located.oid, facts);
    return facts;
  }

  /** Undefined where it cannot be said now, though it might another time. */
  async #look(tree: CommitTree, located: LocatedFile): Promise<ModelFacts | undefined> {
    if (located.storage === 'git') return this.#blob(tree, located);
    const path = located.dvc?.unlisted ? undefined : await storedFile(tree, located);
    if (path === undefined) return undefined;
    const source = fileSource(path);
    try {
      const sha256 = located.sha256 ?? (this.#take(source.size) ? hashOf(source.read(0, source.size)) : undefined);
      return { ...(sha256 === undefined ? {} : { sha256 }), ...lineage(source) };
    } finally {
      source.close();
    }
  }

  async #blob(tree: CommitTree, { oid, bytes }: LocatedFile): Promise<ModelFacts | undefined> {
    if (bytes === undefined || !this.#take(bytes)) return undefined;
    const content = await tree.objects.read(oid, MAX_BLOB);
    return content && { sha256: hashOf(content), ...lineage(bytesSource(content)) };
  }

  #take(bytes: number): boolean {
    if (bytes > MAX_BLOB || bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

/** What the model in a file says it was derived from; undefined where there is no such file, or it is no model. @param path absolute */
export function fileLineage(path: string): Lineage | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const source = fileSource(path);
  try {
    return readLineage(source);
  } finally {
    source.close();
  }
}

function lineage(source: Parameters<typeof readLineage>[0]): Pick<ModelFacts, 'derivedFrom'> {
  const derivedFrom = readLineage(source);
  return derivedFrom ? { derivedFrom } : {};
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
