import check from '@vscode/codicons/src/icons/check.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import { html, type TemplateResult } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';

/** Codicons in use, bundled as text: constants of ours, never a report's. */
const ICONS = { check, chevronDown, error, info, warning };

/** An icon of the text's size and colour. It is decoration: the words beside it carry the meaning. */
export function icon(name: keyof typeof ICONS): TemplateResult {
  return html`<span class="icon icon-${name}" aria-hidden="true">${unsafeSVG(ICONS[name])}</span>`;
}
