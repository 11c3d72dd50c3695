import type { DiffResult } from '../../report/schemas/diff';

type Facts = Omit<DiffResult, 'summary'>;

/** Entries of a list that are named; the rest is counted. */
const NAMED = 5;
/** Operators named. */
const OPERATORS = 12;

/** What changed, in Markdown, to be pasted into release notes: the interface first, then the graph, the weights and the size. */
export function diffSummary(diff: Facts): string {
  const title = `### ${markdownText(sideName(diff.before))} → ${markdownText(sideName(diff.after))}`;
  if (diff.same) return `${title}\n\nNo difference${diff.before.sha256 === diff.after.sha256 ? ': the files are the same' : ''}.\n`;
  const lines = [
    ...valueLines('Input', diff.inputs),
    ...valueLines('Output', diff.outputs),
    ...opsetLines(diff),
    ...nodeLines(diff),
    ...tensorLines(diff),
    ...sizeLines(diff),
    ...metadataLines(diff),
  ];
  return `${title}\n\n${bumpLine(diff)}\n\n${lines.map((line) => `- ${line}`).join('\n')}\n`;
}

/** `glyphs@v1.1.0` by its tag, `glyphs at main` at another ref, its name alone in the work tree. */
export function sideName({ name, ref }: DiffResult['before']): string {
  if (ref === undefined) return name;
  return ref.startsWith(`${name}@`) || ref.startsWith(`${name}#`) ? ref : `${name} at ${ref}`;
}

function bumpLine({ suggestedBump, bumpReasons }: Facts): string {
  const why = bumpReasons[0]?.message ?? '';
  const words = { major: 'major', minor: 'minor', patch: 'patch', none: 'none' };
  return `**Suggested version: ${words[suggestedBump]}.**${why === '' ? '' : ` ${markdownText(why)}`}`;
}

function valueLines(noun: string, changes: DiffResult['inputs']): string[] {
  return changes.map(({ name, change, before, after, moved }) => {
    const was = before ? typeText(before) : '';
    const is = after ? typeText(after) : '';
    if (change === 'added') return `${noun} ${code(name)} is new: ${code(is)}`;
    if (change === 'removed') return `${noun} ${code(name)} is gone (was ${code(was)})`;
    const place = moved ? ` at position ${moved.after + 1}, was ${moved.before + 1}` : '';
    return was === is ? `${noun} ${code(name)}${place}` : `${noun} ${code(name)}: ${code(was)} → ${code(is)}${place}`;
  });
}

function typeText({ type, shape }: { type: string; shape?: readonly (number | string)[] }): string {
  return shape ? `${type}[${shape.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]` : type;
}

function opsetLines({ opsets, irVersion }: Facts): string[] {
  const lines = opsets.map(({ name, change, before, after }) => {
    if (change === 'added') return `Opset ${code(name)} ${after} is new`;
    return change === 'removed' ? `Opset ${code(name)} ${before} is gone` : `Opset ${code(name)}: ${before} → ${after}`;
  });
  if (irVersion.before !== irVersion.after) lines.push(`IR version: ${irVersion.before} → ${irVersion.after}`);
  return lines;
}

