import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons';

/** A piece of a verdict; a tone only where it is a verdict on something. */
export interface VerdictPart {
  text: string;
  tone?: 'good' | 'bad';
}

/** What a report says, in words, and under it the evidence. A tone carries an icon too: colour never says it alone. */
export function sentence(parts: string | readonly VerdictPart[], evidence?: string): TemplateResult {
  const pieces: readonly VerdictPart[] = typeof parts === 'string' ? [{ text: parts }] : parts;
  return html`<p class="verdict">
    ${pieces.map(({ text, tone }) =>
      tone ? html`<span class=${tone}>${icon(tone === 'good' ? 'check' : 'error')} ${text}</span>` : html`<span>${text}</span>`,
    )}${evidence ? html`<span class="why">${evidence}</span>` : nothing}
  </p>`;
}
