import { type JsonMember, jsonMembers } from './jsonMembers';

/** What a writer puts into its section of a metrics file. */
export type SectionValue = string | number | boolean | { readonly [key: string]: SectionValue };
export type Section = Readonly<Record<string, SectionValue>>;

/** How the lines of a file are set. */
interface Style {
  readonly lineEnd: string;
  /** One step of indentation. */
  readonly unit: string;
}

/**
 * Puts a section into the text of a metrics file. What is not the section's stays as it stands, byte for byte: other sections, keys that
 * `section` does not know, their order, their numbers' spelling, indentation, line ends.
 * @param text a JSON object, as `JSON.parse` takes it, in which no key stands twice at the top or in the section
 * @param name of the section, whose value in `text` is an object where there is one
 * @param owned keys that are the section's writer's: those that it has no value for now are taken out
 */
export function mergeSection(text: string, name: string, section: Section, owned: ReadonlySet<string>): string {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  const root = jsonMembers(text);
  const style = styleOf(text, root);
  const inside = root.find(({ key }) => key === name)?.value ?? '{}';
  const member = { key: name, value: (lead: string) => edited(inside, section, owned, lead, style) };
  return text.slice(0, start) + rebuilt(text.slice(start, end + 1), [member], new Set(), '', style) + text.slice(end + 1);
}

function edited(text: string, section: Section, owned: ReadonlySet<string>, lead: string, style: Style): string {
  const members = Object.entries(section).map(([key, value]) => ({
    key,
    value: (own: string) => print(value, own.includes('\n') ? indentOf(own) : undefined, style),
  }));
  return rebuilt(text, members, owned, lead.includes('\n') ? indentOf(lead) : undefined, style);
}

/**
 * An object's text with members put in: where they stood, else behind the one before them.
 * @param indent of the line the object begins on; undefined where all stands on one line
 */
function rebuilt(
  text: string,
  wanted: readonly { key: string; value(lead: string): string }[],
  owned: ReadonlySet<string>,
  indent: string | undefined,
  style: Style,
): string {
  const before = jsonMembers(text);
  const fresh = indent === undefined ? ' ' : style.lineEnd + indent + style.unit;
  const closing = before.at(-1)?.tail ?? (indent === undefined ? ' ' : style.lineEnd + indent);
  const last = before.at(-1);
  if (last) last.tail = '';
  const [first, second] = before;
  const firstLead = first?.lead ?? fresh;
  const nextLead = second?.lead ?? nextTo(first, fresh);
  const colon = first ? first.head.slice(first.head.lastIndexOf('"') + 1) : ': ';
  const keys = new Set(wanted.map(({ key }) => key));
  const members = before.filter(({ key }) => keys.has(key) || !owned.has(key));
  // The first of a section's keys goes to its top, a new section below what is there.
  let at = owned.size > 0 ? -1 : members.length - 1;
  for (const { key, value } of wanted) {
    const found = members.findIndex((member) => member.key === key);
    if (found >= 0) {
      at = found;
      const member = members[found]!;
      member.value = value(member.lead);
    } else {
      members.splice(++at, 0, { key, lead: nextLead, head: JSON.stringify(key) + colon, value: value(nextLead), tail: '' });
    }
  }
  for (const [index, member] of members.entries()) {
    if (index === 0 && member.lead === nextLead) member.lead = firstLead;
    else if (index > 0 && member === first) member.lead = nextLead;
  }
  return `{${members.map(({ lead, head, value, tail }) => lead + head + value + tail).join(',')}${closing}}`;
}

/** The space before a second member, in an object that has one. */
function nextTo(first: JsonMember | undefined, fresh: string): string {
  if (!first || first.lead.includes('\n')) return first?.lead ?? fresh;
  return /:\s/.test(first.head) ? ' ' : '';
}

/** @param indent of the line it begins on; undefined: all on one line */
function print(value: SectionValue, indent: string | undefined, style: Style): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  // A pair, as an interval is, reads best on its line.
  if (indent === undefined || (entries.length <= 2 && entries.every(([, part]) => typeof part !== 'object')))
    return `{ ${entries.map(([key, part]) => `${JSON.stringify(key)}: ${print(part, undefined, style)}`).join(', ')} }`;
  const own = indent + style.unit;
  const lines = entries.map(([key, part]) => `${own}${JSON.stringify(key)}: ${print(part, own, style)}`);
  return `{${style.lineEnd}${lines.join(`,${style.lineEnd}`)}${style.lineEnd}${indent}}`;
}

function styleOf(text: string, root: readonly JsonMember[]): Style {
  const lead = root[0]?.lead;
  return { lineEnd: text.includes('\r\n') ? '\r\n' : '\n', unit: lead?.includes('\n') ? indentOf(lead) : '  ' };
}

/** The space on the last line. */
function indentOf(lead: string): string {
  return lead.slice(lead.lastIndexOf('\n') + 1);
}
