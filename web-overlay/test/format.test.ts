import { describe, expect, it } from 'vitest';
import { age, countdown } from '../src/words/format';
import { checkoutLinkFor, minorUnits } from '../src/words/money';

describe('a typed price', () => {
  it.each([
    ['49', 'EUR', 4900],
    ['49.9', 'EUR', 4990],
    ['49,90', 'EUR', 4990],
    ['0.29', 'USD', 29],
    ['1200', 'JPY', 1200],
    ['1.234', 'KWD', 1234],
  ])('%s %s is %d minor units', (text, currency, amount) => {
    expect(minorUnits(text, currency)).toBe(amount);
  });

  it.each([
    ['', 'EUR'],
    ['free', 'EUR'],
    ['-3', 'EUR'],
    ['1.999', 'EUR'],
    ['1.5', 'JPY'],
    ['1e3', 'EUR'],
  ])('"%s" is no price in %s', (text, currency) => {
    expect(minorUnits(text, currency)).toBeUndefined();
  });
});

describe('times', () => {
  it('count down to zero and not beyond', () => {
    expect([61_000, 60_000, 59_001, 1, 0, -5, 3_661_000].map(countdown)).toEqual([
      '1:01',
      '1:00',
      '1:00',
      '0:01',
      '0:00',
      '0:00',
      '1:01:01',
    ]);
  });

  it('age in the unit that fits', () => {
    expect([0, 59_400, 60_000, 7_200_000].map(age)).toEqual(['0 s', '59 s', '1 min', '2 h']);
  });
});

describe('the way to the checkout', () => {
  const origin = 'http://house.example';

  it('adds the hold to the shop’s own address and tells a foreign shop nothing else', () => {
    const link = checkoutLinkFor(origin, 'drop', 'lamp', 'h-1', 1_000, 'https://shop.example/buy?ref=live');
    expect(link).toBe('https://shop.example/buy?ref=live&hold=h-1&product=lamp');
  });

  it('leads to the demo shop when the product has no address', () => {
    const link = checkoutLinkFor(origin, 'drop', 'lamp', 'h-1', 0, undefined);
    expect(link).toBe(
      'http://house.example/shop/drop?hold=h-1&product=lamp&event=drop&until=1970-01-01T00%3A00%3A00.000Z',
    );
  });

  it('never follows an address that is not one', () => {
    const link = checkoutLinkFor(origin, 'drop', 'lamp', 'h-1', undefined, 'javascript:alert(1)');
    expect(link.startsWith('http://house.example/shop/drop?')).toBe(true);
  });
});
