import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { UserError } from '../../../base/errors';
import type { ActionResult } from '../../../report/schemas/action';
import type { PushResult } from '../../../report/schemas/push';
import { showError } from '../../errors';
import type { JobRunner } from '../../jobs/jobRunner';
import type { Log } from '../../log';
import type { Questions } from '../../questions';
import { actionText, deleteText, pushText } from './previewText';
import { jobNamed, type Target } from './target';

/** A job that takes longer than this shows in a notification, with a way to stop it. */
const NOTIFY_AFTER_MS = 1500;

/** Where a job runs: the model's place and a folder of its repository. */
export type Place = Pick<Target, 'uri' | 'cwd'>;

/** How an action is asked about and told of. */
export interface ActionWords {
  /** Of the preview. */
  readonly message: string;
  /** What goes on while it is done. */
  readonly working: string;
  /** On the button that does it. */
  readonly yes: string;
  /** What was done. */
  done(result: ActionResult): string;
}

/** The way of every action: a dry run, its preview, the real run of exactly that, and an offer to push. */
export class ActionFlow {
  constructor(
    private readonly runner: JobRunner,
    readonly questions: () => Questions,
    private readonly log: Log,
  ) {}

  /** Runs a job; in a notification that can stop it where it takes long. @throws what the job throws */
  async run<Result>(job: string, place: Place, parameters: Readonly<Record<string, unknown>>, title: string): Promise<Result> {
    const abort = new AbortController();
    let message = title;
    let show: ((message: string) => void) | undefined;
    const running = this.runner
      .run({
        job: jobNamed(job),
        model: place.uri,
        cwd: place.cwd,
        parameters,
        signal: abort.signal,
        onProgress: (progress) => {
          message = progress.message;
          show?.(message);
        },
      })
      .then(async (executed) => {
        await executed.release();
        return executed.report.result as Result;
      });
    const timer = setTimeout(() => {
      const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
      void vscode.window.withProgress(options, async (progress, token) => {
        token.onCancellationRequested(() => abort.abort());
        show = (text) => progress.report({ message: text });
        show(message);
        // Whoever runs the job hears how it ended.
        await running.then(
          () => undefined,
          () => undefined,
        );
      });
    }, NOTIFY_AFTER_MS);
    try {
      return await running;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Shows what an action would write and, on a yes, writes exactly that.
   * @param parameters without those that confirm
   * @returns what was written; undefined where the person said no, or there was nothing to write
   * @throws what the job throws
   */
  async perform(
    job: string,
    place: Place,
    parameters: Readonly<Record<string, unknown>>,
    words: ActionWords,
    preview?: ActionResult,
  ): Promise<ActionResult | undefined> {
    const shown =
      preview ?? (await this.run<ActionResult>(job, place, { ...parameters, dryRun: true }, l10n.t('Looking at what would be written')));
    if (shown.writes.length + shown.deletes.length === 0) {
      void this.questions().tell(shown.consequences.map((each) => each.message).join(' ') || l10n.t('There is nothing to write.'));
      return undefined;
    }
    if (!(await this.questions().confirm({ message: words.message, detail: actionText(shown), yes: words.yes }))) return undefined;
    const written = await this.run<ActionResult>(job, place, { ...parameters, yes: true, expect: shown.digest }, words.working);
    void this.#offerPush(place, written, words.done(written)).catch((error: unknown) => showError(error, this.log));
    return written;
  }

  /** Pushes tags after a preview of what the remote would get. @param tags empty: all that the remote lacks @returns what was pushed */
  async push(place: Place, what: { model?: string; tags?: readonly string[]; remote?: string }): Promise<PushResult | undefined> {
    const { model, tags = [], remote } = what;
    const parameters = { ...(model === undefined ? {} : { model }), tag: tags, ...(remote === undefined ? {} : { remote }) };
    const title = l10n.t('Push tags');
    const shown = await this.run<PushResult>('push', place, { ...parameters, dryRun: true }, title);
    if (shown.tags.length === 0) {
      const others = shown.differ.length > 0 ? l10n.t('Other tags there, left alone: {0}', shown.differ.join(', ')) : '';
      void this.questions().tell(`${l10n.t('{0} has these tags already.', shown.remote)} ${others}`.trim());
      return undefined;
    }
    const count = shown.tags.length === 1 ? l10n.t('1 tag') : l10n.t('{0} tags', shown.tags.length);
    const message = l10n.t('Push {0} to {1}?', count, shown.remote);
    if (!(await this.questions().confirm({ message, detail: pushText(shown), yes: l10n.t('Push') }))) return undefined;
    const pushed = await this.run<PushResult>(
      'push',
      place,
      { ...parameters, remote: shown.remote, yes: true, expect: shown.digest },
      title,
    );
    void this.questions().tell(l10n.t('Pushed to {0}: {1}', pushed.remote, pushed.tags.join(', ')));
    return pushed;
  }

  /**
   * Deletes tags at a remote after a preview of the command, if it has them.
   * @returns what was deleted; undefined where the person said no, or there was nothing to delete
   */
  async deleteAt(place: Place, tags: readonly string[], remote: string | undefined, known?: PushResult): Promise<PushResult | undefined> {
    const parameters = { delete: tags, ...(remote === undefined ? {} : { remote }) };
    const title = l10n.t('Delete tags at the remote');
    const shown = known ?? (await this.run<PushResult>('push', place, { ...parameters, dryRun: true }, title));
    const { deletes = [] } = shown;
    if (deletes.length === 0) {
      void this.questions().tell(l10n.t('{0} has none of these tags.', shown.remote));
      return undefined;
    }
    const message = l10n.t('Delete {0} at {1}, for all who use it?', deletes.join(', '), shown.remote);
    if (!(await this.questions().confirm({ message, detail: deleteText(shown), yes: l10n.t('Delete at {0}', shown.remote) })))
      return undefined;
    const confirmed = { ...parameters, remote: shown.remote, yes: true, expect: shown.digest };
    const deleted = await this.run<PushResult>('push', place, confirmed, title);
    void this.questions().tell(l10n.t('Deleted at {0}: {1}', deleted.remote, (deleted.deletes ?? []).join(', ')));
    return deleted;
  }

  /** Offers to delete at the remote too what was deleted here. Where the remote can be asked, only if it has it. */
  async #offerDelete(place: Place, remotes: readonly string[], deletes: readonly string[], done: string): Promise<void> {
    const [first] = remotes;
    const title = l10n.t('Asking {0} for its tags', first ?? '');
    const ask = () => this.run<PushResult>('push', place, { delete: deletes, remote: first, dryRun: true }, title);
    const there = remotes.length > 1 ? undefined : await ask().catch((error: unknown) => this.#unanswered(error));
    if (there?.deletes?.length === 0) {
      await this.questions().tell(done);
      return;
    }
    const button = l10n.t('Delete at the Remote…');
    const told = there ? `${done} ${l10n.t('{0} still has it.', there.remote)}` : done;
    if ((await this.questions().tell(told, button)) === button) await this.deleteAt(place, deletes, await this.#remote(remotes), there);
  }

  /** A remote that cannot be reached now may be later: the offer stands, and says then what is wrong. */
  #unanswered(error: unknown): undefined {
    if (!(error instanceof UserError)) throw error;
    this.log.tagged('registry').warn(error.message);
  }

  async #offerPush(place: Place, { push, tags, deletes }: ActionResult, done: string): Promise<void> {
    if (!push) {
      await this.questions().tell(done);
      return;
    }
    if (deletes.length > 0) {
      await this.#offerDelete(place, push.remotes, deletes, done);
      return;
    }
    const button = l10n.t('Push…');
    if ((await this.questions().tell(done, button)) !== button) return;
    await this.push(place, { tags, remote: await this.#remote(push.remotes) });
  }

  /** Where to push to: asked where there are several. @throws vscode.CancellationError where none was picked */
  async #remote(remotes: readonly string[]): Promise<string | undefined> {
    if (remotes.length < 2) return remotes[0];
    const choices = remotes.map((remote) => ({ label: remote, value: remote }));
    const chosen = await this.questions().pick(l10n.t('Push'), l10n.t('Pick the remote'), choices);
    if (!chosen) throw new vscode.CancellationError();
    return chosen.value;
  }
}

/** Whether an error is the one that an action has another way for. */
export function isError(error: unknown, code: string): error is UserError {
  return error instanceof UserError && error.code === code;
}
