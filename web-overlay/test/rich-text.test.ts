import { describe, expect, it } from 'vitest';
import { handleOf, mentions, rich } from '../src/viewer/rich-text';

const emotes = new Map([['lamp', { name: 'lamp', url: '/lamp.png' }]]);

describe('a message', () => {
  it('without emotes and mentions is one piece of text', () => {
    expect(rich('<b>plain</b>', emotes, 'Ben')).toEqual(['<b>plain</b>']);
  });

  it('keeps its markup as text, also beside an emote', () => {
    const parts = rich('<img src=x onerror=alert(1)> :lamp: :other:', emotes, undefined);
    expect(parts[0]).toBe('<img src=x onerror=alert(1)> ');
    expect(parts.filter((part) => typeof part !== 'string')).toHaveLength(1);
    expect(parts.join('')).toContain(':other:');
  });
});

describe('a mention', () => {
  it('is for the whole name, whatever its case', () => {
    expect(mentions('hello @ben!', 'Ben')).toBe(true);
    expect(mentions('hello @benny', 'Ben')).toBe(false);
    expect(mentions('hello ben', 'Ben')).toBe(false);
    expect(mentions('hello @Ben', undefined)).toBe(false);
  });

  it('of a name with spaces is written without them', () => {
    expect(handleOf('Mara de Vries')).toBe('MaradeVries');
    expect(mentions('@maradevries look', 'Mara de Vries')).toBe(true);
  });

  it('of a name of signs alone is of nobody', () => {
    expect(mentions('@ hello', '!!!')).toBe(false);
  });
});
