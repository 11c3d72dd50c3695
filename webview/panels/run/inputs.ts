import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../../src/report/report';
import type { RunInput, RunResult } from '../../../src/report/schemas/run';
import type { PanelContext } from '../../context';
import { count, shapeText } from '../../kit/format';
import { picture } from '../../kit/picture';
import { plot } from '../../kit/plot';
import { note } from '../../kit/states';
import { table } from '../../kit/table';
import { spreads, summaryPlot } from './plots';
import { chosenRows, sourceName } from './verdict';

/** Pictures of a batch that are drawn; the table of rows names them all. */
const MAX_PICTURES = 12;
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
    // Of a batch the first picture is the input's own.
    const all = [{ source: input.source, picture: input.picture }, ...(input.parts ?? []).slice(1)];
    const drawn = all.flatMap(({ source, picture: file }, row) => (file ? [{ source, file, row }] : [])).slice(0, MAX_PICTURES);
    return drawn.map(({ source, file, row }) => {
      const attachment = report.attachments.find((one) => one.file === file);
      const caption =
        all.length > 1
          ? rowCaption(source, row, result.rows)
          : l10n.t('{0} as the model sees it, input {1}', sourceName(source), input.name);
      const alt = input.preprocessing ? `${caption}: ${input.preprocessing}` : caption;
      const key = row === 0 ? input.name : `${input.name}.${row}`;
      return picture({ name: key, file, mime: attachment?.mime ?? 'image/png', alt, caption }, context);
    });
  });
}

/** What a picture of a batch is called: its file and, where rows have classes, the best of its row. */
function rowCaption(source: string, row: number, rows: RunResult['rows']): string {
  const best = rows?.list.find((one) => one.row === row)?.top[0];
  return best ? l10n.t('{0}: {1}', sourceName(source), best.label) : sourceName(source);
}

/** One input: where it came from, how it was made, what is in it. */
export function inputSection(input: RunInput, index: number, context: PanelContext): TemplateResult {
  const spread = input.summary && isOneMeasure(input) ? summaryPlot(input.name, `input${index}`, input.summary) : undefined;
  const rows = rowsOf(input);
  return html`<article class="card" aria-label=${input.name}>
    <h3><span class="name" title=${input.name}>${input.name}</span> <span class="type">${input.type} ${shapeText(input.shape)}</span></h3>
    <p class="from"><span class="source" title=${sources(input)}>${sources(input)}</span>${input.sha256 ? html` <span class="sha" title=${`SHA-256 ${input.sha256}`}>${input.sha256.slice(0, 7)}</span>` : nothing}${input.preprocessing ? html` → ${input.preprocessing}` : nothing}</p>
    ${(input.tokens || input.columns) && rows > 1 ? html`<p class="from">${l10n.t('The first of {0} rows:', count(rows))}</p>` : nothing}
    ${input.tokens ? tokens(input.tokens) : nothing} ${input.columns ? columns(input.columns, index, context) : nothing}
    ${spread ? plot(spread, context) : nothing}
  </article>`;
}

/** Rows of a batch; its tokens and columns are those of the first. */
function rowsOf({ kind, shape, parts }: RunInput): number {
  if (parts) return parts.length;
  return kind === 'table' && shape.length > 1 ? (shape[0] ?? 1) : 1;
}

/** A picture is looked at; ids of tokens, and a table's columns, which are years, sums and yes or no, have no common scale. */
function isOneMeasure({ type, shape, kind, picture: file, tokens: list, columns: named }: RunInput): boolean {
  return spreads(type, shape) && !file && !list && !named && kind !== 'table' && kind !== 'text';
}

/** What an input was given as; of a batch, what each row was. */
function sources(input: RunInput): string {
  const parts = input.parts ?? [];
  if (parts.length < 2) return chosenRows(input.source, input.rows);
  const named = parts.slice(0, 3).map(({ source }) => source);
  return parts.length > 3 ? l10n.t('{0} and {1} more', named.join(', '), parts.length - 3) : named.join(', ');
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
