import { describe, expect, it } from 'vitest';
import text from '../src/design/tokens.css?raw';

type Theme = 'light' | 'dark';

function colour(name: string, theme: Theme): string {
  const pair = text.match(new RegExp(`--${name}:\\s*light-dark\\((#[0-9a-f]{6}),\\s*(#[0-9a-f]{6})\\)`, 'i'));
  const found = theme === 'light' ? pair?.[1] : pair?.[2];
  if (!found) {
    throw new Error(`Token "--${name}" is not a light-dark() pair of six-digit colours`);
  }
  return found;
}

function mix(over: string, under: string, alpha: number): string {
  const part = (hex: string, i: number) => Number.parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  return `#${[0, 1, 2]
    .map((i) => Math.round(part(over, i) * alpha + part(under, i) * (1 - alpha)))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** Relative luminance and contrast ratio of WCAG 2.2, section 1.4.3. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const s = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['surface-0', 'surface-1', 'surface-2'];
const inks = ['ink-1', 'ink-2', 'ink-3', 'accent', 'live', 'hold', 'good', 'danger'];
const names = Array.from({ length: 8 }, (_, i) => `name-${i}`);

describe.each<Theme>(['light', 'dark'])('tokens in %s', (theme) => {
  for (const ink of [...inks, ...names]) {
    for (const surface of surfaces) {
      it(`${ink} on ${surface} reads at 4.5 : 1`, () => {
        expect(contrast(colour(ink, theme), colour(surface, theme))).toBeGreaterThanOrEqual(4.5);
      });
    }
  }
  for (const tone of ['accent', 'live', 'hold', 'good']) {
    it(`on-${tone} on ${tone} reads at 4.5 : 1`, () => {
      expect(contrast(colour(`on-${tone}`, theme), colour(tone, theme))).toBeGreaterThanOrEqual(4.5);
    });
  }
  for (const tone of ['live', 'hold', 'good']) {
    it(`${tone} on its own badge reads at 4.5 : 1`, () => {
      for (const surface of ['surface-1', 'surface-2']) {
        const badge = mix(colour(tone, theme), colour(surface, theme), 0.16);
        expect(contrast(colour(tone, theme), badge)).toBeGreaterThanOrEqual(4.5);
      }
    });
  }
  it('ink-1 and ink-2 read on surface-3, where buttons are', () => {
    expect(contrast(colour('ink-1', theme), colour('surface-3', theme))).toBeGreaterThanOrEqual(7);
    expect(contrast(colour('ink-2', theme), colour('surface-3', theme))).toBeGreaterThanOrEqual(4.5);
  });
});
