import type { NodeProto } from '../gen/onnx-ml_pb';

/**
 * One thing the checker found. `code` is stable; `where` and `message` are English, since findings are kept in reports.
 * error: the standard or the shipped runtime refuses it; warning: it works, perhaps not as meant; info: worth knowing.
 */
export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  /** Names the node, tensor, value or field. */
  where: string;
  message: string;
  /** What to do about it. */
  remedy?: string;
}

const MOST_PER_CODE = 100;
const SEVERITIES: Finding['severity'][] = ['error', 'warning', 'info'];

/** Collects findings. A broken model repeats itself: of each code a hundred are kept and the rest counted. */
export class Findings {
  readonly #kept: Finding[] = [];
  readonly #whole: string;
  readonly #counts = new Map<string, { count: number; severity: Finding['severity'] }>();

  /** @param whole what is looked at, where a finding is about all of it */
  constructor(whole = 'model') {
    this.#whole = whole;
  }

  add(severity: Finding['severity'], code: string, where: string, message: string, remedy?: string): void {
    const seen = this.#counts.get(code) ?? { count: 0, severity };
    seen.count++;
    this.#counts.set(code, seen);
    if (seen.count <= MOST_PER_CODE) this.#kept.push({ code, severity, where, message, ...(remedy === undefined ? {} : { remedy }) });
  }

  /** Whether one more of a code is kept: else its message need not be made, only {@link count}ed. */
  keeps(code: string): boolean {
    return (this.#counts.get(code)?.count ?? 0) < MOST_PER_CODE;
  }

  /** Counts one that is not kept. */
  count(severity: Finding['severity'], code: string): void {
    this.add(severity, code, '', '');
  }

  /** Errors first, otherwise in the order found. */
  list(): Finding[] {
    const more = [...this.#counts]
      .filter(([, { count }]) => count > MOST_PER_CODE)
      .map(([code, { count, severity }]) => ({
        code,
        severity,
        where: this.#whole,
        message: `${count - MOST_PER_CODE} more like this (${code}).`,
      }));
    return [...this.#kept, ...more].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  }
}

/** A name in quotation marks, with control characters escaped and cut to a readable length. */
export function quote(name: string): string {
  const cut = name.length > 120 ? `${name.slice(0, 117)}…` : name;
  return JSON.stringify(cut);
}

/** `node "conv1" (Conv)`, or by position where it has no name. */
export function describeNode(node: NodeProto, index: number, graph = ''): string {
  return `node ${node.name ? quote(node.name) : `#${index}`} (${node.opType || '?'})${graph && ` of ${graph}`}`;
}

/** The first few names of a list, quoted. */
export function quoteSome(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map(quote).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
