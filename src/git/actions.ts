import * as l10n from '@vscode/l10n';
import { simpleGit } from 'simple-git';
import { UserError } from '../base/errors';
import { writingEnvironment } from './environment';
import { git } from './process';
import { type GitRepository, workingFolder } from './repository';
import { writeError } from './writeErrors';

/** How one command is run. */
interface WriteOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Milliseconds without a word after which it is ended; left out: as long as it takes (hooks). */
  readonly silence?: number;
}

/** An annotated tag to be made. */
export interface NewTag {
  readonly name: string;
  readonly commit: string;
  readonly message: string;
  /** Of the tagger, seconds since 1970. */
  readonly time: number;
}

/** A signing program or a slow disk is given this long. */
const TAG_SILENCE = 120_000;

/**
 * Writes to a repository through simple-git: tags, commits of single paths, pushes. The person's configuration holds (hooks,
 * signatures, filters), so none of this is for an untrusted workspace. Names go behind `--` or as full refs.
 */
export class GitActions {
  readonly #cwd: string;

  constructor(
    readonly repository: GitRepository,
    readonly signal?: AbortSignal,
  ) {
    this.#cwd = workingFolder(repository);
  }

  /**
   * Makes an annotated tag; git makes it whole or not at all, and never over another.
   * @param time of the tagger, seconds since 1970
   * @throws UserError `git.tagExists`, `git.tagBlocked`, `git.identity`, `git.readOnly`, `git.signing`, `git.failed`
   */
  async createTag(name: string, commit: string, message: string, time: number): Promise<void> {
    const env = { GIT_COMMITTER_DATE: `@${time} ${zoneAt(time)}` };
    const options = { env, input: message, silence: TAG_SILENCE };
    await this.#run(['tag', '-a', '--cleanup=whitespace', '-F', '-', '--', name, commit], options);
  }

  /**
   * Makes annotated tags and deletes others in one step: all or none, whatever happens to this process. Where tags are to be signed only git's
   * own command does that, so they are made one by one then, and what was made goes again where a later one fails.
   * @throws UserError as {@link createTag} and {@link deleteTag}
   */
  async changeTags(tags: readonly NewTag[], deletes: readonly { readonly tag: string; readonly object: string }[]): Promise<void> {
    if (tags.length + deletes.length < 2 || (tags.length > 0 && (await this.#signs()))) return this.#changeSingly(tags, deletes);
    const commands: string[] = [];
    for (const tag of tags) commands.push(`create refs/tags/${tag.name}\0${await this.#makeTag(tag)}\0`);
    for (const { tag, object } of deletes) commands.push(`delete refs/tags/${tag}\0${object}\0`);
    await this.#run(['update-ref', '-z', '--stdin'], { input: commands.join(''), silence: TAG_SILENCE });
  }

  async #changeSingly(tags: readonly NewTag[], deletes: readonly { readonly tag: string; readonly object: string }[]): Promise<void> {
    const made: string[] = [];
    try {
      for (const { name, commit, message, time } of tags) {
        await this.createTag(name, commit, message, time);
        made.push(name);
      }
      for (const { tag, object } of deletes) await this.deleteTag(tag, object);
    } catch (error) {
      for (const name of made.reverse()) await this.#undo(['tag', '-d', '--', name]);
      throw error;
    }
  }

  async #signs(): Promise<boolean> {
    const options = { cwd: this.#cwd, accept: [1] };
    const asked = ['tag.gpgSign', 'tag.forceSignAnnotated'].map((key) => git(['config', '--type=bool', '--get', key], options));
    return (await Promise.all(asked)).some((value) => value.trim() === 'true');
  }

  /** Writes a tag's object, which no name leads to yet. @returns its name */
  async #makeTag({ name, commit, message, time }: NewTag): Promise<string> {
    const env = { GIT_COMMITTER_DATE: `@${time} ${zoneAt(time)}` };
    const tagger = (await this.#run(['var', 'GIT_COMMITTER_IDENT'], { env })).trim();
    const text = await this.#run(['stripspace'], { input: message });
    const input = `object ${commit}\ntype commit\ntag ${name}\ntagger ${tagger}\n\n${text}`;
    return (await this.#run(['mktag'], { input })).trim();
  }

  /** Deletes a tag if it still is `object`. @throws UserError `git.tagBlocked` where it is another one by now */
  async deleteTag(name: string, object: string): Promise<void> {
    await this.#run(['update-ref', '-d', '--', `refs/tags/${name}`, object], { silence: TAG_SILENCE });
  }

  /**
   * Commits these paths as they are in the work tree and nothing else: whatever else is staged stays staged and out of it.
   * @param paths from the root; of files that are there, or were
   * @param untracked those of them that git does not know yet
   * @returns the new commit's full name
   * @throws UserError `git.commit` (a hook), `git.identity`, `git.locked`, `git.merging`, with the index as it was
   */
  async commit(paths: readonly string[], untracked: readonly string[], message: string): Promise<string> {
    if (untracked.length > 0) await this.#run(['add', '--intent-to-add', '--', ...untracked]);
    try {
      await this.#run(['commit', '--quiet', '--cleanup=whitespace', '-F', '-', '--only', '--', ...paths], { input: message });
    } catch (error) {
      if (untracked.length > 0) await this.#undo(['rm', '--quiet', '--cached', '--force', '--', ...untracked]);
      throw error;
    }
    return (await git(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: this.#cwd })).trim();
  }

  /** Runs any other command that writes. @returns what it printed */
  run(args: readonly string[], options: WriteOptions = {}): Promise<string> {
    return this.#run(args, options);
  }

  /** What puts things back runs even where the person cancelled. */
  async #undo(args: readonly string[]): Promise<void> {
    await new GitActions(this.repository).run(args);
  }

  async #run(args: readonly string[], options: WriteOptions = {}): Promise<string> {
    this.signal?.throwIfAborted();
    const env = writingEnvironment(options.env);
    const runner = simpleGit({
      baseDir: this.#cwd,
      allowEnvironment: Object.keys(env),
      // The person's own environment may name their helpers. What is given in arguments is made here.
      unsafe: {
        allowUnsafeAskPass: true,
        allowUnsafeSshCommand: true,
        allowUnsafeConfigEnvCount: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeTemplateDir: true,
      },
      // Without an input it would leave git's standard input open, on which a command may wait for ever.
      input: () => Buffer.from(options.input ?? ''),
      ...(options.silence === undefined ? {} : { timeout: { block: options.silence } }),
      ...(this.signal ? { abort: this.signal } : {}),
    }).env(env);
    try {
      return await runner.raw([...args]);
    } catch (error) {
      this.signal?.throwIfAborted();
      const said = error instanceof Error ? error.message : String(error);
      if (/block timeout reached/.test(said)) {
        throw new UserError('git.timeout', l10n.t('git {0} was silent for {1} s and was ended.', args[0]!, (options.silence ?? 0) / 1000), {
          where: this.#cwd,
          remedy: l10n.t('Run it in a terminal to see what it waits for.'),
          cause: error,
        });
      }
      throw writeError(args, this.#cwd, said);
    }
  }
}

/** `+0200`: this machine's zone at that time, as git writes it. */
function zoneAt(time: number): string {
  const minutes = -new Date(time * 1000).getTimezoneOffset();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
}
