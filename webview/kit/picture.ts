import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { PanelContext } from '../context';
import { HostError } from '../host';
import { note } from './states';
import { checkbox } from './toolkit';

/** A picture from the report's attachments, with layers to lay over it. */
export interface PictureSpec {
  /** Key of the UI state. */
  name: string;
  /** Attachment. */
  file: string;
  mime: string;
  /** What is to be seen, for those who do not see it. */
  alt: string;
  caption: string;
  /** Same shape as the picture, transparent where there is nothing to show. */
  overlays?: readonly { file: string; mime: string; label: string }[];
}

/** Pictures are shown about this large; smaller ones by whole factors, so that each pixel stays a square. */
const SIDE = 256;

/** A picture with switchable overlays. */
export function picture(spec: PictureSpec, context: PanelContext): TemplateResult {
  return html`<mw-picture .spec=${spec} .context=${context}></mw-picture>`;
}

class PictureElement extends LitElement {
  static override properties = {
    spec: { attribute: false },
    context: { attribute: false },
    urls: { state: true },
    fault: { state: true },
    size: { state: true },
  };
  declare spec: PictureSpec;
  declare context: PanelContext;
  declare urls: ReadonlyMap<string, string>;
  declare fault: string;
  /** Natural width and height of the picture. */
  declare size: readonly [number, number] | undefined;

  constructor() {
    super();
    this.urls = new Map();
    this.fault = '';
    this.size = undefined;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Moved in the page: what was released is fetched again.
    if (this.hasUpdated && this.urls.size === 0) void this.#load();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('spec') as PictureSpec | undefined;
    if (changed.has('spec') && before?.file !== this.spec.file) {
      this.#release();
      void this.#load();
    }
  }

  protected override render(): TemplateResult {
    const { spec } = this;
    if (this.fault) return html`<figure class="picture"><figcaption><b>${spec.caption}</b></figcaption>${note(this.fault)}</figure>`;
    const source = this.urls.get(spec.file);
    const [width, height] = this.#shown();
    const box = `width:${width}px;aspect-ratio:${width}/${height}`;
    return html`<figure class="picture">
      <div class=${this.#small() ? 'layers pixelated' : 'layers'} .style=${box}>
        ${source ? html`<img src=${source} alt=${spec.alt} @load=${(event: Event) => this.#measure(event)}>` : nothing}
        ${(spec.overlays ?? []).map((overlay) => {
          const url = this.urls.get(overlay.file);
          return url && this.#on(overlay.file) ? html`<img class="overlay" src=${url} alt="">` : nothing;
        })}
      </div>
      <figcaption><span>${spec.caption}</span></figcaption>
      ${(spec.overlays ?? []).map((overlay) => checkbox(overlay.label, this.#on(overlay.file), (on) => this.#switch(overlay.file, on)))}
    </figure>`;
  }

  #on(file: string): boolean {
    return this.context.host.ui.get(`overlay.${this.spec.name}.${file}`, true);
  }

  #switch(file: string, on: boolean): void {
    this.context.host.ui.set(`overlay.${this.spec.name}.${file}`, on);
    this.requestUpdate();
  }

  #small(): boolean {
    return this.size !== undefined && Math.max(...this.size) * 2 <= SIDE;
  }

  #shown(): [number, number] {
    const [width, height] = this.size ?? [SIDE, SIDE];
    const longest = Math.max(width, height, 1);
    const factor = longest * 2 <= SIDE ? Math.floor(SIDE / longest) : Math.min(1, SIDE / longest);
    return [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))];
  }

  #measure(event: Event): void {
    const image = event.target as HTMLImageElement;
    this.size = [image.naturalWidth, image.naturalHeight];
  }

  async #load(): Promise<void> {
    const { spec } = this;
    const missing = this.context.host.missingAttachment(spec.file);
    if (missing) {
      this.fault = missing;
      return;
    }
    try {
      const files = [spec, ...(spec.overlays ?? [])];
      const bytes = await Promise.all(files.map(({ file }) => this.context.host.request('attachment', { file })));
      if (this.spec !== spec && this.spec.file !== spec.file) return;
      this.fault = '';
      this.urls = new Map(
        files.map(({ file, mime }, i) => [file, URL.createObjectURL(new Blob([bytes[i] as Uint8Array<ArrayBuffer>], { type: mime }))]),
      );
    } catch (error) {
      this.fault = error instanceof HostError ? error.info.message : l10n.t('The picture could not be read: {0}', String(error));
    }
  }

  #release(): void {
    for (const url of this.urls.values()) URL.revokeObjectURL(url);
    this.urls = new Map();
  }
}

customElements.define('mw-picture', PictureElement);
