/** A share of one in per cent: 0.7378 → `73.8 %`; what is not quite nothing or all is not rounded to it. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return String(share);
  const value = share * 100;
  if (value > 0 && value < 0.05) return '< 0.1 %';
  if (value < 100 && value >= 99.95) return '> 99.9 %';
  return `${value.toFixed(1)} %`;
}
