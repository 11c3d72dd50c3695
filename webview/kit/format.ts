import * as l10n from '@vscode/l10n';

/** A number as a report carries it to a panel: what JSON cannot hold comes as text. */
export type WireNumber = number | bigint | string;

/** Reads a {@link WireNumber}; NaN for anything that is not one. */
export function num(value: WireNumber | boolean | undefined): number {
  return value === undefined || value === '' ? Number.NaN : Number(value);
}

/** A figure in `digits` significant digits, with thousands separated and a true minus; exponents beyond a million and below a thousandth. */
export function figure(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-3) {
    const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
    return minus(`${mantissa.replace(/\.?0+$/, '')}e${exponent.replace('+', '')}`);
  }
  if (Number.isInteger(value)) return minus(value.toLocaleString('en-US'));
  return minus(value.toLocaleString('en-US', { maximumSignificantDigits: digits }));
}

/** Every digit a single-precision value has: what a table shows. */
export function exact(value: WireNumber | boolean): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return minus(value.toString());
  if (typeof value === 'string') return value === '-Infinity' ? '−∞' : value === 'Infinity' ? '∞' : value;
  if (!Number.isFinite(value)) return figure(value);
  return minus(String(Number(value.toPrecision(7))));
}

/** A count with thousands separated. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/**
 * A share of one in per cent: 0.7378 → `73.8 %`; what is not quite nothing or all is not rounded to it. The command line says
 * the same (src/base/percent.ts).
 */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return figure(share);
  const value = share * 100;
  if (value > 0 && value < 0.05) return '< 0.1 %';
  if (value < 100 && value >= 99.95) return '> 99.9 %';
  return `${value.toFixed(1)} %`;
}

/** A figure and its unit apart, as a tile sets them. */
export interface Quantity {
  value: string;
  unit: string;
}

/** Bytes in decimal units, as file managers and model hubs give them. */
export function bytes(value: number): Quantity {
  return scaled(value, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/** A number of things: 1,235,496 → 1.24 M. */
export function amount(value: number): Quantity {
  return value < 10_000 ? { value: count(value), unit: '' } : scaled(value, ['', 'k', 'M', 'G', 'T']);
}

/** A time given in milliseconds. */
export function duration(milliseconds: number): Quantity {
  if (milliseconds < 1) return { value: figure(milliseconds * 1000, 3), unit: 'µs' };
  if (milliseconds < 10_000) return { value: figure(milliseconds, 3), unit: 'ms' };
  if (milliseconds < 120_000) return { value: figure(milliseconds / 1000, 3), unit: 's' };
  return { value: figure(milliseconds / 60_000, 3), unit: 'min' };
}

/** A time to wait, as people say it: whole seconds, minutes, hours. */
export function waiting(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90) return l10n.t('{0} s', seconds);
  if (seconds < 5400) return l10n.t('{0} min', Math.round(seconds / 60));
  return l10n.t('{0} h', figure(seconds / 3600, 2));
}

/** A {@link Quantity} in one piece. */
export function joined({ value, unit }: Quantity): string {
  return unit ? `${value} ${unit}` : value;
}

/** `1 × 3 × 224 × 224`; a scalar and an unknown rank are said in words. */
export function shapeText(shape: readonly (number | string)[] | undefined): string {
  if (!shape) return l10n.t('shape unknown');
  if (shape.length === 0) return l10n.t('scalar');
  return shape.map((size) => (size === '' ? '?' : typeof size === 'number' ? String(size) : size)).join(' × ');
}

/** Shortens in the middle, where names of one model differ least, to at most `length` characters. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (length - 1 - head)).join('')}`;
}

function scaled(value: number, units: readonly string[]): Quantity {
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return { value: figure(unit === 0 ? rest : Number(rest.toPrecision(3)), 4), unit: units[unit] ?? '' };
}

function minus(text: string): string {
  return text.replace(/-/g, '−');
}
