import { z } from 'zod';

/** A file of a fetched version. */
export const zFetchedFile = z.object({
  /** As the folder was given, with forward slashes. */
  file: z.string(),
  /** `data`: external data; `manifest`; `named`: what the manifest names, such as class names. */
  role: z.enum(['model', 'data', 'manifest', 'named']),
  bytes: z.number(),
  sha256: z.string(),
  /** Where the repository keeps it. */
  storage: z.enum(['git', 'lfs', 'dvc']),
  /** `same`: it was there already, with these bytes. */
  state: z.enum(['written', 'replaced', 'same']),
});

/** Result of job `fetch`, schema version 1. */
export const zFetchResult = z.object({
  /** As given. */
  folder: z.string(),
  /** With its `v`, where it was named by version or stage. */
  version: z.string().optional(),
  /** Full object name. */
  commit: z.string(),
  /** The model first. */
  files: z.array(zFetchedFile),
  /** Of all files together. */
  bytes: z.number(),
});

export type FetchedFile = z.infer<typeof zFetchedFile>;
export type FetchResult = z.infer<typeof zFetchResult>;
