import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../../src/report/report';
import type { RunInput, RunResult } from '../../../src/report/schemas/run';
import type { PanelContext } from '../../context';
import { shapeText } from '../../kit/format';
import { picture } from '../../kit/picture';
import { plot } from '../../kit/plot';
import { note } from '../../kit/states';
import { table } from '../../kit/table';
import { summaryPlot } from './plots';
import { sourceName } from './verdict';

/** Tokens and columns drawn at once; beyond it they are said to be left out. */
const MAX_TOKENS = 600;
/** Columns up to which a table row is shown without a table to scroll in. */
const FEW_COLUMNS = 6;

/** What an input is, in a word or two. */
export function inputTitle(input: RunInput): string {
  const kinds: Record<string, string> = {
    image: l10n.t('Picture in'),
    text: l10n.t('Text in'),
    table: l10n.t('Row in'),
    audio: l10n.t('Sound in'),
    random: l10n.t('Random input'),
  };
  return Object.hasOwn(kinds, input.kind) ? (kinds[input.kind] as string) : l10n.t('Input');
}

/** The pictures as the model sees them. */
export function pictures(report: Report, result: RunResult, context: PanelContext): TemplateResult[] {
  return result.inputs.flatMap((input) => {
    const { picture: file } = input;
    if (!file) return [];
    const attachment = report.attachments.find((one) => one.file === file);
    const name = sourceName(input.source);
    const caption = l10n.t('{0} as the model sees it, input {1}', name, input.name);
    const alt = input.preprocessing ? `${caption}: ${input.preprocessing}` : caption;
    return [picture({ name: input.name, file, mime: attachment?.mime ?? 'image/png', alt, caption }, context)];
  });
}

/** One input: where it came from, how it was made, what is in it. */
export function inputSection(input: RunInput, index: number, context: PanelContext): TemplateResult {
  const spread = input.summary && !input.picture ? summaryPlot(input.name, `input${index}`, input.summary) : undefined;
  return html`<article class="card" aria-label=${input.name}>
    <h3><span class="name" title=${input.name}>${input.name}</span> <span class="type">${input.type} ${shapeText(input.shape)}</span></h3>
    <p class="from"><span class="source" title=${input.source}>${input.source}</span>${input.sha256 ? html` <span class="sha" title=${`SHA-256 ${input.sha256}`}>${input.sha256.slice(0, 7)}</span>` : nothing}${input.preprocessing ? html` → ${input.preprocessing}` : nothing}</p>
    ${input.tokens ? tokens(input.tokens) : nothing} ${input.columns ? columns(input.columns, index, context) : nothing}
    ${spread ? plot(spread, context) : nothing}
  </article>`;
}

/** The text in its pieces; special tokens stand apart from those that came from the text. */
function tokens(list: NonNullable<RunInput['tokens']>): TemplateResult {
  return html`<ol class="tokens" aria-label=${l10n.t('{0} tokens', list.length)}>
      ${list.slice(0, MAX_TOKENS).map(
        (token) =>
          html`<li class=${token.special ? 'special' : ''} title=${token.special ? l10n.t('id {0}, special', token.id) : l10n.t('id {0}, characters {1} to {2}', token.id, token.start, token.end)}>
            <span>${token.text}</span><small>${token.id}</small>
          </li>`,
      )}
    </ol>
    ${list.length > MAX_TOKENS ? note(l10n.t('{0} more tokens are not drawn; export the report as JSON to see them.', list.length - MAX_TOKENS)) : nothing}`;
}

function columns(list: NonNullable<RunInput['columns']>, index: number, context: PanelContext): TemplateResult {
  if (list.length <= FEW_COLUMNS) {
    return html`<dl class="pairs">${list.map((column) => html`<dt title=${column.name}>${column.name}</dt><dd title=${column.value}>${column.value}</dd>`)}</dl>`;
  }
  return table(
    {
      name: `columns.${index}`,
      label: l10n.t('Columns of the row.'),
      columns: [{ title: l10n.t('column') }, { title: l10n.t('value') }],
      rows: list.map((column) => [column.name, column.value]),
    },
    context,
  );
}
