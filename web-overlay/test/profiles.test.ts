import { describe, expect, it } from 'vitest';
import { type Family, noticeOf, rungsOf } from '../src/console/profiles';
import { words } from '../src/words/strings';

const family = (encode: Family['encode'], ...rungs: [string, number, number][]): Family => ({
  name: 'any',
  summary: '',
  encode,
  targetDelayMs: 700,
  rungs: rungs.map(([name, height, kbps]) => ({ name, height, kbps })),
});
const standard = family('watched', ['480p', 480, 1_000], ['240p', 240, 300]);
const baseline = family('watched', ['240p', 240, 300]);
const fallback = family('always', ['240p', 240, 200]);

const said = (from: Family, to: Family, height?: number) => words.profile.notice(noticeOf(from, to, height));

describe('a profile', () => {
  it('leaves out what is not smaller than the source, and nothing before there is one', () => {
    expect(rungsOf(standard, 480).given.map(({ name }) => name)).toEqual(['240p']);
    expect(rungsOf(standard, 480).leftOut.map(({ name }) => name)).toEqual(['480p']);
    for (const unknown of [undefined, 0, 720]) {
      expect(rungsOf(standard, unknown)).toEqual({ given: standard.rungs, leftOut: [] });
    }
  });

  it('names a rung by its height once', () => {
    expect(words.profile.rung('480p', 480, 900)).toBe('480p at 900 kbit/s');
    expect(words.profile.rung('small', 240, 300)).toBe('small (240 lines) at 300 kbit/s');
  });
});

describe('a switch of profile', () => {
  it('tells who loses a quality, and which gets coarser', () => {
    expect(noticeOf(standard, fallback, 720)).toMatchObject({ gone: ['480p'], fresh: [], encode: 'always' });
    expect(said(standard, fallback, 720)).toBe(
      'Viewers notice: Who watches 480p gets the source, which needs a faster line, until another quality is chosen. ' +
        '240p becomes coarser and easier on the line: 200 instead of 300 kbit/s. ' +
        'Whoever chooses a quality sees it without a wait.',
    );
  });

  it('tells what there is to choose, and of a wait', () => {
    expect(noticeOf(fallback, standard, 720)).toMatchObject({ gone: [], encode: 'watched' });
    expect(said(fallback, standard, 720)).toContain('Players get 480p to choose');
    expect(said(fallback, standard, 720)).toContain('240p becomes finer: 300 instead of 200 kbit/s.');
    expect(said(fallback, standard, 720)).toContain('sees the source for a moment');
  });

  it('of qualities that a small source has not anyway is no news', () => {
    expect(said(standard, baseline, 480)).toBe('Viewers notice nothing.');
    expect(said(standard, fallback, 240)).toBe('Viewers notice nothing.');
  });

  it('tells of another height under the same name', () => {
    const small = family('watched', ['low', 240, 300]);
    const large = family('watched', ['low', 360, 300]);
    expect(said(small, large)).toBe('Viewers notice: low becomes larger: 360 lines instead of 240.');
  });
});
