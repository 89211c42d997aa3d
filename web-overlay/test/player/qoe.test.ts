import { describe, expect, it } from 'vitest';
import type { PlaybackStats } from '../../src/player/playback';
import { cmcdState, qoeReport } from '../../src/player/qoe/report';

const stats: PlaybackStats = {
  kind: 'frames',
  path: 'WebCodecs · WebSocket',
  behindMs: 48,
  cushionMs: 24,
  rate: 1.0049,
  stalls: 2,
  dropped: 3,
  shown: 900,
  kbps: 2_500,
  epoch: 1,
  width: 1280,
  height: 720,
  mime: 'avc1.42c01f, mp4a.40.2',
  rung: 'source',
  lagMs: 0,
  syncMs: 41.6,
  why: '',
  startupMs: 180,
  switches: 0,
  stalledMs: 900,
};

describe('a report of how it plays', () => {
  it('has the keys of CMCD, and ours with their prefix', () => {
    expect(qoeReport('abc', 'drop', 'p', stats, 400)).toEqual({
      v: 2,
      sid: 'abc',
      cid: 'drop',
      sf: 'o',
      st: 'l',
      sta: 'p',
      msd: 180,
      ltc: 48,
      tbl: 24,
      bsd: 500,
      mtp: 2_500,
      pr: 1,
      'com.vitrine-path': 'frames',
      'com.vitrine-rung': 'source',
      'com.vitrine-stalls': 2,
      'com.vitrine-dropped': 3,
      'com.vitrine-shown': 900,
      'com.vitrine-sync': 42,
    });
  });

  it('says nothing of what is not known', () => {
    const report = qoeReport('abc', 'drop', 's', { ...stats, startupMs: undefined, syncMs: undefined }, 0);
    expect(report).not.toHaveProperty('msd');
    expect(report).not.toHaveProperty('com.vitrine-sync');
  });

  it('tells HLS from what is not', () => {
    expect(qoeReport('abc', 'drop', 'p', { ...stats, kind: 'll-hls' }, 0).sf).toBe('h');
  });

  it('says what the player is doing', () => {
    expect(cmcdState('connecting', false, false)).toBe('s');
    expect(cmcdState('playing', false, true)).toBe('p');
    expect(cmcdState('playing', true, true)).toBe('a');
    expect(cmcdState('buffering', false, true)).toBe('r');
    expect(cmcdState('waiting', false, true)).toBe('w');
    expect(cmcdState('unsupported', false, false)).toBe('f');
    expect(cmcdState('closed', false, true)).toBe('q');
  });
});
