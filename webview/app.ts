import * as l10n from '@vscode/l10n';
import { html, nothing, render, type TemplateResult } from 'lit';
import type { Report } from '../src/report/report';
import type { PanelAction, PanelState } from '../src/ui/panels/protocol';
import type { PanelContext } from './context';
import { connect, type Host, HostError } from './host';
import { header } from './kit/header';
import { Spoken } from './kit/spoken';
import { emptyState, errorState, note, progressFacts, workingState } from './kit/states';
import { announce, liveRegion } from './kit/status';

/** How one family of reports is drawn: a pure function of the report. */
export interface Panel {
  /** Heading: the job's name, localized. */
  title(report: Report): string;
  draw(report: Report, context: PanelContext): TemplateResult;
  /** What the job has handed over while it works, as the host had it: nothing has looked at it before. */
  drawPartial?(partial: unknown, context: PanelContext): TemplateResult | undefined;
}

/** Mounts a panel into the page and keeps it showing the host's state. */
export function mountPanel(panel: Panel): void {
  const host = connect();
  const root = document.getElementById('panel') ?? document.body.appendChild(document.createElement('main'));
  root.id = 'panel';
  root.classList.add('panel');
  root.replaceChildren();
  const context: PanelContext = {
    host,
    attempt(work, done) {
      work.then(
        () => done && announce(done),
        (error: unknown) => announce(error instanceof HostError ? error.info.message : String(error), 'error'),
      );
    },
  };
  const invoke = (action: string) => context.attempt(host.request('invoke', { action }));
  const spoken = new Spoken();
  host.start((state) => {
    if (state.state === 'working')
      spoken.say(state.progress.message, `${state.progress.title}: ${progressFacts(state.progress).join(', ')}`);
    else spoken.end();
    render(html`${drawState(panel, state, context, invoke)}${liveRegion()}`, root);
    root.setAttribute('aria-busy', String(state.state === 'working'));
  });
  keepScroll(host);
}

function drawState(panel: Panel, state: PanelState, context: PanelContext, invoke: (action: string) => void): TemplateResult {
  switch (state.state) {
    case 'empty':
      return emptyState(state, invoke);
    case 'working':
      return workingState(state, invoke, state.partial === undefined ? undefined : panel.drawPartial?.(state.partial, context));
    case 'error':
      return errorState(state, invoke);
    case 'report':
      return drawReport(panel, state.report, state.actions, context, invoke);
  }
}

/** A report's page: header, what the panel draws, what it was made on. */
export function drawReport(
  panel: Panel,
  report: Report,
  actions: readonly PanelAction[],
  context: PanelContext,
  invoke: (action: string) => void,
): TemplateResult {
  const title = panel.title(report);
  return html`<article class="report" aria-label=${title}>
    ${header(title, report, actions, context, invoke)}
    ${wasStopped(report) ? note(l10n.t('It was stopped before its end. This is what was measured until then.')) : nothing}
    ${panel.draw(report, context)} ${footer(report)}
  </article>`;
}

/** Whether it holds what there was when the job was stopped. */
function wasStopped({ result }: Report): boolean {
  return typeof result === 'object' && result !== null && 'cancelled' in result && result.cancelled === true;
}

/** What the figures were made on, in one quiet line. */
function footer(report: Report): TemplateResult {
  const { environment } = report;
  const made = new Date(report.createdAt);
  return html`<footer class="made">
    ${[
      l10n.t('Made {0}', made.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })),
      `Modelwright ${environment.modelwright}`,
      environment.runtime ? `ONNX Runtime ${environment.runtime}` : undefined,
      environment.cpu,
      `${environment.platform} ${environment.arch}`,
    ]
      .filter((part) => part)
      .join(' · ')}
  </footer>`;
}

/** A panel comes back where it was left. */
function keepScroll(host: Host): void {
  let waiting = 0;
  window.addEventListener(
    'scroll',
    () => {
      clearTimeout(waiting);
      waiting = window.setTimeout(() => host.ui.set('scroll', Math.round(window.scrollY)), 200);
    },
    { passive: true },
  );
  const y = host.ui.get('scroll', 0);
  if (y > 0) requestAnimationFrame(() => window.scrollTo(0, y));
}
