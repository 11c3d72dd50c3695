import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelAction, PanelState } from '../../src/ui/panels/protocol';
import { bytes, count, joined, waiting } from './format';
import { icon } from './icons';
import { button, progressRing } from './toolkit';

type Shown<S extends PanelState['state']> = Extract<PanelState, { state: S }>;
type Invoke = (action: string) => void;

/** Nothing yet: what there would be, and the one action that makes it. */
export function emptyState(state: Omit<Shown<'empty'>, 'state'>, invoke: Invoke): TemplateResult {
  return html`<section class="state">
    <p>${state.message}</p>
    ${buttons(state.action ? [state.action] : [], invoke)}
  </section>`;
}

/** Working: what, how far, how long, a way to stop, and what there is so far where a panel draws that. */
export function workingState(state: Omit<Shown<'working'>, 'state'>, invoke: Invoke, soFar?: TemplateResult): TemplateResult {
  const { title, done, total } = state.progress;
  const known = done !== undefined && total !== undefined && total > 0;
  return html`<section class="state working">
      <p>${known ? nothing : progressRing(title)}<b>${title}</b>${progressFacts(state.progress).map((fact) => html` · ${fact}`)}</p>
      ${known ? html`<progress max=${total} .value=${done} aria-label=${title}></progress>` : html`<div class="no-progress"></div>`}
      ${buttons(state.actions ?? [], invoke)}
    </section>
    ${soFar === undefined ? nothing : html`<article class="report so-far" aria-label=${l10n.t('What there is so far')} aria-live="off">${soFar}</article>`}`;
}

/** What is being done, how far it is, how long it takes. */
export function progressFacts({ message, done, total, unit, elapsedMs, remainingMs }: Shown<'working'>['progress']): string[] {
  const amount = (value: number) =>
    unit === 'bytes' ? joined(bytes(value)) : unit === 'seconds' ? l10n.t('{0} s', Math.round(value)) : count(value);
  const known = done !== undefined && total !== undefined && total > 0;
  return [
    message,
    known ? l10n.t('{0} of {1}', amount(done), amount(total)) : done !== undefined ? amount(done) : undefined,
    remainingMs !== undefined ? l10n.t('{0} left', waiting(remainingMs)) : undefined,
    elapsedMs >= 1000 ? l10n.t('{0} so far', waiting(elapsedMs)) : undefined,
  ].filter((fact): fact is string => fact !== undefined && fact !== '');
}

/** Wrong: what, where, what to do. A defect shows its stack, folded. */
export function errorState(state: Omit<Shown<'error'>, 'state'>, invoke: Invoke): TemplateResult {
  const { error, actions } = state;
  return html`<section class="state wrong" role="alert">
    <p>
      <b class="bad">${icon('error')}<span>${error.message}</span></b>
      ${error.where ? html`<span class="where">${error.where}</span>` : nothing}
    </p>
    ${error.remedy ? html`<p>${error.remedy}</p>` : nothing} ${buttons(actions, invoke)}
    ${
      error.stack
        ? html`<details>
            <summary>${l10n.t('What happened, for a bug report')}</summary>
            <pre>${error.stack}</pre>
          </details>`
        : nothing
    }
  </section>`;
}

/** Too much: what is left out and how to see it; also stands in for a plot that has nothing to show. */
export function note(text: string): TemplateResult {
  return html`<p class="left-out">${icon('info')} <span>${text}</span></p>`;
}

function buttons(actions: readonly PanelAction[], invoke: Invoke): TemplateResult | typeof nothing {
  if (actions.length === 0) return nothing;
  return html`<p class="actions">${actions.map((action) => button(action.label, () => invoke(action.id), { primary: action.primary }))}</p>`;
}
