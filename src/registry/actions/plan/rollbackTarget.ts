/** What a roll back looks at in an event. */
export interface StageEvent {
  readonly event: string;
  readonly stage?: string;
  readonly version?: string;
}

/**
 * The version that a roll back of a stage goes to: the one below the current one among those that came to the stage, deregistered ones passed
 * over.
 * @param events oldest first
 * @param active the versions that may be gone back to
 */
export function rollbackTarget(
  events: readonly StageEvent[],
  active: ReadonlySet<string>,
  stage: string,
  current: string,
): string | undefined {
  const stack = stageHistory(events, stage);
  return stack.slice(0, Math.max(0, stack.lastIndexOf(current))).findLast((version) => active.has(version));
}

/** Versions in the order in which they came to a stage, the last one on top, those gone back from left out. @param events oldest first */
export function stageHistory(events: readonly StageEvent[], stage: string): string[] {
  const stack: string[] = [];
  for (const event of events) {
    if (event.stage !== stage || event.event !== 'assignment' || event.version === undefined) continue;
    const at = stack.indexOf(event.version);
    if (at >= 0) stack.length = at;
    stack.push(event.version);
  }
  return stack;
}
