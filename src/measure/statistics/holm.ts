/**
 * P-values of several comparisons, adjusted so that none of them is below .05 by chance in more than 5 of 100 such families. Holm (1979).
 * @returns in the order given, each at least as large as it was and at most 1
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  for (const [place, index] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - place) * pValues[index]!));
    adjusted[index] = least;
  }
  return adjusted;
}
