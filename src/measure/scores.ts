/** Probabilities of classes that exclude one another, from logits: exp(x - max) over its sum. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp(values[i]! - largest);
    sum += values[i]!;
  }
  return values.map((value) => value / sum);
}

/** Probabilities of classes that do not exclude one another, from logits. */
export function sigmoid(logits: ArrayLike<number>): Float64Array {
  return Float64Array.from(logits, (value) => 1 / (1 + Math.exp(-value)));
}

/** Whether values could be the probabilities of classes that exclude one another: none negative, their sum 1 to a part in a hundred. */
export function isDistribution(values: ArrayLike<number>): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(values[i]! >= 0)) return false;
    sum += values[i]!;
  }
  return Math.abs(sum - 1) <= 0.01;
}

/** The indices of the `count` largest values, largest first; of equal ones the first. NaN comes last. */
export function largest(values: ArrayLike<number>, count: number): number[] {
  const rank = (index: number) => (Number.isNaN(values[index]) ? Number.NEGATIVE_INFINITY : values[index]!);
  return Array.from({ length: values.length }, (_, index) => index)
    .sort((a, b) => (rank(a) === rank(b) ? a - b : rank(b) > rank(a) ? 1 : -1))
    .slice(0, count);
}
