import { paths, safeLink } from '../net/address';

function digits(currency: string): number {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    );
  } catch {
    return 2;
  }
}

/** "49.90" as 4990; `undefined` when it is no price. Exact: no floating point between. */
export function minorUnits(text: string, currency: string): number | undefined {
  const parts = text.replace(',', '.').match(/^(\d{1,9})(?:\.(\d+))?$/);
  const places = digits(currency);
  const fraction = parts?.[2] ?? '';
  if (!parts || fraction.length > places) {
    return undefined;
  }
  return Number(parts[1]! + fraction.padEnd(places, '0'));
}

/** 4990 as "49.90", to be edited. */
export function majorUnits(price: { amount: number; currency: string } | undefined): string {
  if (!price) {
    return '';
  }
  const places = digits(price.currency);
  return (price.amount / 10 ** places).toFixed(price.amount % 10 ** places === 0 ? 0 : places);
}

/** The shop's own address with the hold in it; without one, the demo shop. */
export function checkoutLinkFor(
  origin: string,
  event: string,
  product: string,
  hold: string,
  untilMs: number | undefined,
  checkoutUrl: string | undefined,
): string {
  const url = new URL(safeLink(checkoutUrl, origin) ?? paths.shop(event), origin);
  url.searchParams.set('hold', hold);
  url.searchParams.set('product', product);
  if (url.origin === origin) {
    url.searchParams.set('event', event);
    if (untilMs !== undefined) {
      url.searchParams.set('until', new Date(untilMs).toISOString());
    }
  }
  return url.href;
}
