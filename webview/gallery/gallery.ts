import '../kit/toolkit';
import { html, render, type TemplateResult } from 'lit';
import type { PanelMethod, PanelRequests } from '../../src/ui/panels/protocol';
import { drawReport } from '../app';
import type { PanelContext } from '../context';
import { type Host, UiState } from '../host';
import { announce, liveRegion } from '../kit/status';
import { samplePicture } from './pictures';
import { SCENES, type Scene } from './scenes';

const THEMES = ['dark', 'light', 'high-contrast'];

/** A host that has the gallery's pictures and notes what it was asked. */
class GalleryHost implements Host {
  readonly standalone = false;
  readonly ui = new UiState({}, () => undefined);
  /** What was asked of it, for tests. */
  readonly asked: { method: PanelMethod; params: unknown }[] = [];
  /** Of the scene that is drawn, in base64; a picture that is not among them is made. */
  attachments: Readonly<Record<string, string>> = {};

  start(): void {
    throw new Error('The gallery draws its scenes itself');
  }

  missingAttachment(): undefined {
    return undefined;
  }

  async request<M extends PanelMethod>(method: M, params: PanelRequests[M]['params']): Promise<PanelRequests[M]['value']> {
    this.asked.push({ method, params });
    const value = method === 'attachment' ? await this.#picture((params as PanelRequests['attachment']['params']).file) : undefined;
    return value as PanelRequests[M]['value'];
  }

  async #picture(file: string): Promise<Uint8Array> {
    const base64 = this.attachments[file];
    return base64 === undefined ? samplePicture(file) : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  }
}

declare global {
  interface Window {
    galleryAsked: GalleryHost['asked'];
  }
}

const host = new GalleryHost();
window.galleryAsked = host.asked;
const context: PanelContext = {
  host,
  attempt(work, done) {
    work.then(
      () => done && announce(done),
      (error: unknown) => announce(String(error), 'error'),
    );
  },
};

function draw(scene: Scene): TemplateResult {
  if ('draw' in scene) return html`<article class="report" aria-label="Components">${scene.draw(context)}</article>`;
  host.attachments = scene.attachments ?? {};
  return drawReport(scene.panel, scene.report, scene.actions, context, (action) => context.attempt(host.request('invoke', { action })));
}

const query = new URLSearchParams(location.search);
const theme = THEMES.includes(query.get('theme') ?? '') ? query.get('theme') : 'dark';
document.body.className = `vscode-${theme}`;
document.body.dataset.vscodeThemeKind = `vscode-${theme}`;
const root = document.body.appendChild(document.createElement('main'));
root.className = 'panel';
const scene = SCENES[query.get('scene') ?? ''];
if (scene) render(html`${draw(scene)}${liveRegion()}`, root);
else {
  document.title = 'Modelwright gallery';
  render(
    html`<h1>Gallery</h1>
      <p>Every component from fixture reports. Make the window narrow, or open a scene in another theme.</p>
      <ul>
        ${Object.keys(SCENES).map((name) => html`<li>${name}: ${THEMES.map((kind) => html`<a href=${`?scene=${name}&theme=${kind}`}>${kind}</a> `)}</li>`)}
      </ul>`,
    root,
  );
}
