/** Indices to draw: all of them, or per pixel column the lowest and the highest value in the order they come. */
export function envelope(values: readonly number[], pixels: number): number[] {
  if (values.length <= pixels * 2) return values.map((_, i) => i);
  const kept: number[] = [];
  const columns = Math.ceil(pixels);
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    let least = from;
    let most = from;
    let gap: number | undefined;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value)) gap ??= i;
      if (value < (values[least] as number)) least = i;
      if (value > (values[most] as number)) most = i;
    }
    const chosen = new Set([least, most, ...(gap === undefined ? [] : [gap])]);
    kept.push(...[...chosen].sort((a, b) => a - b));
  }
  return kept;
}
