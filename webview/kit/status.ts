import { html, type TemplateResult } from 'lit';

/** How long a message stays to be read. */
const SHOWN_MS = 4000;
let hide = 0;

/** Where short messages appear and are read out; drawn once a page. */
export function liveRegion(): TemplateResult {
  return html`<div id="status" class="status" role="status" aria-live="polite"></div>`;
}

/** Says something short: `Copied.`, or why an action failed. */
export function announce(text: string, kind: 'done' | 'error' = 'done'): void {
  const region = document.getElementById('status');
  if (!region) return;
  region.textContent = text;
  region.classList.toggle('shown', true);
  region.classList.toggle('failed', kind === 'error');
  clearTimeout(hide);
  hide = window.setTimeout(() => region.classList.remove('shown'), kind === 'error' ? SHOWN_MS * 2 : SHOWN_MS);
}