function nodeLines({ nodes, operators }: Facts): string[] {
  const { counts } = nodes;
  const parts = [
    counts.added > 0 ? `${grouped(counts.added)} added` : '',
    counts.removed > 0 ? `${grouped(counts.removed)} removed` : '',
    counts.changed > 0 ? `${grouped(counts.changed)} changed` : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return [];
  const entries = Object.entries(operators);
  const shown = entries.slice(0, OPERATORS).map(([name, difference]) => `${code(name)} ${signed(difference)}`);
  if (entries.length > OPERATORS) shown.push(`${entries.length - OPERATORS} more`);
  const lines = [`Nodes: ${parts.join(', ')}, ${grouped(nodes.unchanged)} as before${shown.length > 0 ? ` (${shown.join(', ')})` : ''}`];
  for (const node of nodes.changed.slice(0, NAMED)) {
    const fields = (node.fields ?? []).map(({ name, change, before, after }) => {
      if (change === 'added') return `${code(name)} is ${code(valueText(after))}, was not given`;
      return change === 'removed'
        ? `${code(name)} is no longer given`
        : `${code(name)} ${code(valueText(before))} → ${code(valueText(after))}`;
    });
    const place = node.graph === undefined ? '' : ` in ${code(node.graph)}`;
    lines.push(`${code(node.op)} ${code(node.name)}${place}: ${fields.slice(0, NAMED).join('; ')}${fields.length > NAMED ? '; …' : ''}`);
  }
  if (counts.changed > NAMED) lines.push(`${grouped(counts.changed - NAMED)} more nodes changed`);
  return lines;
}

function tensorLines({ tensors, tensorCounts, tensorsUnchanged, tensorsRenamed }: Facts): string[] {
  const { added, removed, changed } = tensorCounts;
  if (added + removed + changed === 0) return tensorsUnchanged > 0 ? [`Weights: all ${grouped(tensorsUnchanged)} tensors as before`] : [];
  const parts = [
    changed > 0 ? `${grouped(changed)} changed` : '',
    added > 0 ? `${grouped(added)} added` : '',
    removed > 0 ? `${grouped(removed)} removed` : '',
  ].filter((part) => part !== '');
  const renamed = tensorsRenamed > 0 ? ` (${grouped(tensorsRenamed)} under another name)` : '';
  const lines = [`Weights: ${parts.join(', ')}, ${grouped(tensorsUnchanged)} as before${renamed}`];
  const measured = tensors.filter((tensor) => tensor.change === 'changed');
  for (const tensor of measured.slice(0, NAMED)) {
    const kind = tensor.before ? `${code(typeText(tensor.before))} → ${code(typeText(tensor))}` : '';
    const numbers =
      tensor.l2 === undefined
        ? ''
        : [
            `L2 of the difference ${figure(tensor.l2)}${tensor.relative === undefined ? '' : ` (${percent(tensor.relative)} of its norm)`}`,
            `largest ${figure(tensor.maxAbsDiff ?? Number.NaN)}`,
            typeof tensor.cosine === 'number' ? `cosine ${cosineText(tensor.cosine)}` : '',
          ]
            .filter((part) => part !== '')
            .join(', ');
    const facts = [kind, numbers, tensor.problem === undefined ? '' : `not read: ${markdownText(tensor.problem)}`].filter(
      (part) => part !== '',
    );
    lines.push(`${code(tensor.name)}: ${facts.join(', ') || 'other values'}`);
  }
  if (changed > measured.slice(0, NAMED).length) lines.push(`${grouped(changed - NAMED)} more tensors changed`);
  return lines;
}

function sizeLines({ bytes, parameters }: Facts): string[] {
  const lines: string[] = [];
  if (bytes.before !== bytes.after) lines.push(`Size: ${sizeText(bytes.before)} → ${sizeText(bytes.after)}${relative(bytes)}`);
  if (parameters.before !== parameters.after) {
    lines.push(`Parameters: ${grouped(parameters.before)} → ${grouped(parameters.after)}${relative(parameters)}`);
  }
  return lines;
}

function metadataLines({ metadata }: Facts): string[] {
  return metadata.map(({ name, change, before, after }) => {
    if (change === 'added') return `Metadata ${code(name)} is ${code(valueText(after))}`;
    return change === 'removed'
      ? `Metadata ${code(name)} is gone`
      : `Metadata ${code(name)}: ${code(valueText(before))} → ${code(valueText(after))}`;
  });
}

function relative({ before, after }: { before: number; after: number }): string {
  if (before === 0) return '';
  const change = (after / before - 1) * 100;
  const text = Math.abs(change).toFixed(Math.abs(change) < 10 ? 1 : 0);
  return Number(text) === 0 ? '' : ` (${change < 0 ? '−' : '+'}${text} %)`;
}

/** `4.95 MB`, in powers of 1000. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${units[unit]}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function signed(count: number): string {
  return count < 0 ? `−${grouped(-count)}` : `+${grouped(count)}`;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '−');
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${figure(share * 100)} %` : figure(share);
}

/** Near one it is the digits behind the nines that tell. */
function cosineText(cosine: number): string {
  return cosine > 0.99 && cosine < 1 ? cosine.toFixed(6) : figure(cosine);
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A name as inline code: whatever it holds stays text. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '\uFFFD');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line === '' || line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

function markdownText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|!]/g, '\\$&');
}
