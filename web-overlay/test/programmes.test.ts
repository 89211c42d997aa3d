import { describe, expect, it } from 'vitest';
import { emptyRow, filesOf, ownZone, type Programme, programmeOf, rowOf } from '../src/console/programmes';
import { day } from '../src/words/format';

describe('a programme in the form', () => {
  it.each<Programme>([
    { at: '2026-12-01T18:00:00.000Z', files: ['show.mp4'], loop: false },
    { daily: '09:00', zone: 'Europe/Berlin', files: ['a.mp4', 'b.mp4'], loop: true },
  ])('is what the server gave: %o', (programme) => {
    expect(programmeOf(rowOf(programme, 1))).toEqual(programme);
  });

  it('names its files one a line', () => {
    expect(filesOf(' one.mp4 \n\n two.mp4')).toEqual(['one.mp4', 'two.mp4']);
  });

  it('is by the clocks of the reader when it is new', () => {
    const row = { ...emptyRow(3), kind: 'daily' as const, time: '21:30', files: 'a.mp4' };
    expect(programmeOf(row)).toEqual({ daily: '21:30', zone: ownZone(), files: ['a.mp4'], loop: false });
  });

  it('leaves it to the server to say what is missing', () => {
    expect(programmeOf(emptyRow(1))).toEqual({ at: '', files: [], loop: false });
  });
});

it('names a day that is not today', () => {
  const now = new Date(2026, 11, 1, 12);
  expect(day(new Date(2026, 11, 1, 23), now)).toBe('');
  expect(day(new Date(2026, 11, 2), now)).not.toBe('');
});
