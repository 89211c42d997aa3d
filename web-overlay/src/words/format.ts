import type { Money } from '../room/records';

const locale = globalThis.navigator?.language;

/** A price in the reader's notation. Amounts are minor units, and not every currency has two digits of them. */
export function money({ amount, currency }: Money): string {
  try {
    const format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    const whole = amount % 10 ** digits === 0;
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...(whole ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}),
    }).format(amount / 10 ** digits);
  } catch {
    return `${amount / 100} ${currency}`;
  }
}

/** Minutes and seconds that are left, `0:07`; hours when there are some. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A moment as a time of day in the reader's zone. */
export function clock(at: string | number | Date, seconds = false): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? ''
    : date.toLocaleTimeString(locale, {
        hour: '2-digit',
        minute: '2-digit',
        ...(seconds ? { second: '2-digit' } : {}),
      });
}

/** A moment's day, such as `Tue, Dec 1`; nothing if it is today. */
export function day(at: string | number | Date, now = new Date()): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) || date.toDateString() === now.toDateString()
    ? ''
    : date.toLocaleDateString(locale, { weekday: 'short', month: 'short', day: 'numeric' });
}

/** How long ago, briefly: `8 s`, `3 min`, `2 h`. */
export function age(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) {
    return `${s} s`;
  }
  return s < 3600 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3600)} h`;
}

export function count(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}
