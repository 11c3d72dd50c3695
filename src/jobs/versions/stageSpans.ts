import type { ArtifactState, TagEvent } from '../../registry/tags/state';

/** A version's time in a stage. Times in seconds since 1970. */
export interface Span {
  readonly stage: string;
  readonly version: string;
  readonly from: number;
  readonly to?: number;
}

/** A version that was put in a stage: it holds it until it is taken out, and again when those put in later are. */
interface Holder {
  readonly key: string;
  readonly version: string;
  readonly assigned: number;
}

/**
 * Which version was in each stage at which time, by the rules of {@link foldArtifact} applied up to every moment: the version assigned last
 * that was active and not unassigned since.
 * @returns oldest first
 */
export function stageSpans({ events }: Pick<ArtifactState, 'events'>): Span[] {
  const history = new StageHistory();
  for (let at = 0; at < events.length; ) {
    const { time } = events[at]!;
    const touched = new Set<string>();
    for (; at < events.length && events[at]!.time === time; at++) history.apply(events[at]!, touched);
    history.settle(time, touched);
  }
  return history.finish();
}

class StageHistory {
  /** Stage → those put in it, the last one last. What was taken out again is `live` no more. */
  readonly #holders = new Map<string, Holder[]>();
  readonly #live = new Map<string, Holder>();
  readonly #stagesOf = new Map<string, Set<string>>();
  readonly #registered = new Map<string, number>();
  readonly #inactive = new Set<string>();
  readonly #open = new Map<string, { version: string; key: string; from: number }>();
  readonly #spans: Span[] = [];

  apply(event: TagEvent, touched: Set<string>): void {
    const { stage, time } = event;
    const version = event.version ?? event.commit;
    const key = `${version} ${event.commit}`;
    switch (event.event) {
      case 'registration':
        this.#registered.set(key, time);
        this.#inactive.delete(key);
        break;
      case 'deregistration':
        this.#inactive.add(key);
        break;
      case 'assignment':
        this.#put(stage!, { key, version, assigned: time });
        touched.add(stage!);
        return;
      case 'unassignment':
        this.#live.delete(`${stage} ${key}`);
        touched.add(stage!);
        return;
      case 'deprecation':
        return;
    }
    for (const held of this.#stagesOf.get(key) ?? []) touched.add(held);
  }

  /** Ends and begins spans at the end of a second. */
  settle(time: number, touched: ReadonlySet<string>): void {
    for (const stage of touched) {
      const holder = this.#holder(stage);
      const open = this.#open.get(stage);
      if (open?.key === holder?.key) continue;
      if (open) this.#spans.push({ stage, version: open.version, from: open.from, to: time });
      if (holder) this.#open.set(stage, { version: holder.version, key: holder.key, from: time });
      else this.#open.delete(stage);
    }
  }

  finish(): Span[] {
    const open = [...this.#open].map(([stage, { version, from }]) => ({ stage, version, from }));
    return [...this.#spans, ...open].sort((a, b) => a.from - b.from);
  }

  #put(stage: string, holder: Holder): void {
    const list = this.#holders.get(stage) ?? [];
    this.#holders.set(stage, list);
    list.push(holder);
    this.#live.set(`${stage} ${holder.key}`, holder);
    const stages = this.#stagesOf.get(holder.key) ?? new Set();
    this.#stagesOf.set(holder.key, stages.add(stage));
  }

  #holder(stage: string): Holder | undefined {
    const list = this.#holders.get(stage) ?? [];
    const isLive = (holder: Holder) => this.#live.get(`${stage} ${holder.key}`) === holder;
    while (list.length > 0 && !isLive(list.at(-1)!)) list.pop();
    let found: Holder | undefined;
    for (let at = list.length - 1; at >= 0; at--) {
      const holder = list[at]!;
      if (found && holder.assigned !== found.assigned) break;
      if (!isLive(holder) || this.#inactive.has(holder.key)) continue;
      // Assigned in one second: the version that was registered earlier.
      if (!found || this.#created(holder) <= this.#created(found)) found = holder;
    }
    return found;
  }

  #created({ key, assigned }: Holder): number {
    return this.#registered.get(key) ?? assigned;
  }
}
