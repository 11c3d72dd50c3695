// The one file that knows @vscode/webview-ui-toolkit: its successor is a change here and nowhere else.
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox, vsCodeProgressRing } from '@vscode/webview-ui-toolkit';
import { html, type TemplateResult } from 'lit';

// Runs before window.load, when the toolkit reads the theme for the first time.
provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeProgressRing());

/** A button. `primary` is for the natural next step, one a panel at most. */
export function button(label: string, press: () => void, options: { primary?: boolean; disabled?: boolean } = {}): TemplateResult {
  return html`<vscode-button
    appearance=${options.primary ? 'primary' : 'secondary'}
    ?disabled=${options.disabled ?? false}
    @click=${press}
    >${label}</vscode-button
  >`;
}

/** A box to tick. */
export function checkbox(label: string, checked: boolean, change: (checked: boolean) => void): TemplateResult {
  return html`<vscode-checkbox
    ?checked=${checked}
    @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    >${label}</vscode-checkbox
  >`;
}

/** Turns while nobody knows how long it takes. */
export function progressRing(label: string): TemplateResult {
  return html`<vscode-progress-ring aria-label=${label}></vscode-progress-ring>`;
}
