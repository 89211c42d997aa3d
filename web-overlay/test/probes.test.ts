import { describe, expect, it } from 'vitest';
import { alarmsOf, groupsOf, type Reading } from '../src/console/probes';

const reading = (probe: string, more: Partial<Reading> = {}): Reading => ({
  probe,
  state: 'ok',
  value: 0,
  threshold: 0,
  unit: '',
  sentence: '',
  runbook: '',
  ...more,
});

const row = (id: string, ...readings: Reading[]) =>
  groupsOf(readings)
    .flatMap(({ rows }) => rows)
    .find((each) => each.id === id);

describe('probes of a stream', () => {
  it('come in groups, those that have nothing to look at left out', () => {
    const groups = groupsOf([reading('gop'), reading('black'), reading('b-frames')]);
    expect(groups.map(({ id, rows }) => [id, rows.map((each) => each.id)])).toEqual([
      ['image', ['black']],
      ['encoder', ['gop', 'b-frames']],
    ]);
  });

  it('show the figure and on which side of the limit it has to stay', () => {
    const silence = row('silence', reading('silence', { value: -5.25, threshold: -60, unit: 'dBFS' }));
    expect(silence).toMatchObject({ value: '−5.3 dBFS', limit: '> −60 dBFS' });
    const gop = row('gop', reading('gop', { value: 980, threshold: 4_000, unit: 'ms' }));
    expect(gop).toMatchObject({ value: '980 ms', limit: '< 4.0 s' });
    const offset = row('av-offset', reading('av-offset', { value: -0.2, threshold: 300, unit: 'ms' }));
    expect(offset).toMatchObject({ value: '0 ms', limit: '± 300 ms' });
  });

  it('have no figure where well is all there is to say', () => {
    expect(row('codec', reading('codec'))).toMatchObject({ value: '', limit: '', state: 'ok' });
  });

  it('show a figure without a limit where only trouble has one', () => {
    expect(
      row('b-frames', reading('b-frames', { value: 67, threshold: 2, unit: 'ms', state: 'warn' })),
    ).toMatchObject({
      value: '67 ms',
      limit: '',
    });
    expect(
      row('frame-size', reading('frame-size', { value: 1_240_000, unit: 'bytes', state: 'warn' })),
    ).toMatchObject({ value: '1.2 MB' });
  });

  it('tell of loudness once, with the worse of its two limits', () => {
    const loudness = row(
      'loudness',
      reading('quiet', { value: -8, threshold: -33, unit: 'LUFS' }),
      reading('loud', { value: -8, threshold: -10, unit: 'LUFS', state: 'warn', sentence: 'Too loud.' }),
    );
    expect(loudness).toMatchObject({
      value: '−8 LUFS',
      limit: '−33 … −10 LUFS',
      state: 'warn',
      sentence: 'Too loud.',
    });
  });

  it('that are not well are alarms, the worst first', () => {
    const alarms = alarmsOf([
      reading('gop', { state: 'warn' }),
      reading('black'),
      reading('silence', { state: 'bad' }),
    ]);
    expect(alarms.map(({ probe }) => probe)).toEqual(['silence', 'gop']);
  });
});
