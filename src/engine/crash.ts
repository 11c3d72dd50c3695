import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';

/** How a process ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * What to say when a worker died at work.
 * @param lines the last it wrote
 */
export function crashError(job: string, ending: Ending, lines: readonly string[]): UserError {
  const text = lines.join('\n');
  const how = endingText(ending);
  const last = lines.length > 0 ? `\n${text}` : '';
  return new UserError('worker.crashed', l10n.t('The process running "{0}" ended unexpectedly ({1}).{2}', job, how, last), {
    where: job,
    remedy: isOutOfMemory(ending, lines)
      ? l10n.t(
          'It was ended from outside, or ran out of memory. Close other programs and try again; with a smaller model, batch or input less is needed.',
        )
      : l10n.t('The model may make ONNX Runtime fail: inspect it, or try another input. Nothing was changed.'),
    actions: [{ kind: 'showLog' }],
  });
}

/** How a process ended, in the system's own words. */
export function endingText({ code, signal }: Ending): string {
  return signal ?? exitCode(code);
}

/** Whether it looks like that: where memory runs out the system kills from outside, as others may do too. */
export function isOutOfMemory({ signal }: Ending, lines: readonly string[]): boolean {
  return signal === 'SIGKILL' || /out of memory|bad_alloc|heap limit/i.test(lines.join('\n'));
}

/** Windows gives NTSTATUS values, which people know in hexadecimal. */
function exitCode(code: number | null): string {
  if (code === null) return l10n.t('no exit code');
  return l10n.t('exit code {0}', code > 0xffff || code < 0 ? `0x${(code >>> 0).toString(16).toUpperCase()}` : String(code));
}
