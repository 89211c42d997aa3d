import { describe, expect, it } from 'vitest';
import { qualities, sounds } from '../../src/player/controls/choices';

describe('the sounds on the menu', () => {
  const audio = (id: string, language: string, name = '') => ({ id, name, language });

  it('are called by their languages in the viewer’s own', () => {
    const audios = [audio('0', 'de'), audio('1', 'en', 'Commentary')];
    expect(sounds(audios, 'en').map(({ label }) => label)).toEqual(['German', 'English · Commentary']);
    expect(sounds(audios, 'fr').map(({ label }) => label)).toEqual(['Allemand', 'Anglais · Commentary']);
  });

  it('each have a label of their own, whatever the publisher says', () => {
    const audios = [
      audio('0', 'de'),
      audio('1', 'de'),
      audio('2', ''),
      audio('3', '', 'Stage'),
      audio('4', 'x'),
    ];
    expect(sounds(audios, 'en').map(({ label }) => label)).toEqual([
      'German',
      'German (2)',
      'Sound 3',
      'Stage',
      'x',
    ]);
  });
});

describe('the qualities on the menu', () => {
  it('tell what the player has chosen', () => {
    const rungs = [
      { name: 'source', width: 1280, height: 720 },
      { name: '480p', width: 854, height: 480 },
    ];
    expect(qualities(rungs, 'auto', '480p').map(({ label }) => label)).toEqual([
      'Auto · 480p',
      'Source · 720p',
      '480p',
    ]);
    expect(qualities(rungs, 'source', 'source')[0]!.label).toBe('Auto');
  });
});
