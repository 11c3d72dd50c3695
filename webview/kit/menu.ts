import { html, LitElement, type TemplateResult } from 'lit';
import { icon } from './icons';

/** One entry of a menu. */
export interface MenuEntry {
  label: string;
  press(): void;
}

/** A button that opens a short menu. */
export function menu(label: string, entries: readonly MenuEntry[]): TemplateResult {
  return html`<mw-menu .label=${label} .entries=${entries}></mw-menu>`;
}

/** Menu button after the ARIA practices: arrows move, Escape and a click elsewhere close. */
class MenuElement extends LitElement {
  static override properties = { label: {}, entries: { attribute: false }, open: { state: true } };
  declare label: string;
  declare entries: readonly MenuEntry[];
  declare open: boolean;

  readonly #outside = (event: Event) => {
    if (!event.composedPath().includes(this)) this.open = false;
  };

  constructor() {
    super();
    this.label = '';
    this.entries = [];
    this.open = false;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#outside);
  }

  protected override render(): TemplateResult {
    return html`<button type="button" class="button" aria-haspopup="menu" aria-expanded=${this.open} @click=${() => this.#toggle()} @keydown=${(event: KeyboardEvent) => this.#onButtonKey(event)}>
        ${this.label} ${icon('chevronDown')}
      </button>
      <div role="menu" class="menu" aria-label=${this.label} ?hidden=${!this.open} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        ${this.entries.map((entry) => html`<button type="button" role="menuitem" tabindex="-1" @click=${() => this.#press(entry)}>${entry.label}</button>`)}
      </div>`;
  }

  #toggle(): void {
    if (this.open) this.open = false;
    else void this.#show();
  }

  async #show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.#items()[0]?.focus();
  }

  #press(entry: MenuEntry): void {
    this.#close();
    entry.press();
  }

  #close(): void {
    this.open = false;
    this.querySelector('button')?.focus();
  }

  #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  #onButtonKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    void this.#show();
  }

  #onKey(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const targets: Record<string, number> = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      items[target]?.focus();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.#close();
    } else if (event.key === 'Tab') this.open = false;
  }
}

customElements.define('mw-menu', MenuElement);
