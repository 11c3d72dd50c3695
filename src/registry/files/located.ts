/** Where the bytes of a file at a commit are kept, from git's objects and pointers alone. */
export interface LocatedFile {
  /** From the root of the repository, with forward slashes, links followed. */
  readonly path: string;
  readonly storage: 'git' | 'lfs' | 'dvc';
  /** Its name there: of a git blob, a SHA-256 (LFS), an MD5 (DVC). */
  readonly oid: string;
  /** Absent where that cannot be told: a blob that a partial clone lacks, a DVC folder whose list is not here. */
  readonly bytes?: number;
  /** Where the pointer says it. */
  readonly sha256?: string;
  readonly dvc?: DvcDetails;
}

/** What DVC needs to know besides. */
export interface DvcDetails {
  /** The `.dvc` file or `dvc.lock` that tracks it, from the root of the repository. */
  readonly tracker: string;
  /** Written by DVC 2 and before: kept elsewhere in the cache, and line ends of texts do not count in its hash. */
  readonly legacy: boolean;
  /** `oid` is that of the list of the tracked folder, which is not here: whether the file is in it cannot be told. */
  readonly unlisted?: true;
}
