import { describe, expect, it } from 'vitest';
import { type KeyTarget, keyAction } from '../../src/player/controls/keys';

/** Writes down what it is told to do. */
function target(): KeyTarget & { done: string[] } {
  const done: string[] = [];
  const note = (what: string) => () => {
    done.push(what);
  };
  return {
    done,
    togglePlay: note('play'),
    toggleSound: note('sound'),
    toggleFull: async () => note('full')(),
    togglePip: async () => note('pip')(),
    toggleFigures: note('figures'),
    toLive: note('live'),
    toggleCaptions: note('captions'),
    skip: (byS) => note(byS > 0 ? 'on' : 'back')(),
    louder: (by) => note(by > 0 ? 'louder' : 'softer')(),
  };
}

function pressed(
  key: string,
  from: Partial<HTMLElement> = { tagName: 'BODY' },
  more: Partial<KeyboardEvent> = {},
) {
  return { key, composedPath: () => [from], ...more } as unknown as KeyboardEvent;
}

function does(event: KeyboardEvent, within = true): string[] {
  const player = target();
  keyAction(event, player, within)?.();
  return player.done;
}

describe('keys', () => {
  it('do what people expect of a player', () => {
    const keys = [
      ' ',
      'k',
      'm',
      'f',
      'i',
      'c',
      'l',
      'j',
      '?',
      'ArrowLeft',
      'ArrowRight',
      'ArrowUp',
      'ArrowDown',
    ];
    expect(keys.flatMap((key) => does(pressed(key)))).toEqual([
      'play',
      'play',
      'sound',
      'full',
      'pip',
      'captions',
      'live',
      'back',
      'figures',
      'back',
      'on',
      'louder',
      'softer',
    ]);
  });

  it('are left to whoever types, and to the browser', () => {
    for (const tagName of ['TEXTAREA', 'SELECT']) {
      expect(does(pressed('k', { tagName }))).toEqual([]);
    }
    expect(does(pressed('k', { tagName: 'INPUT', type: 'text' } as never))).toEqual([]);
    expect(does(pressed('k', { tagName: 'DIV', isContentEditable: true }))).toEqual([]);
    expect(does(pressed('f', { tagName: 'BODY' }, { ctrlKey: true }))).toEqual([]);
    expect(does(pressed('x'))).toEqual([]);
  });

  it('leave the space bar to a button, and the arrows to a slider and to the page', () => {
    expect(does(pressed(' ', { tagName: 'BUTTON' }))).toEqual([]);
    expect(does(pressed('ArrowUp', { tagName: 'INPUT', type: 'range' } as never))).toEqual([]);
    expect(does(pressed('m', { tagName: 'INPUT', type: 'range' } as never))).toEqual(['sound']);
    expect(does(pressed('ArrowUp'), false)).toEqual([]);
  });
});
